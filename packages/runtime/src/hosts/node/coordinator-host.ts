/**
 * The coordinator of a deployment: a loop around the control machine, which decides, with a link to every worker and the
 * checkpoints on disk. It turns what happens into events of the machine, and does what the machine says.
 */
import { flushCompileCache } from 'node:module';
import type { Socket } from 'node:net';
import { unreachable } from '@potoroo/shared/assert';
import { limits } from '@potoroo/shared/limits';
import type { DeploymentPhase, WatchRequest } from '@potoroo/shared/telemetry';
import type {
  CoordinatorEffect,
  CoordinatorEvent,
  CoordinatorPlan,
  CoordinatorState,
  Durable,
  TaskReport,
} from '../../core/index.ts';
import { decide, firstState, isDoneAlready } from '../../core/index.ts';
import { Assignments } from './assignments.ts';
import { CheckpointKeeper } from './checkpoint-keeper.ts';
import type { ClusterView } from './cluster-view.ts';
import { clusterView, releasedBy } from './cluster-view.ts';
import { ControlQuestions } from './control-questions.ts';
import { eventOf } from './control-events.ts';
import type { ControlEvent, FromCoordinator, FromWorker, ToCoordinator, ToWorker } from './control-messages.ts';
import { suspectOf } from './marks.ts';
import { moment } from './moments.ts';
import { JournalDesk } from './journal/journal-desk.ts';
import { monotonicNow } from './monotonic-now.ts';
import { MovementWatch } from './movement-progress.ts';
import { planFor } from './plan-for.ts';
import { drainObstacle } from './recoverable.ts';
import { acceptedIn, summaryOf, unkeptIn } from './telemetry-aggregate.ts';
import { TelemetryTeller } from './telemetry-teller.ts';
import { goesOnNotes, missedNotes, rollBackNotes } from './roll-back-notes.ts';
import { UnkeptCheckpoints } from './unkept-checkpoints.ts';
import type { ProcessEnd, WorkerEnd } from './worker-ends.ts';
import { Silences } from './silences.ts';
import { cutOf, exitOf } from './worker-ends.ts';
import type { WorkerSeat } from './worker-seats.ts';
import { nameOf, WorkerSeats } from './worker-seats.ts';

type Begin = Extract<ToCoordinator, { type: 'begin' }>;
const tickMs = 20;
const linkLostPatienceMs = 1_000;

type Tell = (message: FromCoordinator, told?: () => void) => void;

export class CoordinatorHost {
  readonly #begin: Begin;
  readonly #plan: CoordinatorPlan;
  readonly #tell: Tell;
  readonly #keeper: CheckpointKeeper;
  readonly #seats: WorkerSeats;
  readonly #silences: Silences;
  readonly journals: JournalDesk;
  /** Sink stage -> records of its whole output that have left. */
  readonly #released: Map<number, number>;
  #state: CoordinatorState;
  #phase: DeploymentPhase = 'starting';
  #listening: Readonly<Record<string, string>> = {};
  readonly #movements: MovementWatch;
  readonly questions: ControlQuestions;
  readonly #assignments: Assignments;
  readonly #telemetry: TelemetryTeller;
  #startedAt = monotonicNow();
  #recoveringSince = monotonicNow();
  #serving = false;
  readonly #unkept: UnkeptCheckpoints;
  #retiring = false;
  #isOver = false;
  /** All of the run is kept and has left: another version of the pipeline goes on. */
  #isHandedOver = false;

