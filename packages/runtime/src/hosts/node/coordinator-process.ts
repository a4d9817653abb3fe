/**
 * The process of a deployment's coordinator: a loop around the control machine, with a link to every worker and the
 * checkpoints on disk. No user code runs here, so when the supervisor is gone it can still end workers that no longer
 * listen. When it is lost, another one goes on from the last manifest.
 */
import { flushCompileCache } from 'node:module';
import type { Socket } from 'node:net';
import { unreachable } from '@potoroo/shared/assert';
import { workerIndex, workerName } from '@potoroo/shared/ids';
import { limits } from '@potoroo/shared/limits';
import type { DeadLetter, DeploymentPhase, LiveRow } from '@potoroo/shared/telemetry';
import type {
  CoordinatorEffect,
  CoordinatorEvent,
  CoordinatorPlan,
  CoordinatorState,
  Durable,
  TaskReport,
} from '../../core/index.ts';
import {
  CheckpointBook,
  EpochLedger,
  decide,
  firstPlacement,
  firstState,
  freshStart,
  planOf,
} from '../../core/index.ts';
import type { Place } from './checkpoint-store.ts';
import { CheckpointStore } from './checkpoint-store.ts';
import type { ControlEvent, FromCoordinator, FromWorker, ToCoordinator, ToWorker } from './control-messages.ts';
import type { MessageSocket } from './message-socket.ts';
import { messageSocket } from './message-socket.ts';
import { monotonicNow } from './monotonic-now.ts';
import type { ClusterView, Seat } from './telemetry-aggregate.ts';
import { frameOf, summaryOf } from './telemetry-aggregate.ts';

type Begin = Extract<ToCoordinator, { type: 'begin' }>;
type WorkerSeat = Seat & {
  link: MessageSocket<ToWorker> | null;
  /** Heartbeat checks since it was heard: turns of this process rather than time, which also passes while it is stopped. */
  silentChecks: number;
  final: boolean;
};

const tickMs = 20;
const linkLostPatienceMs = 1_000;
const lastWordsPatienceMs = 250;

class CoordinatorHost {
  readonly #begin: Begin;
  readonly #plan: CoordinatorPlan;
  readonly #store: CheckpointStore;
  readonly #book: CheckpointBook<Place>;
  readonly #ledger: EpochLedger;
  readonly #seats = new Map<number, WorkerSeat>();
  readonly #letters: DeadLetter[] = [];
  /** Sink stage -> records of its whole output that have left. */
  readonly #released = new Map<number, number>();
  #newRows: LiveRow[] = [];
  #state: CoordinatorState;
  #phase: DeploymentPhase = 'starting';
  #listening: Readonly<Record<string, string>> = {};
  readonly #begunAt = monotonicNow();
  #startedAt = this.#begunAt;
  #sequence = 0;
  #serving = false;
  #retiring = false;
  #isOver = false;
  #telling = false;

