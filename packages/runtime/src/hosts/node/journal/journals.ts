/** The journals of a deployment: one for each TCP source that has one. They are opened before any worker begins. */
import type { Buffer } from 'node:buffer';
import { join } from 'node:path';
import type { Socket } from 'node:net';
import type { SourceStage, Topology } from '@potoroo/shared/topology';
import { assert } from '@potoroo/shared/assert';
import { rmSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { Connections } from '../../../core/index.ts';
import type { FromCoordinator, ToCoordinator } from '../control-messages.ts';
import type { InputFile } from '../input-files.ts';
import type { DeploymentOptions } from '../deployment-options.ts';
import { canRecover, isJournaled } from '../recoverable.ts';
import type { Waits } from '../waits.ts';
import { FrameReader } from './journal-frames.ts';
import type { JournalParts } from './source-journal.ts';
import { SourceJournal } from './source-journal.ts';

type JournalRequest = Extract<FromCoordinator, { type: 'sync-journals' | 'journals-kept' }>;
export type JournalsParts = {
  readonly topology: Topology;
  readonly directory: string;
  readonly lingerMs: number | null;
  readonly note: (text: string) => void;
  /** What the sources wait for. */
  readonly waits: Waits;
  /** Those of the version of the pipeline before: a source that stays as it is keeps its journal, and with it its connections. */
  readonly before: Journals | null;
};

type Opened = Pick<DeploymentOptions, 'topology' | 'tcpLingerMs' | 'onNote'> & {
  readonly goesOn?: { readonly journals: Journals | null; readonly inputs: readonly InputFile[] };
};

/** Null where no source has one. Without checkpoints nobody would say what a journal may forget, and nothing could be read again. */
export function openJournals(
  { topology, tcpLingerMs: lingerMs, onNote, goesOn }: Opened,
  { directory, waits }: Pick<JournalsParts, 'directory' | 'waits'>,
): Journals | null {
  const hasOne = topology.stages.some((stage) => stage.kind === 'source' && isJournaled(stage));
  if (!hasOne || !canRecover(topology, goesOn?.inputs ?? [])) return null;
  const before = goesOn?.journals ?? null;
  return new Journals({ topology, directory, waits, lingerMs, note: (text) => onNote?.(text), before });
}

export class Journals {
  readonly #journals = new Map<number, SourceJournal>();
  readonly #parts: Omit<JournalsParts, 'topology'>;
  /** Until the version that these are for has started they belong to the one before. */
  #borrowed = new Map<number, SourceJournal>();
  #before: Journals | null;
  #topology: Topology;
  /** Stage -> where it listens. */
  readonly addresses: Promise<ReadonlyMap<number, string>>;

  constructor({ topology, ...parts }: JournalsParts) {
    this.#topology = topology;
    this.#parts = parts;
    this.#before = parts.before;
    this.addresses = this.#open(topology, parts);
    this.addresses.catch(() => undefined);
  }

  /** A worker's link: what it asks for goes to the journal of the stage that it names. */
  link(socket: Socket): void {
    const reader = new FrameReader(({ type, stage, subscription, connection, length }, payload) => {
      const journal = this.#journals.get(stage);
      if (type === 'subscribe')
        journal?.subscribe({ socket, subscription }, JSON.parse(payload.toString()) as Connections);
      else if (type === 'unsubscribe') journal?.unsubscribe({ socket, subscription });
      else if (type === 'taken') journal?.taken({ socket, subscription }, connection, length);
    });
    socket.setNoDelay();
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      for (const journal of this.#journals.values()) journal.lost(socket);
    });
    socket.on('data', (chunk: Buffer) => reader.push(chunk));
    socket.resume();
  }

  /** What the coordinator asks for. */
  heard(asked: JournalRequest, answer: (message: ToCoordinator) => void): void {
    if (asked.type === 'journals-kept') this.#keep(asked.positions);
    else void this.#sync().then((error) => answer({ type: 'journals-synced', id: asked.id, error }));
  }

  /** Null once what has been given to workers survives a loss of power too; or why it may not. */
  async #sync(): Promise<string | null> {
    try {
      await Promise.all([...this.#journals.values()].map((journal) => journal.sync()));
      return null;
    } catch (error) {
      return `the journal of a source cannot be synced: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  #keep(positions: readonly (readonly [number, Connections])[]): void {
    for (const [stage, position] of positions) this.#journals.get(stage)?.keep(position);
  }

  close(): void {
    for (const [stage, journal] of this.#journals) if (!this.#borrowed.has(stage)) journal.close();
  }

  /** The version that these are for has started: what the one before had, and nobody reads any more, is over. */
  started(): void {
    const kept = new Set(this.#borrowed.values());
    this.#borrowed.clear();
    for (const journal of this.#before?.all ?? []) if (!kept.has(journal)) journal.close();
    this.#before = null;
  }

  /** It did not start: the version before goes on with its own. */
  goBack(): void {
    for (const [stage, journal] of this.#journals) this.#take(journal, sourceOf(this.#topology, stage));
  }

  #take(journal: SourceJournal, stage: SourceStage): void {
    const { note, waits } = this.#parts;
    journal.goOn({ stage, note, trouble: (what) => waits.tell(stage.node, what) });
  }

  get all(): readonly SourceJournal[] {
    return [...this.#journals.values()];
  }

  /** The journal of a source that is read from the same place. */
  of(source: SourceStage): SourceJournal | null {
    const found = this.#topology.stages.find(
      (stage) => stage.kind === 'source' && stage.node === source.node && isSame(stage, source),
    );
    return found === undefined ? null : (this.#journals.get(found.id) ?? null);
  }

  async #open(
    topology: Topology,
    { directory, waits, ...parts }: Omit<JournalsParts, 'topology'>,
  ): Promise<ReadonlyMap<number, string>> {
    const addresses = new Map<number, string>();
    for (const stage of topology.stages) {
      if (stage.kind !== 'source' || stage.connector.type !== 'tcp' || !isJournaled(stage)) continue;
      const { host, port } = stage.connector;
      const known = this.#before?.of(stage) ?? null;
      if (known !== null) {
        this.#take(known, stage);
        this.#borrowed.set(stage.id, known);
        this.#journals.set(stage.id, known);
        addresses.set(stage.id, await known.listen());
        continue;
      }
      const journal = journalIn(this.#directoryOf(directory, stage), {
        ...parts,
        stage,
        trouble: (what) => waits.tell(stage.node, what),
        host,
        port,
      });
      this.#journals.set(stage.id, journal);
      addresses.set(stage.id, await journal.listen());
    }
    return addresses;
  }

  /** Named by its node, whose stage has another number in another version, and by what is read. */
  #directoryOf(directory: string, { node, connector }: SourceStage): string {
    const place = connector.type === 'tcp' ? `${connector.host}:${connector.port} ${connector.format}` : '';
    const own = join(directory, `journal-${node}-${crc32(place).toString(16)}`);
    // An earlier version may have left one.
    if (this.#before !== null) rmSync(own, { recursive: true, force: true });
    return own;
  }
}

const isSame = (one: SourceStage, other: SourceStage): boolean =>
  one.connector.type === 'tcp' &&
  other.connector.type === 'tcp' &&
  one.connector.host === other.connector.host &&
  one.connector.port === other.connector.port &&
  one.connector.format === other.connector.format;

function sourceOf({ stages }: Topology, id: number): SourceStage {
  const stage = stages[id];
  assert(stage?.kind === 'source', `stage ${id} is a source`);
  return stage;
}

/** Throws in words where the directory cannot be used. */
function journalIn(directory: string, parts: Omit<JournalParts, 'directory'>): SourceJournal {
  try {
    return new SourceJournal({ ...parts, directory });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`the journal of source ${parts.stage.node} in ${directory} cannot be used: ${why}`, {
      cause: error,
    });
  }
}
