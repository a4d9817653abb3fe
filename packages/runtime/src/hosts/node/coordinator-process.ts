/**
 * The process of a deployment's coordinator: a loop around the control machine, with a loopback socket to every worker.
 * No user code runs here, so when the supervisor is gone it can still end workers that no longer listen.
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
  Placement,
} from '../../core/index.ts';
import { EpochLedger, decide, firstPlacement, firstState, planOf } from '../../core/index.ts';
import type { FromCoordinator, FromWorker, ToCoordinator, ToWorker, WorkerTelemetry } from './control-messages.ts';
import { greetingServer, listenOnLoopback } from './greeting.ts';
import type { MessageSocket } from './message-socket.ts';
import { messageSocket } from './message-socket.ts';
import { monotonicNow } from './monotonic-now.ts';
import type { ClusterView } from './telemetry-aggregate.ts';
import { frameOf, summaryOf } from './telemetry-aggregate.ts';

type Begin = Extract<ToCoordinator, { type: 'begin' }>;
type WorkerSeat = {
  pid: number;
  port: number;
  link: MessageSocket<ToWorker> | null;
  sample: WorkerTelemetry | null;
  /** Heartbeat checks since it was heard: turns of this process rather than time, which also passes while it is stopped. */
  silentChecks: number;
  final: boolean;
};

const tickMs = 20;
const linkLostPatienceMs = 1_000;

class CoordinatorHost {
  readonly #begin: Begin;
  readonly #plan: CoordinatorPlan;
  readonly #placement: Placement;
  readonly #seats: readonly WorkerSeat[];
  readonly #lost = new Set<number>();
  readonly #ledger: EpochLedger;
  readonly #letters: DeadLetter[] = [];
  #newRows: LiveRow[] = [];
  #state: CoordinatorState = firstState;
  #phase: DeploymentPhase = 'starting';
  #listening: Readonly<Record<string, string>> = {};
  readonly #begunAt = monotonicNow();
  #startedAt = this.#begunAt;
  #sequence = 0;
  #serving = false;
  #retiring = false;
  #isOver = false;
  #telling = false;

