/** Who takes part in a run as its coordinator sees it: a seat for each worker, with its process, its link and its last words. */
import type { Socket } from 'node:net';
import { clearTimeout, setTimeout } from 'node:timers';
import { workerIndex, workerName } from '@potoroo/shared/ids';
import { limits } from '@potoroo/shared/limits';
import type { GoneProcess, Ledger, LiveRow, TappedRecord, TelemetryFrame } from '@potoroo/shared/telemetry';
import type { FromWorker, ToWorker, WorkerTelemetry } from './control-messages.ts';
import { LetterBox } from './letter-box.ts';
import type { MessageSocket } from './message-socket.ts';
import { messageSocket } from './message-socket.ts';
import { monotonicNow } from './monotonic-now.ts';
import type { Lack } from './recoverable.ts';
import type { Seat } from './cluster-view.ts';
import type { FrameParts } from './telemetry-aggregate.ts';
import { isStopped } from './stopped-process.ts';

export type WorkerSeat = Seat & {
  readonly arrived: Set<string>;
  link: MessageSocket<ToWorker> | null;
  /** Heartbeat checks since it was heard: turns of this process rather than time, which also passes while it is stopped. */
  silentChecks: number;
  /** It has said its last word. */
  final: boolean;
  lacks: readonly Lack[];
};

type Before = {
  readonly deployedAt: number;
  readonly last: TelemetryFrame | null;
  readonly gone: readonly GoneProcess[];
};

const lastWordsPatienceMs = 250;
/** Less than the run itself may take to begin, so that another process can still take the place of one that hangs. */
const firstWordMs = (limits.workerStartTimeoutMs * 2) / 3;
/** Checks within which a process may say its first word: it may take long to start. */
export const startChecks = (intervalMs: number): number => Math.ceil(firstWordMs / intervalMs);

export const nameOf = (worker: number): string => workerName(workerIndex(worker));

export class WorkerSeats {
  readonly #seats = new Map<number, WorkerSeat>();
  readonly letters = new LetterBox();
  /** What was found lost and doubled by those whose seats were taken away. */
  departed: Pick<Ledger, 'lost' | 'doubled'> = { lost: 0, doubled: 0 };
  /** Processes that are there no more, the last of them. What a worker that left has handled, the ledger knows. */
  gone: readonly GoneProcess[];
  /** What the coordinator before had told that sources had accepted, until a worker tells more. */
  acceptedBefore: number;
  readonly #deployedAt: number;
  #newRows: LiveRow[] = [];
  #tapped: TappedRecord[] = [];

  /** `gone`: before this coordinator. `last`: what the one before told last. */
  constructor({ deployedAt, last, gone }: Before) {
    this.#deployedAt = deployedAt;
    this.acceptedBefore = last?.latest.accepted ?? 0;
    this.gone = gone;
  }

  of(worker: number): WorkerSeat {
    const known = this.#seats.get(worker);
    if (known !== undefined) return known;
    const seat: WorkerSeat = {
      worker,
      pid: 0,
      link: null,
      sample: null,
      isLost: false,
      goesBack: false,
      arrived: new Set(),
      silentChecks: 0,
      final: false,
      lacks: [],
    };
    this.#seats.set(worker, seat);
    return seat;
  }

  get(worker: number): WorkerSeat | undefined {
    return this.#seats.get(worker);
  }

