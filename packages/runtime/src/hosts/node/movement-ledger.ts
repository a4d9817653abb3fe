/**
 * The movement ledger at the supervisor, which outlives workers and coordinators: it makes one entry of each request and
 * each loss from what its processes tell, and tells each entry whole whenever it has changed. Mutable.
 */
import { workerIndex, workerName } from '@potoroo/shared/ids';
import type { TakenUp } from '../../core/index.ts';
import type { MovedSlots, Movement, MovementCause } from '@potoroo/shared/telemetry';
import { isOver } from '@potoroo/shared/telemetry';
import type { Topology } from '@potoroo/shared/topology';
import type { Arrival, MovementProgress, StageMoves, Taker } from './movement-progress.ts';

type Step<Name extends MovementProgress['step']> = Extract<MovementProgress, { step: Name }>;
type Change = Partial<Omit<Movement, 'times'>> & { readonly times?: Partial<Movement['times']> };

const nothingMoved = { stages: [], moved: 0, objects: 0, bytes: 0, holdMs: null };
const notYet = { startedMs: null, cutMs: null, keptMs: null, endedMs: null };
const undone: Change = { phase: 'queued', barrier: null, ...nothingMoved, times: notYet };
const nameOf = (worker: number): string => workerName(workerIndex(worker));
const indexOf = (name: string): number => Number(name.slice(1)) - 1;

export class MovementLedger {
  #topology: Topology;
  readonly #clock: () => number;
  readonly #deployedAt: number;
  #changed: (movement: Movement) => void;
  readonly #open = new Map<number, Movement>();
  #generation = 1;
  #last = 0;

  /** `clock`: that of all processes of the machine; `deployedAt`: when the deployment began, by it. */
  constructor(
    topology: Topology,
    time: { readonly clock: () => number; readonly deployedAt: number },
    changed: (movement: Movement) => void,
  ) {
    this.#topology = topology;
    this.#clock = time.clock;
    this.#deployedAt = time.deployedAt;
    this.#changed = changed;
  }

  /** Another version of the pipeline goes on: what is open of its deployment ends when it runs. */
  goOn(topology: Topology, changed: (movement: Movement) => void): void {
    this.#topology = topology;
    this.#changed = changed;
  }

  /** Everything is kept and has left; the next version starts. */
  handedOver(id: number): void {
    this.#change(id, { phase: 'recovering' });
  }

  /** Null: no coordinator has said that it had taken it up. */
  takenUp(id: number): TakenUp | null {
    const entry = this.#open.get(id);
    if (entry === undefined || entry.phase === 'asked') return null;
    const { cause } = entry;
    return { joiner: cause.type === 'add' && cause.worker !== '' ? indexOf(cause.worker) : null };
  }

