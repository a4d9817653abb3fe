/**
 * The process of a deployment's coordinator: a loop around the control machine, with a loopback socket to every worker.
 * No user code runs here, so when the supervisor is gone it can still end workers that no longer listen.
 */
import { timingSafeEqual } from 'node:crypto';
import { Buffer } from 'node:buffer';
import type { Server } from 'node:net';
import { createServer } from 'node:net';
import { unreachable } from '@potoroo/shared/assert';
import { workerIndex, workerName } from '@potoroo/shared/ids';
import { limits } from '@potoroo/shared/limits';
import type { DeadLetter, DeploymentPhase, LiveRow } from '@potoroo/shared/telemetry';
import type { CoordinatorEffect, CoordinatorEvent, CoordinatorPlan, CoordinatorState, Placement } from '../../core/index.ts';
import { decide, firstPlacement, firstState, planOf } from '../../core/index.ts';
import type { FromCoordinator, FromWorker, ToCoordinator, ToWorker, WorkerTelemetry } from './control-messages.ts';
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
  heardAt: number;
  final: boolean;
};

const tickMs = 20;

class CoordinatorHost {
  readonly #begin: Begin;
  readonly #plan: CoordinatorPlan;
  readonly #placement: Placement;
  readonly #seats: readonly WorkerSeat[];
  readonly #lost = new Set<number>();
  readonly #letters: DeadLetter[] = [];
  #newRows: LiveRow[] = [];
  #state: CoordinatorState = firstState;
  #phase: DeploymentPhase = 'starting';
  #listening: Readonly<Record<string, string>> = {};
  #startedAt = monotonicNow();
  #sequence = 0;
  #serving = false;

  constructor(begin: Begin) {
    this.#begin = begin;
    const { topology, workers } = begin;
    const stageOf = (node: string): number => topology.stages.findIndex((stage) => stage.kind === 'source' && stage.node === node);
    const after = new Map(begin.after.map((pair) => [stageOf(pair.source), stageOf(pair.after)] as const));
    this.#plan = planOf(topology, workers, after, begin.barrierIntervalMs);
    this.#placement = firstPlacement(topology, workers);
    this.#seats = Array.from({ length: workers }, () => ({ pid: 0, port: 0, link: null, sample: null, heardAt: monotonicNow(), final: false }));
  }