  /** Throws where the checkpoints cannot be used. */
  constructor(begin: Begin) {
    this.#begin = begin;
    const { topology, workers, directory, alive } = begin;
    this.#plan = planOf(topology, {
      after: afterOf(begin),
      barrierIntervalMs: begin.barrierIntervalMs,
      workersMax: limits.workersMax,
      keeps: begin.recoverable,
      recoveriesMax: begin.recoveriesMax,
    });
    this.#store = new CheckpointStore(directory);
    for (const damage of this.#store.damage) tell({ type: 'note', text: `${damage}; the one before it is used` });
    const { newest } = this.#store;
    if (newest !== null && newest.codeHash !== topology.codeHash)
      throw new Error(
        `the state in ${directory} belongs to another version of this pipeline; start with an empty directory, or run the version that it belongs to`,
      );
    const members = Array.from({ length: workers }, (_, worker) => worker);
    const durable = newest?.durable ?? freshStart(members, firstPlacement(topology, members));
    this.#book = new CheckpointBook(topology, newest?.chains);
    this.#ledger = new EpochLedger(topology, newest?.account.stages);
    this.#store.begin(this.#store.generation + 1);
    this.#state = firstState(durable, this.#store.generation);
    for (const worker of durable.members) {
      this.#seatOf(worker);
      if (!alive.includes(worker)) tell({ type: 'fork', worker });
    }
    for (const worker of alive) if (!durable.members.includes(worker)) tell({ type: 'end', worker });
  }

  /** Watches time: barriers, heartbeats, telemetry. */
  watch(): void {
    setInterval(() => this.decide({ type: 'ticked' }), tickMs);
    setInterval(() => this.#checkHeartbeats(), limits.heartbeatIntervalMs);
    setInterval(() => {
      if (!this.#telling && !this.#isOver) this.#publish();
    }, limits.telemetryIntervalMs);
  }

  decide(event: CoordinatorEvent): void {
    const { state, effects } = decide(this.#state, event, monotonicNow(), this.#plan);
    this.#state = state;
    for (const effect of effects) this.#direct(effect);
  }

  /** A worker's process is up, and this is the link to it. */
  seated(worker: number, pid: number, socket: Socket): void {
    const seat = this.#seatOf(worker);
    seat.link?.socket.destroy();
    Object.assign(seat, { pid, sample: null, isLost: false, silentChecks: 0, final: false });
    socket.setNoDelay();
    socket.on('error', () => socket.destroy());
    const link = messageSocket<FromWorker, ToWorker>(socket, (message) => {
      if (seat.link === link) this.#heard(worker, seat, message);
    });
    seat.link = link;
  }

  exited(worker: number, pid: number, how: string): void {
    const seat = this.#seats.get(worker);
    // Another process may have taken the seat already.
    if (seat === undefined || (seat.pid !== pid && seat.pid !== 0)) return;
    // The number may soon be another process's: it must not be killed.
    seat.pid = 0;
    const lose = (): void =>
      this.#lose(
        worker,
        `worker ${nameOf(worker)} (process ${pid}) ${how}; the run cannot go on without it: start it again`,
      );
    // What it said last may still be unread, and tells more; an end that never reached it closes late or never.
    const socket = seat.link?.socket;
    if (socket === undefined || socket.closed) return lose();
    const patience = setTimeout(lose, lastWordsPatienceMs);
    socket.once('close', () => {
      clearTimeout(patience);
      lose();
    });
  }

  stop(): void {
    if (!this.#retiring) this.#phase = 'stopping';
    this.decide({ type: 'stop-requested' });
  }

  request({ id, request }: Extract<ToCoordinator, { type: 'request' }>): void {
    if (this.#isOver) return tell({ type: 'answer', id, error: 'the run is over' });
    switch (request.type) {
      case 'add':
        return this.decide({ type: 'add-requested', request: id });
      case 'drain':
        return this.#requestDrain(id, request.worker);
      case 'checkpoint':
        return this.decide({ type: 'checkpoint-requested', request: id });
      default:
        unreachable(request);
    }
  }

  /** The supervisor is gone: nobody is left to watch over the workers, so they end, whatever their code is doing. */
  orphaned(): void {
    for (const { pid } of this.#seats.values()) if (pid > 0) endProcess(pid);
    process.exit(0);
  }

  /** What cannot be opened again elsewhere keeps its worker. */
  #requestDrain(id: number, worker: number): void {
    const fixed = this.#begin.topology.stages.find(
      (stage) =>
        stage.kind === 'source' && stage.connector.type === 'tcp' && this.#state.placement[stage.id]?.[0] === worker,
    );
    if (fixed !== undefined)
      return tell({
        type: 'answer',
        id,
        error: `source ${fixed.name} listens there, and a connection cannot move; drain another worker`,
      });
    this.decide({ type: 'drain-requested', request: id, worker });
  }

  #heard(worker: number, seat: WorkerSeat, message: FromWorker): void {
    seat.silentChecks = 0;
    const isCurrent = !('generation' in message) || message.generation === this.#state.generation;
    if (!isCurrent || this.#isOver) return;
    switch (message.type) {
      case 'hello':
        return this.decide({ type: 'joined', worker });
      case 'alive':
        return;
      case 'ready':
        this.#listening = { ...this.#listening, ...message.listening };
        return this.decide({ type: 'readied', worker });
      case 'linked':
        return this.decide({ type: 'linked', worker, peer: message.peer });
      case 'warmed':
        return this.decide({ type: 'warmed', worker });
      case 'store': {
        const { stage, slot, epoch, full, section } = message.stored;
        // Sections of one barrier lie in one file, whatever epoch's outputs they hold.
        this.#book.stage(stage, slot, { epoch, full, place: this.#store.store(this.#state.epoch, section) });
        return;
      }
      case 'report':
        return this.#reported(worker, message.report);
      case 'sample':
        return this.#sampled(seat, message.sample);
      case 'final':
        this.#sampled(seat, message.sample);
        seat.final = true;
        if ([...this.#seats.values()].every((other) => other.final)) this.#over(null);
        return;
      case 'link-lost':
        return this.#suspect(worker, message);
      case 'fault':
        return this.#fail(`worker ${nameOf(worker)} stopped the run: ${message.message}`);
      default:
        unreachable(message);
    }
  }

  #reported(worker: number, report: TaskReport): void {
    if (report.type === 'acked') this.#ledger.acked(worker, report);
    if (report.type === 'released') this.#released.set(report.stage, report.records);
    this.decide({ type: 'reported', worker, report });
  }

  /** A worker that ends after the machine has decided that the run is finished, but before its last word, fails it still. */
  #lose(worker: number, reason: string): void {
    const seat = this.#seats.get(worker);
    if (this.#isOver || seat === undefined || seat.final || seat.isLost) return;
    seat.isLost = true;
    if (this.#retiring || !this.#begin.recoverable) this.#fail(reason);
    else this.decide({ type: 'worker-lost', worker, reason });
  }

  /** A link is lost because the worker behind it has ended, of which the supervisor tells more; or else by itself. */
  #suspect(worker: number, { generation, peer, why }: Extract<FromWorker, { type: 'link-lost' }>): void {
    setTimeout(() => {
      if (generation === this.#state.generation && this.#state.members.includes(peer))
        this.#lose(
          peer,
          `the link between workers ${nameOf(worker)} and ${nameOf(peer)} was lost: ${why}; start the run again`,
        );
    }, linkLostPatienceMs);
  }

  #fail(reason: string): void {
    this.#phase = 'failed';
    this.#over(reason);
  }

  #direct(effect: CoordinatorEffect): void {
    const { generation } = this.#state;
    switch (effect.type) {
      case 'assign':
        return this.#assign(effect.generation, effect.from);
      case 'fork':
        return this.#fork(effect.worker);
      case 'admit':
        return this.#admit(effect.worker, effect.members);
      case 'warm':
        for (const { stage, slot } of effect.slots)
          this.#event(effect.worker, { type: 'warm', stage, slot, sections: this.#sectionsOf(stage, slot) });
        return this.#send(effect.worker, { type: 'warmed?', generation });
      case 'start-sources':
        if (!this.#serving) this.#started();
        else if (this.#phase === 'starting') this.#phase = 'running';
        return this.#toAll({ type: 'start', stages: effect.stages });
      case 'stop-sources':
        return this.#toAll({ type: 'stop-sources' });
      case 'hold-sources':
        return this.#toAll({ type: 'hold-sources', held: effect.held });
      case 'inject':
        for (const worker of effect.to)
          this.#event(worker, { type: 'inject', epoch: effect.epoch, change: effect.change });
        return;
      case 'commit':
        void this.#commit(effect.generation, effect.durable);
        return;
      case 'complete':
        return this.#toAll({ type: 'complete', epoch: effect.epoch });
      case 'retire':
        return this.#retire(effect.worker, effect.members);
      case 'roll-back':
        return this.#rollBack(effect.generation, effect.lost);
      case 'answer':
        return tell({ type: 'answer', id: effect.request, error: effect.error });
      case 'finish':
        this.#phase = effect.stopped ? 'stopped' : 'finished';
        return this.#serving ? this.#finish() : this.#over(null);
      case 'fail':
        return this.#fail(effect.reason);
      default:
        unreachable(effect);
    }
  }

  #assign(generation: number, { members, placement, epoch, released }: Durable): void {
    tell({
      type: 'link',
      generation,
      pairs: members.flatMap((one, at) => members.slice(at + 1).map((other) => [one, other] as const)),
    });
    for (const worker of members) {
      this.#send(worker, { type: 'assign', generation, members, placement, epoch, keeps: this.#begin.recoverable });
      for (const [stage, table] of placement.entries()) {
        for (const [slot, owner] of table.entries()) {
          const sections = owner === worker ? this.#sectionsOf(stage, slot) : [];
          if (sections.length > 0)
            this.#event(worker, { type: 'load', stage, slot, sections, released: released.get(stage) ?? 0 });
        }
      }
      this.#send(worker, { type: 'assigned', generation });
    }
  }

  #admit(worker: number, members: readonly number[]): void {
    const { generation, placement, epoch } = this.#state;
    const others = members.filter((member) => member !== worker);
    const linkedHere = this.#state.members;
    // Two joiners are linked once.
    const pairs = others
      .filter((other) => linkedHere.includes(other) || other < worker)
      .map((other) => [other, worker] as const);
    tell({ type: 'link', generation, pairs });
    this.#send(worker, { type: 'assign', generation, members, placement, epoch, keeps: this.#begin.recoverable });
    this.#send(worker, { type: 'assigned', generation });
    for (const member of linkedHere) this.#send(member, { type: 'peer-joined', generation, worker });
  }

  #sectionsOf(stage: number, slot: number): readonly Uint8Array[] {
    return this.#book.chainOf(stage, slot).map(({ place }) => this.#store.read(place));
  }

  async #commit(generation: number, durable: Durable): Promise<void> {
    const { epoch } = durable;
    const chains = this.#book.next(durable.released);
    const account = this.#ledger.atCut();
    const { codeHash } = this.#begin.topology;
    try {
      if (this.#begin.recoverable) await this.#store.commit({ generation, codeHash, durable, chains, account });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (generation === this.#state.generation) this.#book.abandon();
      tell({ type: 'note', text: `checkpoint ${epoch} could not be kept in ${this.#begin.directory}: ${reason}` });
      return this.decide({ type: 'commit-failed', generation, epoch, reason });
    }
    if (generation === this.#state.generation) {
      this.#book.committed(chains);
      this.#ledger.completed(account);
    }
    this.decide({ type: 'committed', generation, epoch });
  }

  #rollBack(generation: number, lost: readonly number[]): void {
    this.#store.begin(generation);
    this.#book.abandon();
    this.#ledger.rolledBack();
    for (const [worker, seat] of this.#seats) {
      seat.sample = null;
      if (!lost.includes(worker)) seat.link?.send({ type: 'halt' });
    }
    tell({
      type: 'note',
      text: `${lost.map(nameOf).join(', ')} lost; everything goes on from checkpoint ${this.#state.durable.epoch}`,
    });
    for (const worker of lost) this.#fork(worker);
  }

  /** The next process that ends in this seat is another one. */
  #fork(worker: number): void {
    const seat = this.#seatOf(worker);
    seat.link?.socket.destroy();
    Object.assign(seat, { pid: 0, link: null });
    tell({ type: 'fork', worker });
  }

  /** A worker that owns nothing any more ends. */
  #retire(worker: number, members: readonly number[]): void {
    this.#ledger.retired(worker);
    this.#seats.delete(worker);
    tell({ type: 'end', worker });
    for (const member of members) this.#event(member, { type: 'peer-left', worker });
  }

  #started(): void {
    this.#serving = true;
    if (this.#phase === 'starting') this.#phase = 'running';
    this.#startedAt = monotonicNow();
    tell({ type: 'started', listening: this.#listening });
    flushCompileCache();
  }

  #finish(): void {
    this.#retiring = true;
    for (const worker of this.#seats.keys()) this.#send(worker, { type: 'retire' });
  }

  #toAll(event: ControlEvent): void {
    for (const worker of [...this.#state.members, ...(this.#state.change?.joining ?? [])]) this.#event(worker, event);
  }

  #event(worker: number, event: ControlEvent): void {
    this.#send(worker, { type: 'event', generation: this.#state.generation, event });
  }

  #send(worker: number, message: ToWorker): void {
    this.#seats.get(worker)?.link?.send(message);
  }

  #seatOf(worker: number): WorkerSeat {
    const known = this.#seats.get(worker);
    if (known !== undefined) return known;
    const seat: WorkerSeat = { worker, pid: 0, link: null, sample: null, isLost: false, silentChecks: 0, final: false };
    this.#seats.set(worker, seat);
    return seat;
  }

  #sampled(seat: WorkerSeat, sample: NonNullable<Seat['sample']>): void {
    seat.sample = sample;
    this.#letters.push(...sample.letters);
    this.#letters.splice(0, this.#letters.length - limits.deadLettersShownMax);
    this.#newRows = [...this.#newRows, ...sample.rows].slice(-limits.liveRowsPerFrameMax);
  }

  #checkHeartbeats(): void {
    for (const [worker, seat] of this.#seats) {
      if (seat.link === null || seat.final || seat.isLost) continue;
      const silentMs = ++seat.silentChecks * limits.heartbeatIntervalMs;
      if (silentMs < this.#begin.heartbeatTimeoutMs) continue;
      this.#lose(
        worker,
        `worker ${nameOf(worker)} (process ${seat.pid}) has not answered for ${silentMs / 1000} s: a snippet may loop for ever, or the process is stopped`,
      );
    }
  }

  get #view(): ClusterView {
    return {
      topology: this.#begin.topology,
      placement: this.#state.placement,
      seats: [...this.#seats.values()].toSorted((a, b) => a.worker - b.worker),
      account: this.#ledger.account,
      base: this.#ledger.base,
      released: this.#released,
    };
  }

  #publish(): void {
    const rows = this.#newRows;
    this.#newRows = [];
    const atMs = monotonicNow() - this.#begunAt;
    const frame = frameOf(this.#view, {
      sequence: this.#sequence++,
      atMs,
      phase: this.#phase,
      epoch: this.#state.epoch,
      letters: this.#letters,
      rows,
    });
    // A supervisor that does not read gets no more frames until it does.
    this.#telling = true;
    tell({ type: 'telemetry', frame }, () => {
      this.#telling = false;
    });
  }

  #over(error: string | null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#publish();
    const seconds = (monotonicNow() - this.#startedAt) / 1000;
    tell({
      type: 'over',
      summary: summaryOf(this.#view, { error, seconds, letters: this.#letters, listening: this.#listening }),
    });
  }
}