  /** In the order of their names. */
  get all(): readonly WorkerSeat[] {
    return [...this.#seats.values()].toSorted((a, b) => a.worker - b.worker);
  }

  /** Nothing that it still says is heard: it sees the others hang up, and would blame them for it. */
  remove(worker: number): void {
    const seat = this.#seats.get(worker);
    if (seat !== undefined) {
      seat.link = null;
      this.#went(worker, seat.pid, 'left');
    }
    const { lost, doubled } = this.departed;
    this.departed = { lost: lost + (seat?.sample?.lost ?? 0), doubled: doubled + (seat?.sample?.doubled ?? 0) };
    this.#seats.delete(worker);
  }

  /** A worker's process is up, and this is the link to it. */
  take(
    worker: number,
    pid: number,
    socket: Socket,
    heard: (seat: WorkerSeat, message: FromWorker, beside: Uint8Array) => void,
  ): void {
    const seat = this.of(worker);
    seat.link?.socket.destroy();
    Object.assign(seat, {
      pid,
      sample: null,
      isLost: false,
      silent: null,
      silentChecks: -startChecks(limits.heartbeatIntervalMs),
      final: false,
    });
    socket.setNoDelay();
    socket.on('error', () => socket.destroy());
    const link = messageSocket<FromWorker, ToWorker>(socket, (message, beside) => {
      if (seat.link !== link) return;
      seat.silentChecks = 0;
      seat.silent = null;
      heard(seat, message, beside);
    });
    seat.link = link;
  }

  /** The next process that ends in this seat is another one. */
  vacate(worker: number): void {
    const seat = this.of(worker);
    seat.link?.socket.destroy();
    Object.assign(seat, { pid: 0, link: null, isLost: false, goesBack: false });
  }

  /** Another process will have to take its place. */
  lose(seat: WorkerSeat, pid: number): void {
    Object.assign(seat, { isLost: true, silent: null });
    this.#went(seat.worker, pid, 'lost');
  }

  /** Whether its process has died while there was no coordinator. `last`: what the one before told last. */
  missed(worker: number, last: TelemetryFrame | null): boolean {
    const { pid = 0 } = last?.workers.find(({ name }) => name === nameOf(worker)) ?? {};
    const isNews = pid !== 0 && this.gone.every((process) => process.pid !== pid);
    if (isNews) this.#went(worker, pid, 'lost');
    return isNews;
  }

  #went(worker: number, pid: number, how: GoneProcess['how']): void {
    const process = { worker: nameOf(worker), pid, how, atMs: monotonicNow() - this.#deployedAt, records: null };
    this.gone = [...this.gone, process].slice(-limits.goneProcessesKept);
  }

  /** A process has ended. Calls back once what it said last is read; never where another process has the seat. */
  ended(worker: number, pid: number, then: () => void): void {
    const seat = this.#seats.get(worker);
    if (seat === undefined || (seat.pid !== pid && seat.pid !== 0)) return;
    // The number may soon be another process's: it must not be killed.
    seat.pid = 0;
    // An end that never reached it closes late or never.
    const socket = seat.link?.socket;
    if (socket === undefined || socket.closed) return then();
    let isTold = false;
    const tell = (): void => {
      clearTimeout(patience);
      if (!isTold) then();
      isTold = true;
    };
    const patience = setTimeout(tell, lastWordsPatienceMs);
    socket.once('close', tell);
  }

  send(worker: number, message: ToWorker): void {
    this.#seats.get(worker)?.link?.send(message);
  }

  tellAll(message: ToWorker): void {
    for (const { link } of this.all) link?.send(message);
  }

  /** What it sends is in order: its next sample has the slot. */
  installed(worker: number, { stage, slot }: { readonly stage: number; readonly slot: number }): void {
    this.#seats.get(worker)?.arrived.add(`${stage}.${slot}`);
  }

  /** `epoch`: the barrier in flight, or the last one. */
  sampled(seat: WorkerSeat, sample: WorkerTelemetry, epoch: number): void {
    seat.sample = sample;
    seat.goesBack = false;
    seat.arrived.clear();
    this.acceptedBefore = 0;
    this.letters.add(sample.letters, epoch);
    this.#newRows = [...this.#newRows, ...sample.rows].slice(-limits.liveRowsPerFrameMax);
    if (sample.tapped.length > 0) this.#tapped = [...this.#tapped, ...sample.tapped].slice(-limits.tappedPerFrameMax);
  }

  /** Everybody goes back to the checkpoint of an epoch; what was told since then counts no more. */
  rolledBack(epoch: number, lost: readonly number[]): void {
    this.letters.rolledBack(epoch);
    this.acceptedBefore = 0;
    for (const seat of this.all) {
      seat.sample = null;
      seat.goesBack = true;
      seat.final = false;
      if (!lost.includes(seat.worker)) seat.link?.send({ type: 'halt' });
    }
  }

  /** The last dead letters; rows of live tables, and records of edges that somebody looks at, since the last call. */
  takeNews(): Pick<FrameParts, 'letters' | 'rows' | 'tapped'> {
    const news = { letters: this.letters.all, rows: this.#newRows, tapped: this.#tapped };
    this.#newRows = [];
    this.#tapped = [];
    return news;
  }

  /** Calls back for each that has not been heard of for this long. To be called once every `limits.heartbeatIntervalMs`. */
  checkHeartbeats(timeoutMs: number, silent: (seat: WorkerSeat, silentMs: number) => void): void {
    for (const seat of this.all) {
      if (seat.link === null || seat.final || seat.isLost) continue;
      // A start may take long, but one that is stopped does not go on with it.
      if (seat.silentChecks < 0 && isStopped(seat.pid)) seat.silentChecks = 0;
      const silentMs = ++seat.silentChecks * limits.heartbeatIntervalMs;
      if (silentMs >= timeoutMs) silent(seat, silentMs);
    }
  }
}
