/** The checkpoints of a run as its coordinator keeps them: what is on disk, what is in the making, and the account of both. */
import type { Quarantined } from '../../api/index.ts';
import type { Connections, CoordinatorState, Durable, Placement, StoredSection, TaskReport } from '../../core/index.ts';
import {
  CheckpointBook,
  EpochLedger,
  connectionsOf,
  firstPlacement,
  freshStart,
  readPartition,
} from '../../core/index.ts';
import type { GoneProcess } from '@potoroo/shared/telemetry';
import { CheckpointStore } from './checkpoint-store.ts';
import type { ToCoordinator } from './control-messages.ts';
import type { JournalDesk } from './journal/journal-desk.ts';
import type { Manifest, Place } from './kept-manifests.ts';
import { nativeText } from './native-text.ts';
import type { RollBackNews } from './roll-back-notes.ts';

type Begin = Extract<ToCoordinator, { type: 'begin' }>;
type Content = { readonly stage: number; readonly slot: number; readonly sections: readonly Uint8Array[] };

export class CheckpointKeeper {
  /** What the run begins with: the newest checkpoint that can be used, or nothing. */
  readonly from: Durable;
  readonly ledger: EpochLedger;
  /** Processes that were there no more when the newest checkpoint was kept. */
  readonly gone: readonly GoneProcess[];
  /** Why a checkpoint was passed over, and what the newest does not know. */
  readonly notes: readonly string[];
  readonly #begin: Begin;
  readonly #journals: JournalDesk;
  readonly #store: CheckpointStore;
  readonly #book: CheckpointBook<Place>;
  #generation: number;
  #taken = 0;
  #isSafe = false;
  /** Bytes of the sections of the last checkpoint. */
  bytes = 0;
  /** Records that every source skips. */
  quarantine: readonly Quarantined[];
  #guarded = 0;

  /** Throws where the directory cannot be used, or holds the state of another pipeline. */
  constructor(begin: Begin, journals: JournalDesk) {
    const { topology, workers, directory, goesBack } = begin;
    this.#begin = begin;
    this.#journals = journals;
    if (goesBack?.quarantine != null) new CheckpointStore(directory).withdraw(topology.codeHash, goesBack.quarantine);
    this.#store = new CheckpointStore(directory);
    const { newest } = this.#store;
    this.notes = [...this.#store.damage, ...unknownIn(newest)];
    this.gone = (newest?.gone ?? []).map((process) => ({ ...process, atMs: null }));
    if (newest !== null && newest.codeHash !== topology.codeHash)
      throw new Error(
        `the state in ${directory} belongs to another version of this pipeline; start with an empty directory, or run the version that it belongs to`,
      );
    const members = Array.from({ length: workers }, (_, worker) => worker);
    this.from = newest?.durable ?? freshStart(members, firstPlacement(topology, members));
    this.#book = new CheckpointBook(topology, newest?.chains);
    this.ledger = new EpochLedger(topology, newest?.account);
    this.#generation = this.#store.generation + 1;
    this.quarantine = this.#store.quarantine;
    this.#store.begin(this.#generation, this.quarantine);
  }

  /** Drawn when the run began. */
  get run(): number {
    return this.#store.run;
  }

  /** That of committed outputs. */
  get timeline(): number {
    return this.#store.timeline;
  }

  get generation(): number {
    return this.#generation;
  }

  /** A new generation begins, durable before anybody hears of it; what is in the making is given up. Says what is new about it. */
  rollBack(generation: number, { safeUntil, quarantine, guarded }: CoordinatorState): RollBackNews {
    const news = {
      found: quarantine.slice(this.quarantine.length),
      spoilt: guarded.slice(this.#guarded),
      isSafe: safeUntil !== null,
      wasSafe: this.#isSafe,
    };
    this.#isSafe = news.isSafe;
    this.#generation = generation;
    this.quarantine = quarantine;
    this.#guarded = guarded.length;
    this.#store.begin(generation, quarantine);
    this.#book.abandon();
    this.ledger.rolledBack();
    this.#taken = 0;
    return news;
  }

  /** Takes a part of the checkpoint in the making, which `barrier` cuts. Sections of one barrier lie in one file. */
  take(barrier: number, { stage, slot, epoch, full, section }: StoredSection): void {
    this.#taken += section.length;
    this.#book.stage(stage, slot, { epoch, full, place: this.#store.store(barrier, section) });
  }

  /** Where the connections of journaled sources stand in the oldest checkpoint that is kept. */
  get oldestPositions(): readonly (readonly [number, Connections])[] {
    const { oldest } = this.#store;
    if (oldest === null) return [];
    return this.#begin.topology.stages.flatMap(({ id, kind }) => {
      const last = kind === 'source' ? oldest.chains.get(`${id}.0`)?.at(-1) : undefined;
      if (last === undefined) return [];
      const { connections } = readPartition(this.#store.read(last.place), nativeText);
      return connections === null ? [] : [[id, connectionsOf(connections)] as const];
    });
  }

  acked(worker: number, report: Extract<TaskReport, { type: 'acked' }>): void {
    this.ledger.acked(worker, report);
  }

  sectionsOf(stage: number, slot: number): readonly Uint8Array[] {
    return this.#book.chainOf(stage, slot).map(({ place }) => this.#store.read(place));
  }

  /** What the last checkpoint has of the slots of a worker. */
  *contentsOf(worker: number, placement: Placement): Iterable<Content> {
    for (const [stage, table] of placement.entries()) {
      for (const [slot, owner] of table.entries()) {
        const sections = owner === worker ? this.sectionsOf(stage, slot) : [];
        if (sections.length > 0) yield { stage, slot, sections };
      }
    }
  }

  /** Null once the manifest is durable; why not, where it could not be written. */
  async commit(generation: number, durable: Durable, gone: readonly GoneProcess[]): Promise<string | null> {
    const { recoverable, topology } = this.#begin;
    const chains = this.#book.next(durable.released, durable.placement);
    this.bytes = this.#taken;
    this.#taken = 0;
    const account = this.ledger.atCut();
    try {
      // A checkpoint names only what the journals keep, whatever happens to the machine.
      const unsynced = await this.#journals.sync();
      if (unsynced !== null) throw new Error(unsynced);
      if (generation !== this.#generation) throw new Error('its generation is over');
      const { codeHash } = topology;
      if (recoverable) await this.#store.commit({ generation, codeHash, durable, chains, account, gone });
    } catch (error) {
      if (generation === this.#generation) this.#book.abandon();
      return error instanceof Error ? error.message : String(error);
    }
    if (generation === this.#generation) {
      this.#book.committed(chains);
      this.ledger.completed(account);
      this.#journals.keep(() => this.oldestPositions);
    }
    return null;
  }
}

/** Programs before counted only what was accepted, applied and released over recoveries. */
function unknownIn(newest: Manifest | null): readonly string[] {
  const isOlder = newest?.account.stages.some(({ records, nodes }) => records > 0 && nodes === undefined) === true;
  return isOlder
    ? [
        `checkpoint ${newest.durable.epoch} was kept by an older version, which did not count for each node and worker: these begin at 0, and the ledger goes on`,
      ]
    : [];
}