  /** Throws where the checkpoints cannot be used. */
  constructor(begin: Begin, tell: Tell) {
    this.#begin = begin;
    this.#tell = tell;
    const { topology, alive } = begin;
    this.#plan = planFor(begin);
    this.#released = releasedBy(begin.last, topology);
    this.#unkept = new UnkeptCheckpoints(begin, (text) => tell({ type: 'note', text }));
    this.journals = new JournalDesk(begin, tell);
    this.#keeper = new CheckpointKeeper(begin, this.journals);
    const { from, generation, quarantine, notes } = this.#keeper;
    const isFirst = begin.last === null && begin.runningMs === 0;
    const origin = isFirst ? goesOnNotes(from.epoch, begin.directory) : [];
    for (const text of [...notes, ...origin]) tell({ type: 'note', text });
    const gone = begin.last === null ? this.#keeper.gone : (begin.last.gone ?? []);
    this.#seats = new WorkerSeats({ ...begin, gone });
    this.#silences = new Silences({ ...begin, seats: this.#seats });
    this.#movements = new MovementWatch((progress) => tell({ type: 'movement', progress }), {
      storedBytes: () => this.#keeper.bytes,
      unkept: () => unkeptIn(this.#view),
    });
    this.questions = new ControlQuestions({
      topology,
      state: () => this.#state,
      send: (worker, message) => this.#send(worker, message),
      tell,
    });
    this.#assignments = new Assignments({
      keeper: this.#keeper,
      keeps: begin.recoverable,
      state: () => this.#state,
      tell,
      send: (worker, message) => this.#send(worker, message),
      event: (worker, event) => this.#event(worker, event),
    });
    this.#telemetry = new TelemetryTeller(begin, tell, {
      view: () => this.#view,
      news: () => ({ phase: this.#phase, epoch: this.#state.epoch, ...this.#seats.takeNews() }),
    });
    this.#state = firstState(from, generation, quarantine, from.epoch > 0 || begin.runningMs > 0);
    for (const worker of from.members) this.#seats.of(worker).goesBack = alive.includes(worker) && this.#state.begun;
    const absent = from.members.filter((worker) => !alive.includes(worker));
    const missed = absent.filter((worker) => this.#seats.missed(worker, begin.last));
    for (const text of missedNotes(missed, from.epoch)) tell({ type: 'note', text });
    for (const worker of absent) tell({ type: 'fork', worker, joins: null });
    for (const worker of alive) if (!from.members.includes(worker)) tell({ type: 'end', worker });
    // Only now: a process that was to join is being ended, so that another one can take the place that it was to have.
    tell({ type: 'takes-requests' });
  }

  /** Watches time: barriers, heartbeats, telemetry. */
  watch(): void {
    setInterval(() => this.decide({ type: 'ticked' }), tickMs);
    setInterval(() => {
      this.#checkHeartbeats();
      this.questions.turn();
    }, limits.heartbeatIntervalMs);
    this.#telemetry.begin();
  }

  decide(event: CoordinatorEvent): void {
    const [before, now] = [this.#state, monotonicNow()];
    const { state, effects } = decide(before, event, now, this.#plan);
    this.#state = state;
    this.#movements.saw({ before, event, after: state, effects, now });
    for (const effect of effects) this.#direct(effect);
  }

  /** A worker's process is up, and this is the link to it; one that nobody asked for is being ended. */
  seated(worker: number, pid: number, socket: Socket): void {
    if (this.#seats.get(worker) === undefined) socket.destroy();
    else this.#seats.take(worker, pid, socket, (...heard) => this.#heard(...heard));
  }

  exited(worker: number, pid: number, end: ProcessEnd): void {
    this.#seats.ended(worker, pid, () => this.#lose(worker, exitOf({ worker, pid }, end), pid));
  }

  stop(): void {
    if (!this.#retiring) this.#phase = 'stopping';
    this.decide({ type: 'stop-requested' });
  }

  request({ id, request, takenUp }: Extract<ToCoordinator, { type: 'request' }>): void {
    const answer = (error: string | null): void => this.#tell({ type: 'answer', id, error });
    const event = eventOf(id, request);
    if (takenUp !== null && isDoneAlready(this.#state, event, takenUp)) return answer(null);
    if (this.#isOver) return answer('the run is over');
    const obstacle =
      request.type === 'drain' ? drainObstacle(this.#begin, this.#state, request.worker, this.#seats.all) : null;
    if (obstacle === null) this.decide(event);
    else answer(obstacle);
  }

  readonly watched = (request: WatchRequest): void => this.#seats.tellAll({ type: 'watch', request });
  /** Of every worker that is there: nobody else is left to end them when the supervisor is gone. */
  get pids(): readonly number[] {
    return this.#seats.all.flatMap(({ pid }) => (pid > 0 ? [pid] : []));
  }

  #heard(seat: WorkerSeat, message: FromWorker, section: Uint8Array): void {
    const { worker } = seat;
    if (this.#isOver || ('generation' in message && message.generation !== this.#state.generation)) return;
    switch (message.type) {
      case 'hello':
        return this.decide({ type: 'joined', worker });
      case 'cannot-join':
        // A manifest that nobody waited for any more may name it.
        if (this.#state.members.includes(worker)) return this.#stopped(worker, message.reason);
        return this.decide({ type: 'join-failed', worker, reason: message.reason });
      case 'alive':
        if (message.note !== undefined) this.#tell({ type: 'note', text: message.note });
        return;
      case 'ready':
        this.#listening = { ...this.#listening, ...message.listening };
        seat.lacks = message.lacks;
        return this.decide({ type: 'readied', worker });
      case 'linked':
        return this.decide({ type: 'linked', worker, peer: message.peer });
      case 'warmed':
        return this.decide({ type: 'warmed', worker });
      case 'store':
        return this.#keeper.take(this.#state.epoch, { ...message.stored, section });
      case 'report':
        return this.#reported(worker, message.report);
      case 'sample':
      case 'final':
        if (message.type === 'final') moment('told', 'final');
        this.#seats.sampled(seat, message.sample, this.#state.epoch);
        // It goes on telling samples after its last word.
        seat.final ||= message.type === 'final';
        if (this.#seats.all.every((other) => other.final)) this.#over(null);
        return;
      case 'looked':
        return this.questions.heard(message);
      case 'listed':
        return this.questions.listings.heard(worker, message);
      case 'link-lost':
        return this.#suspect(worker, message);
      case 'fault':
        return this.#stopped(worker, message.message);
      default:
        unreachable(message);
    }
  }

  #reported(worker: number, report: TaskReport): void {
    if (report.type === 'acked') this.#keeper.acked(worker, report);
    if (report.type === 'released') this.#released.set(report.stage, report.records);
    if (report.type === 'installed') this.#seats.installed(worker, report);
    this.decide({ type: 'reported', worker, report });
  }

  /** Also one that has said its last word is needed, should another be lost before its own. */
  #lose(worker: number, { reason, byItself, did }: WorkerEnd, pid?: number): void {
    const seat = this.#seats.get(worker);
    const isUndone = this.#begin.recoverable && !this.#isHandedOver;
    if (this.#isOver || seat === undefined || seat.isLost || (seat.final && !isUndone)) return;
    this.#seats.lose(seat, pid ?? seat.pid);
    if (!isUndone) return this.#fail(reason);
    const { safeUntil, generation } = this.#state;
    const suspect = safeUntil === null ? null : suspectOf({ ...this.#begin, worker, generation, why: did });
    this.decide({ type: 'worker-lost', worker, reason, byItself, suspect });
  }

  /** A link is lost because the worker behind it has ended, of which the supervisor tells more; or else by itself. */
  #suspect(worker: number, { generation, peer, why }: Extract<FromWorker, { type: 'link-lost' }>): void {
    setTimeout(() => {
      // One who has left meanwhile has only seen the others hang up.
      const isThere = this.#seats.get(worker) !== undefined && this.#state.members.includes(peer);
      if (generation === this.#state.generation && isThere) this.#lose(peer, cutOf(worker, peer, why));
    }, linkLostPatienceMs);
  }

  #stopped(worker: number, why: string): void {
    this.#fail(`worker ${nameOf(worker)} stopped the run: ${why}`);
  }

  #fail(reason: string): void {
    if (this.#isHandedOver) this.#tell({ type: 'note', text: reason });
    else this.#phase = 'failed';
    this.#over(this.#isHandedOver ? null : reason);
  }

  #direct(effect: CoordinatorEffect): void {
    const { generation } = this.#state;
    moment('does', effect.type);
    switch (effect.type) {
      case 'assign':
        return this.#assignments.begin(effect.generation, effect.from);
      case 'fork':
        return this.#fork(effect.worker);
      case 'admit':
        return this.#assignments.admit(effect.worker, effect.members);
      case 'warm':
        for (const { stage, slot } of effect.slots)
          this.#event(effect.worker, { type: 'warm', stage, slot, sections: this.#keeper.sectionsOf(stage, slot) });
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
        return void this.#commit(effect.generation, effect.durable);
      case 'complete':
        return this.#toAll({ type: 'complete', epoch: effect.epoch });
      case 'retire':
        return this.#retire(effect.worker, effect.members);
      case 'roll-back':
        return this.#rollBack(effect.generation, effect.lost);
      case 'answer':
        return this.#tell({ type: 'answer', id: effect.request, error: effect.error });
      case 'hand-over':
        this.#isHandedOver = true;
        return this.#finish();
      case 'finish':
        this.#phase = effect.stopped ? 'stopped' : 'finished';
        return this.#serving ? this.#finish() : this.#over(null);
      case 'fail':
        return this.#fail(effect.reason);
      default:
        unreachable(effect);
    }
  }

  async #commit(generation: number, durable: Durable): Promise<void> {
    const { epoch } = durable;
    const reason = await this.#keeper.commit(generation, durable, this.#seats.gone);
    if (reason === null) this.#unkept.kept(epoch);
    if (reason === null) return this.decide({ type: 'committed', generation, epoch });
    // One that a roll-back has given up is none that could not be kept.
    if (generation === this.#state.generation) this.#unkept.failed(epoch, reason);
    this.decide({ type: 'commit-failed', generation, epoch, reason });
  }

  #rollBack(generation: number, lost: readonly number[]): void {
    this.#recoveringSince = monotonicNow();
    if (this.#retiring) this.#phase = this.#state.stopping ? 'stopping' : 'running';
    this.#retiring = false;
    const news = { ...this.#keeper.rollBack(generation, this.#state), lost, epoch: this.#state.durable.epoch };
    for (const text of rollBackNotes({ ...news, topology: this.#begin.topology })) this.#tell({ type: 'note', text });
    this.#seats.rolledBack(news.epoch, lost);
    for (const worker of lost) this.#fork(worker);
    this.#telemetry.soon();
  }

  #fork(worker: number): void {
    this.#seats.vacate(worker);
    this.#tell({ type: 'fork', worker, joins: this.#state.members.includes(worker) ? null : this.#keeper.run });
  }

  /** A worker that owns nothing any more ends. */
  #retire(worker: number, members: readonly number[]): void {
    this.#keeper.ledger.retired(worker);
    this.#seats.remove(worker);
    this.#tell({ type: 'end', worker });
    for (const member of members) this.#event(member, { type: 'peer-left', worker });
  }

  #started(): void {
    this.#serving = true;
    if (this.#phase === 'starting') this.#phase = 'running';
    this.#startedAt = monotonicNow() - this.#begin.runningMs;
    const [{ run }, { members }, listening] = [this.#keeper, this.#state, this.#listening];
    this.#tell({ type: 'started', run, accepted: acceptedIn(this.#view), members, listening });
    flushCompileCache();
  }

  #finish(): void {
    this.#retiring = true;
    for (const { worker } of this.#seats.all) {
      if (this.#state.members.includes(worker)) this.#send(worker, { type: 'retire' });
      // One that came too late to take part has no last word to wait for.
      else this.#retire(worker, []);
    }
  }

  #toAll(event: ControlEvent): void {
    for (const worker of [...this.#state.members, ...(this.#state.change?.joining ?? [])]) this.#event(worker, event);
  }

  #event(worker: number, event: ControlEvent): void {
    this.#send(worker, { type: 'event', generation: this.#state.generation, event });
  }

  #send(worker: number, message: ToWorker): void {
    this.#seats.send(worker, message);
  }

  #checkHeartbeats(): void {
    this.#silences.check(this.#state, ({ worker }, end) => this.#lose(worker, end));
  }

  get #view(): ClusterView {
    return clusterView(this.#begin, {
      state: this.#state,
      ledger: this.#keeper.ledger,
      seats: this.#seats,
      recoveringSince: this.#recoveringSince,
      released: this.#released,
      unkept: this.#unkept.now,
    });
  }

  #over(error: string | null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#phase === 'stopped') this.#seats.letters.stopped();
    this.#telemetry.end();
    if (this.#isHandedOver) return this.#tell({ type: 'handed-over' });
    const seconds = (monotonicNow() - this.#startedAt) / 1000;
    this.#tell({
      type: 'over',
      summary: summaryOf(this.#view, { error, seconds, letters: this.#seats.letters.all, listening: this.#listening }),
    });
  }
}