  constructor(begin: Begin) {
    this.#begin = begin;
    const { topology, workers } = begin;
    const stageOf = (node: string): number =>
      topology.stages.findIndex((stage) => stage.kind === 'source' && stage.node === node);
    const after = new Map<number, readonly number[]>();
    for (const pair of begin.after) {
      const source = stageOf(pair.source);
      after.set(source, [...(after.get(source) ?? []), stageOf(pair.after)]);
    }
    this.#plan = planOf(topology, workers, after, begin.barrierIntervalMs);
    this.#ledger = new EpochLedger(topology);
    this.#placement = firstPlacement(topology, workers);
    this.#seats = Array.from({ length: workers }, () => ({
      pid: 0,
      port: 0,
      link: null,
      sample: null,
      silentChecks: 0,
      final: false,
    }));
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

  forked(worker: number, pid: number): void {
    const seat = this.#seats[worker];
    if (seat !== undefined) seat.pid = pid;
  }

  exited(worker: number, how: string): void {
    const seat = this.#seats[worker];
    const pid = seat?.pid ?? 0;
    // The number may soon be another process's: it must not be killed.
    if (seat !== undefined) seat.pid = 0;
    const lose = (): void =>
      this.#lose(
        worker,
        `worker ${nameOf(worker)} (process ${pid}) ${how}; the run cannot go on without it: start it again`,
      );
    // What it said last may still be unread, and tells more.
    const socket = seat?.link?.socket;
    if (socket === undefined || socket.closed) lose();
    else socket.once('close', lose);
  }

  stop(): void {
    if (!this.#retiring) this.#phase = 'stopping';
    this.decide({ type: 'stop-requested' });
  }

  /** A worker has greeted; from now on it is heard. */
  seated(worker: number, socket: Socket): void {
    const seat = this.#seats[worker];
    if (seat === undefined || seat.link !== null) {
      socket.destroy();
      return;
    }
    seat.link = messageSocket<FromWorker, ToWorker>(socket, (message) => this.#heard(worker, seat, message));
  }

  #heard(worker: number, seat: WorkerSeat, message: FromWorker): void {
    seat.silentChecks = 0;
    switch (message.type) {
      case 'hello':
        seat.port = message.port;
        seat.pid = message.pid;
        return this.decide({ type: 'joined', worker });
      case 'alive':
        return;
      case 'ready':
        this.#listening = { ...this.#listening, ...message.listening };
        return this.decide({ type: 'readied', worker });
      case 'report':
        if (message.report.type === 'acked') this.#ledger.acked(message.report.stage, message.report.records);
        return this.decide({ type: 'reported', worker, report: message.report });
      case 'sample':
        return this.#sampled(seat, message.sample);
      case 'final':
        this.#sampled(seat, message.sample);
        seat.final = true;
        if (this.#seats.every((other) => other.final)) this.#over(null);
        return;
      case 'link-lost':
        return this.#suspect(worker, message.peer, message.why);
      case 'fault':
        return this.#lose(worker, `worker ${nameOf(worker)} stopped the run: ${message.message}`);
      default:
        unreachable(message);
    }
  }

  /** The supervisor is gone: nobody is left to watch over the workers, so they end, whatever their code is doing. */
  orphaned(): void {
    for (const { pid } of this.#seats) if (pid > 0) endProcess(pid);
    process.exit(0);
  }

  /** A worker that ends after the machine has decided that the run is finished, but before its last word, fails it still. */
  #lose(worker: number, reason: string): void {
    if (this.#isOver || this.#seats[worker]?.final === true) return;
    this.#lost.add(worker);
    if (this.#retiring) this.#fail(reason);
    else this.decide({ type: 'worker-lost', worker, reason });
  }

  /** A link is lost because the worker behind it has ended, of which the supervisor tells more; or else by itself. */
  #suspect(worker: number, peer: number, why: string): void {
    setTimeout(
      () =>
        this.#lose(
          peer,
          `the link between workers ${nameOf(worker)} and ${nameOf(peer)} was lost: ${why}; start the run again`,
        ),
      linkLostPatienceMs,
    );
  }

  #fail(reason: string): void {
    this.#phase = 'failed';
    this.#over(reason);
  }

  #direct(effect: CoordinatorEffect): void {
    switch (effect.type) {
      case 'assign':
        return this.#toAll({
          type: 'assign',
          generation: effect.generation,
          placement: this.#placement,
          ports: this.#seats.map((seat) => seat.port),
        });
      case 'start-sources':
        if (!this.#serving) this.#started();
        return this.#toAll(effect);
      case 'stop-sources':
      case 'hold-sources':
      case 'inject':
        return this.#toAll(effect);
      case 'complete':
        this.#ledger.completed();
        return this.#toAll(effect);
      case 'finish':
        this.#phase = effect.stopped ? 'stopped' : 'finished';
        return this.#serving ? this.#retire() : this.#over(null);
      case 'fail':
        return this.#fail(effect.reason);
      default:
        unreachable(effect);
    }
  }

  #started(): void {
    this.#serving = true;
    this.#phase = 'running';
    this.#startedAt = monotonicNow();
    tell({ type: 'started', listening: this.#listening });
    flushCompileCache();
  }

  #retire(): void {
    this.#retiring = true;
    this.#toAll({ type: 'retire' });
  }

  #toAll(message: ToWorker): void {
    for (const { link } of this.#seats) link?.send(message);
  }

  #sampled(seat: WorkerSeat, sample: WorkerTelemetry): void {
    seat.sample = sample;
    this.#letters.push(...sample.letters);
    this.#letters.splice(0, this.#letters.length - limits.deadLettersShownMax);
    this.#newRows = [...this.#newRows, ...sample.rows].slice(-limits.liveRowsPerFrameMax);
  }

  #checkHeartbeats(): void {
    for (const [worker, seat] of this.#seats.entries()) {
      if (seat.link === null || seat.final) continue;
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
      placement: this.#placement,
      samples: this.#seats.map((seat) => seat.sample),
      pids: this.#seats.map((seat) => seat.pid),
      lost: this.#lost,
      account: this.#ledger.account,
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

async function listen(begin: Begin, host: CoordinatorHost): Promise<void> {
  const server = greetingServer(begin.token, (socket, worker) => host.seated(worker, socket));
  tell({ type: 'listening', port: await listenOnLoopback(server) });
}

let host: CoordinatorHost | null = null;

process.on('message', (message: ToCoordinator) => {
  switch (message.type) {
    case 'begin':
      host = new CoordinatorHost(message);
      void listen(message, host);
      host.watch();
      return;
    case 'forked':
      return host?.forked(message.worker, message.pid);
    case 'worker-exited':
      return host?.exited(message.worker, message.how);
    case 'stop':
      return host?.stop();
    default:
      unreachable(message);
  }
});
process.on('disconnect', () => (host === null ? process.exit(0) : host.orphaned()));
// A signal to the whole process group is the supervisor's to answer.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
