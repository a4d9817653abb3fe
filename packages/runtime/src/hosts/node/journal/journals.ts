/** The journals of a deployment: one for each TCP source that has one. They are opened before any worker begins. */
import type { Buffer } from 'node:buffer';
import { join } from 'node:path';
import type { Socket } from 'node:net';
import type { Topology } from '@potoroo/shared/topology';
import type { Connections } from '../../../core/index.ts';
import type { FromCoordinator, ToCoordinator } from '../control-messages.ts';
import type { DeploymentOptions } from '../deployment-options.ts';
import { canRecover, isJournaled } from '../recoverable.ts';
import type { Waits } from '../waits.ts';
import { FrameReader } from './journal-frames.ts';
import { SourceJournal } from './source-journal.ts';

type JournalRequest = Extract<FromCoordinator, { type: 'sync-journals' | 'journals-kept' }>;
export type JournalsParts = {
  readonly topology: Topology;
  readonly directory: string;
  readonly lingerMs: number | null;
  readonly note: (text: string) => void;
  /** What the sources wait for. */
  readonly waits: Waits;
};

/** Null where no source has one. Without checkpoints nobody would say what a journal may forget, and nothing could be read again. */
export function openJournals(
  { topology, tcpLingerMs: lingerMs, onNote }: Pick<DeploymentOptions, 'topology' | 'tcpLingerMs' | 'onNote'>,
  { directory, waits }: Pick<JournalsParts, 'directory' | 'waits'>,
): Journals | null {
  const hasOne = topology.stages.some((stage) => stage.kind === 'source' && isJournaled(stage));
  if (!hasOne || !canRecover(topology)) return null;
  return new Journals({ topology, directory, waits, lingerMs, note: (text) => onNote?.(text) });
}

export class Journals {
  readonly #journals = new Map<number, SourceJournal>();
  /** Stage -> where it listens. */
  readonly addresses: Promise<ReadonlyMap<number, string>>;

  constructor({ topology, ...parts }: JournalsParts) {
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
    for (const journal of this.#journals.values()) journal.close();
  }

  async #open(
    topology: Topology,
    { directory, waits, ...parts }: Omit<JournalsParts, 'topology'>,
  ): Promise<ReadonlyMap<number, string>> {
    const addresses = new Map<number, string>();
    for (const stage of topology.stages) {
      if (stage.kind !== 'source' || stage.connector.type !== 'tcp' || !isJournaled(stage)) continue;
      const { host, port } = stage.connector;
      const journal = new SourceJournal({
        ...parts,
        stage,
        trouble: (what) => waits.tell(stage.node, what),
        host,
        port,
        directory: join(directory, `journal-${stage.id}`),
      });
      this.#journals.set(stage.id, journal);
      addresses.set(stage.id, await journal.listen());
    }
    return addresses;
  }
}