  /** Watches time: barriers, heartbeats, telemetry. */
  watch(): void {
    setInterval(() => this.decide({ type: 'ticked' }), tickMs);
    setInterval(() => {
      this.#checkHeartbeats();
      this.#publish();
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
    if (this.#seats[worker]?.final === true) return;
    this.#lost.add(worker);
    const pid = this.#seats[worker]?.pid ?? 0;
    this.decide({ type: 'worker-lost', worker, reason: `worker ${nameOf(worker)} (process ${pid}) ${how}; the run cannot go on without it: start it again` });
  }

  stop(): void {
    this.#phase = 'stopping';
    this.decide({ type: 'stop-requested' });
  }

  hello(message: Extract<FromWorker, { type: 'hello' }>, link: MessageSocket<ToWorker>): void {
    const seat = this.#seats[message.worker];
    if (seat === undefined || seat.link !== null) {
      link.socket.destroy();
      return;
    }
    seat.link = link;
    seat.port = message.port;
    seat.pid = message.pid;
    seat.heardAt = monotonicNow();
    this.decide({ type: 'joined', worker: message.worker });
  }

  heard(worker: number, message: FromWorker): void {
    const seat = this.#seats[worker];
    if (seat === undefined) return;
    seat.heardAt = monotonicNow();
    switch (message.type) {
      case 'hello':
        return;
      case 'ready':
        this.#listening = { ...this.#listening, ...message.listening };
        return this.decide({ type: 'readied', worker });
      case 'report':
        return this.decide({ type: 'reported', worker, report: message.report });
      case 'sample':
        return this.#sampled(seat, message.sample);
      case 'final':
        this.#sampled(seat, message.sample);
        seat.final = true;
        if (this.#seats.every((other) => other.final)) this.#over(null);
        return;
      case 'fault':
        this.#lost.add(worker);
        return this.decide({ type: 'worker-lost', worker, reason: `worker ${nameOf(worker)} stopped the run: ${message.message}` });
      default:
        unreachable(message);
    }
  }

  /** The supervisor is gone: nobody is left to watch over the workers, so they end, whatever their code is doing. */
  orphaned(): void {
    for (const { pid } of this.#seats) if (pid > 0) endProcess(pid);
    process.exit(0);
  }

  #direct(effect: CoordinatorEffect): void {
    switch (effect.type) {
      case 'assign':
        return this.#toAll({ type: 'assign', generation: effect.generation, placement: this.#placement, ports: this.#seats.map((seat) => seat.port) });
      case 'start-sources':
        if (!this.#serving) this.#started();
        return this.#toAll(effect);
      case 'stop-sources':
      case 'hold-sources':
      case 'inject':
      case 'complete':
        return this.#toAll(effect);
      case 'finish':
        this.#phase = effect.stopped ? 'stopped' : 'finished';
        return this.#serving ? this.#toAll({ type: 'retire' }) : this.#over(null);
      case 'fail':
        this.#phase = 'failed';
        return this.#over(effect.reason);
      default:
        unreachable(effect);
    }
  }

  #started(): void {
    this.#serving = true;
    this.#phase = 'running';
    this.#startedAt = monotonicNow();
    tell({ type: 'started', listening: this.#listening });
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
    const now = monotonicNow();
    for (const [worker, seat] of this.#seats.entries()) {
      const silentMs = now - seat.heardAt;
      if (seat.link === null || seat.final || silentMs < limits.heartbeatTimeoutMs) continue;
      const reason = `worker ${nameOf(worker)} (process ${seat.pid}) has not answered for ${Math.round(silentMs / 1000)} s: a snippet may loop for ever, or the process is stopped`;
      this.#lost.add(worker);
      this.decide({ type: 'worker-lost', worker, reason });
    }
  }

  get #view(): ClusterView {
    return {
      topology: this.#begin.topology,
      placement: this.#placement,
      samples: this.#seats.map((seat) => seat.sample),
      pids: this.#seats.map((seat) => seat.pid),
      lost: this.#lost,
    };
  }

  #publish(): void {
    const rows = this.#newRows;
    this.#newRows = [];
    const atMs = monotonicNow() - this.#startedAt;
    tell({ type: 'telemetry', frame: frameOf(this.#view, { sequence: this.#sequence++, atMs, phase: this.#phase, epoch: this.#state.epoch, letters: this.#letters, rows }) });
  }

  #over(error: string | null): void {
    this.#publish();
    const seconds = (monotonicNow() - this.#startedAt) / 1000;
    tell({ type: 'over', summary: summaryOf(this.#view, { error, seconds, letters: this.#letters, listening: this.#listening }) });
  }
}

const nameOf = (worker: number): string => workerName(workerIndex(worker));

function tell(message: FromCoordinator): void {
  if (process.connected) process.send?.(message);
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function listen(begin: Begin, host: CoordinatorHost): Server {
  const token = Buffer.from(begin.token, 'latin1');
  const server = createServer((socket) => {
    let worker: number | null = null;
    socket.on('error', () => socket.destroy());
    const link = messageSocket<FromWorker, ToWorker>(socket, (message) => {
      if (worker !== null) return host.heard(worker, message);
      const known = message.type === 'hello' && message.token.length === token.length && timingSafeEqual(Buffer.from(message.token, 'latin1'), token);
      if (!known) {
        socket.destroy();
        return;
      }
      worker = message.worker;
      host.hello(message, link);
    });
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (address !== null && typeof address !== 'string') tell({ type: 'listening', port: address.port });
  });
  return server;
}

let host: CoordinatorHost | null = null;

process.on('message', (message: ToCoordinator) => {
  switch (message.type) {
    case 'begin':
      host = new CoordinatorHost(message);
      listen(message, host);
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
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