function afterOf({ topology, after }: Begin): ReadonlyMap<number, readonly number[]> {
  const stageOf = (node: string): number =>
    topology.stages.findIndex((stage) => stage.kind === 'source' && stage.node === node);
  const stages = new Map<number, readonly number[]>();
  for (const pair of after) {
    const source = stageOf(pair.source);
    stages.set(source, [...(stages.get(source) ?? []), stageOf(pair.after)]);
  }
  return stages;
}

const nameOf = (worker: number): string => workerName(workerIndex(worker));

function tell(message: FromCoordinator, told: () => void = () => undefined): void {
  if (process.connected) process.send?.(message, undefined, undefined, told);
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function begin(message: Begin): CoordinatorHost | null {
  try {
    const made = new CoordinatorHost(message);
    made.watch();
    return made;
  } catch (error) {
    tell({ type: 'refused', reason: error instanceof Error ? error.message : String(error) });
    return null;
  }
}

let host: CoordinatorHost | null = null;

process.on('message', (message: ToCoordinator, socket: Socket | undefined) => {
  switch (message.type) {
    case 'begin':
      host = begin(message);
      return;
    case 'worker':
      if (socket !== undefined) host?.seated(message.worker, message.pid, socket);
      return;
    case 'worker-exited':
      return host?.exited(message.worker, message.pid, message.how);
    case 'request':
      return host?.request(message);
    case 'stop':
      return host?.stop();
    default:
      unreachable(message);
  }
});
process.on('disconnect', () => (host === null ? process.exit(0) : host.orphaned()));
// A signal to the whole process group is the supervisor's to answer.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