  /** Begins an entry. */
  open(cause: MovementCause): number {
    const id = ++this.#last;
    this.#put({
      id,
      revision: 0,
      cause,
      phase: 'asked',
      reason: null,
      generation: this.#generation,
      barrier: null,
      times: { askedMs: this.#now, ...notYet },
      moved: 0,
      total: 0,
      minimum: 0,
      objects: 0,
      bytes: 0,
      holdMs: null,
      stages: [],
    });
    return id;
  }

  /** Of this many nothing has been heard yet that would be an end. */
  get openEntries(): number {
    return this.#open.size;
  }

  /** What was asked for is done, or why not. A request that was never taken up is refused. */
  answered(id: number, error: string | null): void {
    const entry = this.#open.get(id);
    if (entry === undefined) return;
    if (error === null) this.#end(entry, { phase: 'done' });
    else this.#end(entry, { phase: entry.phase === 'asked' ? 'refused' : 'failed', reason: error });
  }

  /** Another entry of a loss of this process that is not over: a next one is to take its place. */
  lossOf(process: string, but: number): number | null {
    return this.#killsOf(process).find(({ id }) => id !== but)?.id ?? null;
  }

  /** A signal was sent; the loss is yet to be noticed. */
  killed(id: number): void {
    this.#change(id, { phase: 'queued' });
  }

  /** A disturbance is in effect; its end is its answer. */
  lasts(id: number): void {
    this.#change(id, { phase: 'lasting', times: { startedMs: this.#now } });
  }

  /** The process that was killed was being replaced already. */
  noticed(id: number): void {
    this.#change(id, { phase: 'recovering', times: { startedMs: this.#now } });
  }

  /** Another process is to take the place of one that was killed: where a coordinator was lost before it told of the loss, this tells. */
  replaces(worker: number): void {
    for (const { id, phase } of this.#killsOf(nameOf(worker))) if (phase === 'queued') this.noticed(id);
  }

  /** Another one takes its place. What is open waits for it; it may be in force already, so that what was told of it stays. */
  coordinatorLost(how: string): void {
    for (const { id, phase } of this.#open.values())
      if (phase === 'preparing' || phase === 'moving') this.#change(id, { phase: 'queued' });
    for (const id of this.#lossesOf('coordinator', how)) this.noticed(id);
  }

  /** The run is over: nothing more comes of what is open. */
  over(reason: string): void {
    for (const entry of this.#open.values()) this.#end(entry, { phase: 'failed', reason });
  }

  told(progress: MovementProgress): void {
    switch (progress.step) {
      case 'queued':
        return this.#queued(progress);
      case 'preparing':
        for (const { request } of progress.takers)
          this.#change(request, { phase: 'preparing', times: { startedMs: this.#since(progress.at) } });
        return;
      case 'moving':
        return this.#moving(progress);
      case 'kept':
        return this.#kept(progress);
      case 'arrived':
        return this.#arrived(progress);
      case 'replaced':
        return this.#replaced(progress);
      case 'rolled-back':
        return this.#rolledBack(progress);
      case 'flowing':
        return this.#flowing(progress);
    }
  }

  /** What a coordinator that was lost had told of it is undone. */
  #queued({ taker }: Step<'queued'>): void {
    const { request, kind, worker } = taker;
    this.#change(request, {
      ...undone,
      ...(kind === 'add' ? { cause: { type: kind, worker: nameOf(worker) } } : {}),
    });
  }

  #moving({ at, barrier, takers, moves, members }: Step<'moving'>): void {
    const keyed = this.#topology.stages.flatMap((stage) => (stage.kind === 'keyed' ? [stage.slots] : []));
    const total = sumOf(keyed);
    for (const taker of takers) {
      const stages = moves.flatMap((some) => this.#ownPart(some, taker, takers));
      // An object that is released goes home at one barrier and joins its slot at the next: what moved stays told.
      if (taker.kind === 'release' && stages.length === 0 && (this.#open.get(taker.request)?.stages.length ?? 0) > 0) {
        this.#change(taker.request, { phase: 'moving' });
        continue;
      }
      const moved = sumOf(stages.map(({ kind, slots }) => (kind === 'keyed' ? slots.length : 0)));
      this.#change(taker.request, {
        phase: 'moving',
        barrier,
        generation: this.#generation,
        times: { cutMs: this.#since(at) },
        moved,
        total,
        minimum: taker.kind === 'add' ? this.#share(taker, { moved, moves, keyed, members }) : moved,
        stages,
      });
    }
  }

  /** A slot that goes from one who leaves to one who joins counts to the leave, and a single object to its own entry. */
  #ownPart(moves: StageMoves, taker: Taker, takers: readonly Taker[]): readonly MovedSlots[] {
    const leaving = new Set(takers.flatMap(({ kind, worker }) => (kind === 'drain' ? [worker] : [])));
    const rows = moves.slots
      .map((slot, row) => ({ slot, from: moves.from[row] ?? -1, to: moves.to[row] ?? -1 }))
      .filter(({ slot, from, to }) => {
        const isAt = ({ solo }: Taker): boolean => solo?.stage === moves.stage && solo.slot === slot;
        if (takers.some(isAt)) return isAt(taker);
        if (taker.kind === 'drain') return from === taker.worker;
        return taker.kind === 'add' && to === taker.worker && !leaving.has(from);
      });
    const stage = this.#topology.stages[moves.stage];
    if (rows.length === 0 || stage === undefined) return [];
    const unknown = rows.map(() => -1);
    return [
      {
        stage: moves.stage,
        node: stage.kind === 'keyed' ? stage.state : stage.node,
        kind: stage.kind,
        slots: rows.map(({ slot }) => slot),
        from: rows.map(({ from }) => from),
        to: rows.map(({ to }) => to),
        arrivedMs: unknown,
        bytes: unknown,
        holdMs: unknown,
      },
    ];
  }

  /** How few slots could have moved for a joiner: its share, less what comes to it from those who leave. */
  #share(
    { worker }: Taker,
    { moved, moves, keyed, members }: Pick<Step<'moving'>, 'moves' | 'members'> & { moved: number; keyed: number[] },
  ): number {
    const isKeyed = ({ stage }: StageMoves): boolean => this.#topology.stages[stage]?.kind === 'keyed';
    const received = sumOf(moves.filter(isKeyed).map(({ to }) => to.filter((owner) => owner === worker).length));
    return Math.max(0, sumOf(keyed.map((slots) => Math.floor(slots / members.length))) - (received - moved));
  }

  #kept({ at, barrier, bytes }: Step<'kept'>): void {
    for (const entry of this.#open.values()) {
      if (entry.barrier !== barrier || entry.phase !== 'moving') continue;
      const kept = entry.cause.type === 'checkpoint' || entry.cause.type === 'deploy' ? { bytes } : {};
      this.#change(entry.id, { ...kept, times: { keptMs: this.#since(at) } });
    }
  }

  #arrived({ barrier, arrivals }: Step<'arrived'>): void {
    const byPlace = new Map(arrivals.map((arrival) => [`${arrival.stage}.${arrival.slot}`, arrival]));
    for (const entry of this.#open.values()) {
      if (entry.barrier !== barrier || entry.phase !== 'moving' || entry.stages.length === 0) continue;
      const own = entry.stages.map(({ stage, slots }) => slots.map((slot) => byPlace.get(`${stage}.${slot}`)));
      const come = own.flat().filter((arrival) => arrival !== undefined);
      this.#change(entry.id, {
        stages: entry.stages.map((moved, at) => ({ ...moved, ...this.#columns(own[at] ?? []) })),
        objects: sumOf(come.map(({ objects }) => objects)),
        bytes: sumOf(come.map(({ bytes }) => bytes)),
        holdMs: holdOf(come.filter(({ stage }) => this.#topology.stages[stage]?.kind === 'keyed')),
      });
    }
  }

  #columns(arrivals: readonly (Arrival | undefined)[]): Pick<MovedSlots, 'arrivedMs' | 'bytes' | 'holdMs'> {
    return {
      arrivedMs: arrivals.map((arrival) => (arrival === undefined ? -1 : this.#since(arrival.at))),
      bytes: arrivals.map((arrival) => arrival?.bytes ?? -1),
      holdMs: arrivals.map((arrival) => arrival?.heldMs ?? -1),
    };
  }

  #replaced({ worker }: Step<'replaced'>): void {
    for (const entry of this.#killsOf(nameOf(worker))) this.#end(entry, { phase: 'done' });
  }

  /** What was on its way is undone, and waits for another barrier. */
  #rolledBack({ at, generation, checkpoint, loss, redone }: Step<'rolled-back'>): void {
    this.#generation = generation;
    for (const entry of this.#open.values())
      if (entry.phase === 'preparing' || entry.phase === 'moving') this.#change(entry.id, undone);
    if (loss === null) return;
    const startedMs = this.#since(at);
    for (const id of this.#lossesOf(nameOf(loss.worker), loss.reason))
      this.#change(id, { phase: 'recovering', generation, barrier: checkpoint, redone, times: { startedMs } });
  }

  #flowing({ generation, checkpoint }: Step<'flowing'>): void {
    this.#generation = generation;
    for (const entry of this.#open.values())
      if (entry.phase === 'recovering') this.#end(entry, { phase: 'done', generation, barrier: checkpoint });
  }

  /** The entries of kills that were asked for, or one of its own. */
  #lossesOf(process: string, how: string): readonly number[] {
    const known = this.#killsOf(process).map(({ id }) => id);
    return known.length > 0 ? known : [this.open({ type: 'loss', process, how })];
  }

  #killsOf(process: string): readonly Movement[] {
    return [...this.#open.values()].filter(
      ({ cause }) => (cause.type === 'kill' || cause.type === 'loss') && cause.process === process,
    );
  }

  #end(entry: Movement, change: Change): void {
    this.#change(entry.id, { ...change, times: { endedMs: this.#now } });
  }

  #change(id: number, { times, ...change }: Change): void {
    const entry = this.#open.get(id);
    if (entry === undefined) return;
    this.#put({ ...entry, ...change, revision: entry.revision + 1, times: { ...entry.times, ...times } });
  }

  #put(entry: Movement): void {
    if (isOver(entry)) this.#open.delete(entry.id);
    else this.#open.set(entry.id, entry);
    this.#changed(entry);
  }

  get #now(): number {
    return this.#since(this.#clock());
  }

  #since(at: number): number {
    return at - this.#deployedAt;
  }
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** The nearest rank. */
function holdOf(arrivals: readonly Arrival[]): Movement['holdMs'] {
  const sorted = arrivals.map(({ heldMs }) => heldMs).toSorted((a, b) => a - b);
  const rank = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return sorted.length === 0 ? null : { p50: rank(0.5), p99: rank(0.99), max: rank(1) };
}
