/** Two real worker cores on links that deliver at the test's word, with a book of what they store. */
import type { Topology } from '@potoroo/shared/topology';
import { plainText } from '../../api/index.ts';
import { programBuilder } from '../../operators/index.ts';
import { frameType } from '../exchange/frames.ts';
import { productLimits } from '../data-plane-limits.ts';
import type { Placement } from '../placement/placement.ts';
import type { Mark } from '../safe-mode.ts';
import type { StoredSection } from '../stages/task-host.ts';
import { Worker } from '../worker.ts';
import type { Reconfiguration, TaskReport, WorkerAssignment, WorkerEvent } from '../worker-messages.ts';
import { unchanged } from '../worker-messages.ts';

/** Whether a frame holds the content of a slot. */
export const isState = (bytes: Uint8Array): boolean => bytes[4] === frameType.state;

type Sent = { readonly from: number; readonly to: number; readonly bytes: Uint8Array };

export class WorkerPair {
  readonly workers: readonly Worker[];
  readonly reports: { readonly worker: number; readonly report: TaskReport }[] = [];
  readonly stored: StoredSection[] = [];
  readonly written: string[] = [];
  /** What is on its way. */
  readonly sent: Sent[] = [];
  /** Of contents of slots. */
  handedOverBytes = 0;
  readonly #wakes = new Set<number>();
  readonly #writing: { readonly worker: number; readonly event: WorkerEvent }[] = [];
  #now = 0;
  /** What each source was given last, by its worker: read over when it asks for more, as a device reads into its memory again. */
  readonly #read = new Map<string, Uint8Array>();

  /** In safe mode: the marks of each worker, in order. */
  readonly marks: { readonly worker: number; readonly mark: Mark | null }[] = [];

  constructor(
    topology: Topology,
    placement: Placement,
    limits = productLimits,
    {
      safe = false,
      keeps = true,
      quarantine = [],
      guarded = [],
    }: Partial<Pick<WorkerAssignment, 'safe' | 'keeps' | 'quarantine' | 'guarded'>> = {},
  ) {
    const program = programBuilder(topology, plainText);
    this.workers = [0, 1].map(
      (self) =>
        new Worker({
          topology,
          program,
          text: plainText,
          limits,
          assignment: {
            generation: 1,
            self,
            members: [0, 1],
            placement,
            solos: [],
            epoch: 0,
            keeps,
            safe,
            quarantine,
            guarded,
          },
          mark: (mark) => this.marks.push({ worker: self, mark }),
        }),
    );
  }

  tell(worker: number, event: WorkerEvent): void {
    const effects: Parameters<Worker['step']>[2] = [];
    this.#now++;
    if (event.type === 'intake-bytes') this.#read.set(`${worker} ${event.stage}`, event.bytes);
    this.workers[worker]?.step(event, this.#now, effects);
    // So is the memory of a link, once it is told what came.
    if (event.type === 'link-bytes') event.bytes.fill(0xff);
    for (const effect of effects) {
      if (effect.type === 'read') this.#read.get(`${worker} ${effect.stage}`)?.fill(0xff);
      else if (effect.type === 'send') this.#send(worker, effect.to, effect.bytes);
      else if (effect.type === 'report') this.reports.push({ worker, report: effect.report });
      else if (effect.type === 'store') this.stored.push(effect.stored);
      else if (effect.type === 'wake') this.#wakes.add(worker);
      else if (effect.type === 'write') this.written.push(plainText.decode(effect.bytes, 0, effect.bytes.length));
      else if (effect.type === 'release')
        this.#writing.push({ worker, event: { type: 'written', stage: effect.stage, epoch: effect.epoch } });
      else if (effect.type === 'close-sink')
        this.#writing.push({ worker, event: { type: 'left', stage: effect.stage, unread: new Uint8Array(0) } });
      else if (effect.type === 'open-source')
        this.tell(worker, { type: 'intake-opened', stage: effect.stage, intake: 0 });
    }
  }

  #send(from: number, to: number, bytes: Uint8Array): void {
    this.sent.push({ from, to, bytes });
    if (isState(bytes)) this.handedOverBytes += bytes.length;
  }

  both(event: WorkerEvent): void {
    for (const worker of [0, 1]) this.tell(worker, event);
  }

  lines(worker: number, stage: number, lines: readonly string[]): void {
    const bytes = plainText.encode(lines.map((line) => `${line}\n`).join(''));
    this.tell(worker, { type: 'intake-bytes', stage, intake: 0, bytes });
  }

  /** Delivers what is on its way, and wakes whoever asked for it, until nothing happens any more. */
  settle(): void {
    for (let left = 10_000; left > 0; left--) {
      const next = this.sent.shift();
      if (next !== undefined) {
        this.tell(next.to, { type: 'link-bytes', from: next.from, bytes: next.bytes.slice() });
        continue;
      }
      const written = this.#writing.shift();
      if (written !== undefined) {
        this.tell(written.worker, written.event);
        continue;
      }
      const [worker] = this.#wakes;
      if (worker === undefined) return;
      this.#wakes.delete(worker);
      this.tell(worker, { type: 'wake' });
    }
    throw new Error('two workers do not come to rest');
  }

  inject(epoch: number, change: Reconfiguration = unchanged): void {
    this.both({ type: 'inject', epoch, change });
  }

  /** What is reported of one kind. */
  told<Type extends TaskReport['type']>(type: Type): readonly Extract<TaskReport, { type: Type }>[] {
    return this.reports.flatMap(({ report }) => (isOf(report, type) ? [report] : []));
  }

  /** The sections of a slot, oldest first. */
  sectionsOf(stage: number, slot: number): readonly Uint8Array[] {
    return this.stored.filter((one) => one.stage === stage && one.slot === slot).map(({ section }) => section);
  }
}

const isOf = <Type extends TaskReport['type']>(
  report: TaskReport,
  type: Type,
): report is Extract<TaskReport, { type: Type }> => report.type === type;
