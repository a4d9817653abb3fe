/**
 * Supervises one deployment of a topology: a coordinator process and its worker processes. It forks, ends and waits; it
 * hands them the connections between them; it never looks at a record and decides nothing about the run but that what has
 * died is started again. The caller (CLI or server) is the supervisor: when it dies, the coordinator and the workers end too.
 */
import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { assert, unreachable } from '@potoroo/shared/assert';
import { limits } from '@potoroo/shared/limits';
import type { RunSummary } from '@potoroo/shared/telemetry';
import { CoordinatorLosses, lossesMax } from './coordinator-losses.ts';
import { ControlDesk } from './control-desk.ts';
import type { FromCoordinator, ToCoordinator } from './control-messages.ts';
import type { ChildEvents } from './child-process.ts';
import { forkChild, hostFlags, runningOf, toWorker, workerFlags } from './child-process.ts';
import type { Deployment, DeploymentOptions } from './deployment-options.ts';
import { endOf, isForgone, noRun, orphaned } from './deployment-options.ts';
import { Equipping } from './equipment.ts';
import { HandOver } from './hand-over.ts';
import { monotonicNow } from './monotonic-now.ts';
import { openJournals } from './journal/journals.ts';
import { nameMarks } from './marks.ts';
import { canRecover } from './recoverable.ts';
import { RunState } from './run-state.ts';
import { SpareWorker, spareWorkersMin } from './spare-worker.ts';
import { StartPatience } from './start-patience.ts';
import { Stopping } from './stopping.ts';
import { Waits, withWaits } from './waits.ts';
import { isStopped, standingOf } from './stopped-process.ts';
import { nameOf, startChecks } from './worker-seats.ts';
import type { BeginsHow } from './worker-processes.ts';
import { WorkerProcesses } from './worker-processes.ts';
import { WorkerWiring } from './worker-wiring.ts';

export function startDeployment(options: DeploymentOptions): Deployment {
  assert(
    options.workers >= 1 && options.workers <= limits.workersMax,
    `a deployment has 1 to ${limits.workersMax} workers`,
  );
  assert(
    (options.heartbeatTimeoutMs ?? limits.heartbeatTimeoutMs) >= 4 * limits.heartbeatIntervalMs,
    'several heartbeats must fit into the timeout',
  );
  return new Supervision(options).deployment;
}

/** Turns of the watch on the coordinator within a heartbeat timeout. */
const checksPerTimeout = 4;

class Supervision {
  readonly deployment: Deployment;
  readonly #options: DeploymentOptions;
  readonly #recoverable: boolean;
  readonly #state: RunState;
  readonly #wiring: WorkerWiring;
  readonly #workers: WorkerProcesses;
  readonly #spare: SpareWorker | null = null;
  readonly #alive = new Set<ChildProcess>();
  readonly #desk: ControlDesk;
  readonly #handOver: HandOver;
  readonly #deployedAt: number;
  /** Workers that have been told what they are. */
  readonly #begun = new WeakSet<ChildProcess>();
  readonly #journals: ReturnType<typeof openJournals>;
  readonly #equipping: Equipping;
  readonly #starting: StartPatience;
  readonly #watch: NodeJS.Timeout;
  /** Null where the run is refused before it has one. */
  #coordinator: ChildProcess | null = null;
  readonly #losses: CoordinatorLosses;
  readonly #waits = new Waits();
  readonly #stopping: Stopping;
  /** When the run first began, by the clock of this process. */
  #startedAt: number | null = null;
  /** Drawn when the run began. */
  #run = 0;
  #silentChecks = 0;
  /** Frames of telemetry. */
  #frames: number;
  #summary: RunSummary | null = null;
  #resolve: (summary: RunSummary) => void = () => undefined;

  constructor(options: DeploymentOptions) {
    this.#options = options;
    const { workers, topology, heartbeatTimeoutMs = limits.heartbeatTimeoutMs } = options;
    this.#deployedAt = options.goesOn?.deployedAt ?? monotonicNow();
    this.#frames = options.goesOn?.frames ?? 0;
    this.#recoverable = canRecover(topology, options.goesOn?.inputs ?? []);
    this.#losses = new CoordinatorLosses(this.#recoverable ? (options.recoveriesMax ?? lossesMax) : null);
    this.#state = new RunState(options);
    const { directory, error } = this.#state;
    this.#journals = error === null ? openJournals(options, { directory, waits: this.#waits }) : null;
    this.#equipping = new Equipping(options, this.#recoverable ? directory : null, this.#journals);
    this.#stopping = new Stopping({
      timeoutMs: options.stopTimeoutMs ?? limits.stopTimeoutMs,
      keptIn: this.#recoverable ? (options.stateDirectory ?? null) : null,
      standing: () => standingOf(this.#processes()),
      ask: () => {
        this.#desk.disturbances.endAll();
        this.#toCoordinator({ type: 'stop' });
      },
      note: (text) => options.onNote?.(text),
      fail: (error) => this.#fail(error),
    });
    const done = new Promise<RunSummary>((resolve) => {
      this.#resolve = resolve;
    });
    this.#desk = new ControlDesk({
      topology,
      deployedAt: this.#deployedAt,
      toCoordinator: (message) => this.#toCoordinator(message),
      kill: (name, replaced) => this.#kill(name, replaced),
      onMovement: (movement) => options.onMovement?.(movement),
      workers: () => this.#workers.named.map(([name]) => name),
      tellWorkers: (disturbances) => {
        for (const [, child] of this.#workers.named)
          if (this.#begun.has(child)) toWorker(child, { type: 'disturb', disturbances });
      },
      ledger: options.goesOn?.ledger,
    });
    this.#handOver = new HandOver(this.#desk);
    this.#starting = new StartPatience({
      hasStarted: () => this.#startedAt !== null,
      processes: () => this.#processes(),
      failed: (reason) => this.#fail(reason),
    });
    this.#wiring = new WorkerWiring({
      begun: (worker) => {
        const child = this.#workers.at(worker);
        return child !== null && this.#begun.has(child) && !this.#workers.isReplaced(child) ? child : null;
      },
      workerAt: (worker) => this.#workers.at(worker),
      coordinator: () => this.#coordinator,
      toCoordinator: (message, socket) => this.#toCoordinator(message, socket),
      failed: (reason) => this.#fail(reason),
    });
    const heap = `--max-old-space-size=${options.workerHeapMegabytesMax ?? limits.workerHeapMegabytesMax}`;
    const forkWorker = (name: string, events: ChildEvents): ChildProcess =>
      this.#fork('worker-process.ts', [...workerFlags, ...this.#preload(name), heap], events);
    const { spareAfterMs = limits.spareAfterMs } = options;
    if (spareAfterMs !== null && this.#equipping.canHaveSpare)
      this.#spare = new SpareWorker({
        fork: (events) => forkWorker('spare', events),
        prepare: async (child) =>
          toWorker(child, { type: 'prepare', run: this.#run, ...(await this.#equipping.of('spare', true)) }),
        afterMs: spareAfterMs,
        isWanted: () =>
          this.#startedAt !== null && this.#summary === null && this.#workers.all.length >= spareWorkersMin,
      });
    this.#workers = new WorkerProcesses({
      topology,
      fork: (worker, events) => forkWorker(nameOf(worker), events),
      spare: (worker, events) => this.#spare?.take(worker, events) ?? null,
      begin: (worker, child, how) => void this.#begin(worker, child, how),
      lost: (worker, pid, end) => this.#toCoordinator({ type: 'worker-exited', worker, pid, end }),
      failed: (reason) => this.#fail(reason),
      isOver: () => this.#summary !== null,
    });
    // Whoever has asked for the run has it by then.
    if (error !== null) queueMicrotask(() => this.#fail(error));
    else this.#coordinator = this.#forkCoordinator();
    for (let worker = 0; error === null && worker < workers; worker++) this.#workers.fork(worker, null);
    this.#starting.begin();
    this.#watch = setInterval(() => this.#watchCoordinator(heartbeatTimeoutMs), heartbeatTimeoutMs / checksPerTimeout);
    this.deployment = {
      done,
      stop: () => {
        if (this.#summary === null) this.#stopping.asked();
        return Promise.race([done, this.#handOver.handedOn]);
      },
      suspend: () => this.#over({ ...noRun, ok: true, error: null }),
      processes: () => this.#processes(),
      ...this.#desk.controls,
      recoverable: this.#recoverable,
      handOver: (changes) => this.#handOver.ask(changes),
      profile: (names, ms) => this.#workers.profile(names, ms),
      watch: (request) => this.#toCoordinator({ type: 'watch', request }),
    };
  }

  #forkCoordinator(): ChildProcess {
    const { topology, workers, after, barrierIntervalMs, recoveriesMax = lossesMax, goesOn } = this.#options;
    const { heartbeatTimeoutMs = limits.heartbeatTimeoutMs } = this.#options;
    this.#silentChecks = -startChecks(heartbeatTimeoutMs / checksPerTimeout);
    const child: ChildProcess = this.#fork('coordinator-process.ts', [...hostFlags, ...this.#preload('coordinator')], {
      failed: (why) => this.#fail(`the coordinator could not be started: ${why}`),
      ended: ({ how }) => this.#coordinatorEnded(how),
    });
    child.on('message', (message: FromCoordinator) => {
      if (child === this.#coordinator) this.#heard(message);
    });
    const begin: ToCoordinator = {
      type: 'begin',
      topology,
      workers,
      after,
      barrierIntervalMs,
      heartbeatTimeoutMs,
      directory: this.#state.directory,
      recoverable: this.#recoverable,
      movable: this.#equipping.movable,
      recoveriesMax,
      runningMs: this.#runningMs,
      deployedAt: this.#deployedAt,
      sequence: this.#frames,
      last: this.#stopping.frame ?? goesOn?.last ?? null,
      goesBack: goesOn?.goesBack ?? null,
      waits: !isForgone(this.#options, this.#startedAt) && this.#runningMs > 0,
      // Those of the start are forked right after.
      alive:
        this.#coordinator === null ? Array.from({ length: workers }, (_, worker) => worker) : [...this.#workers.all],
    };
    child.send(begin, () => undefined);
    return child;
  }

  #coordinatorEnded(how: string): void {
    if (this.#summary !== null) return;
    const error = this.#losses.lost(how);
    if (error !== null) return this.#fail(error);
    this.#options.onNote?.(`the coordinator ${how}; it is started again from the last checkpoint`);
    this.#desk.coordinatorLost(how);
    const last = this.#stopping.frame;
    if (last !== null) this.#heard({ type: 'telemetry', frame: orphaned(last, monotonicNow() - this.#deployedAt) });
    this.#starting.begin();
    this.#coordinator = this.#forkCoordinator();
    for (const worker of this.#workers.all) void this.#wiring.introduce(worker);
    if (this.#stopping.isAsked) this.#toCoordinator({ type: 'stop' });
  }

  /** A worker begins when every journal listens; a spare has begun. */
  async #begin(worker: number, child: ChildProcess, { wasSpare, joins }: BeginsHow): Promise<void> {
    try {
      const begun = this.#startedAt !== null;
      if (!wasSpare) toWorker(child, { type: 'begin', worker, joins, ...(await this.#equipping.of(worker, begun)) });
      else if (this.#recoverable) nameMarks(this.#state.directory, worker);
    } catch (error) {
      // The next process in this seat is none that was prepared.
      if (wasSpare) return void child.kill('SIGKILL');
      return this.#fail(error instanceof Error ? error.message : String(error));
    }
    this.#begun.add(child);
    toWorker(child, { type: 'disturb', disturbances: this.#desk.disturbances.all });
    void this.#wiring.introduce(worker);
    const pair = this.#journals === null ? null : await this.#wiring.pair();
    if (pair === null) return;
    this.#journals?.link(pair[0]);
    toWorker(child, { type: 'journal' }, pair[1]);
  }

  #preload(name: string): readonly string[] {
    const module = this.#options.preload?.(name) ?? null;
    return module === null ? [] : [`--import=${module}`];
  }

  #fork(name: string, flags: readonly string[], { failed, ended }: ChildEvents): ChildProcess {
    const child = forkChild(name, flags, {
      failed: (why) => {
        // A process that never came to be has no exit to wait for.
        if (child.pid === undefined) this.#alive.delete(child);
        failed(why);
        this.#settle();
      },
      ended: (end) => {
        this.#alive.delete(child);
        ended(end);
        this.#settle();
      },
    });
    this.#alive.add(child);
    return child;
  }

  #processes(): ReturnType<Deployment['processes']> {
    const [coordinator, spare] = [this.#coordinator, this.#spare?.child ?? null];
    return runningOf([
      ...(coordinator === null ? [] : [['coordinator', coordinator] as const]),
      ...this.#workers.named,
      ...(spare === null ? [] : [['spare', spare] as const]),
    ]);
  }

  #heard(message: FromCoordinator): void {
    this.#silentChecks = 0;
    if (this.#summary !== null) return;
    switch (message.type) {
      case 'fork':
        this.#starting.begin();
        this.#desk.ledger.replaces(message.worker);
        return this.#workers.replace(message.worker, message.joins);
      case 'started':
        this.#starting.end();
        this.#run = message.run;
        this.#spare?.renew();
        if (this.#startedAt === null) this.#serves(message);
        this.#startedAt ??= performance.now();
        return;
      case 'telemetry':
        this.#frames = message.frame.sequence + 1;
        return this.#options.onTelemetry(this.#stopping.seen(withWaits(message.frame, this.#waits, this.#deployedAt)));
      case 'end':
        this.#desk.disturbances.left(nameOf(message.worker));
        return this.#workers.end(message.worker);
      case 'link':
        return void this.#wiring.link(message.generation, message.pairs);
      case 'takes-requests':
      case 'answer':
      case 'told':
      case 'movement':
        if (message.type === 'movement' && message.progress.step === 'kept') this.#losses.gotFurther();
        return this.#desk.heard(message);
      case 'sync-journals':
      case 'journals-kept':
        return this.#journals?.heard(message, (answer) => this.#toCoordinator(answer));
      case 'waits':
        return this.#starting.begin();
      case 'refused':
        return this.#fail(message.reason);
      case 'note':
        return this.#options.onNote?.(message.text);
      case 'handed-over':
        return this.#handOver.done() ? this.#over({ ...noRun, ok: true, error: null }) : undefined;
      case 'over':
        return this.#over(this.#state.timed(message.summary));
      default:
        unreachable(message);
    }
  }

  #serves(message: Extract<FromCoordinator, { type: 'started' }>): void {
    this.#journals?.started();
    this.#options.onListening(message.listening);
    for (const action of this.#state.started(message)) this.#desk.controls.act(action);
  }

  #kill(name: string, replaced: () => void): true | null {
    const worker = this.#workers.named.find(([other]) => other === name)?.[1];
    const child = name === 'coordinator' ? this.#coordinator : worker;
    if (child === undefined || child === null || !child.kill('SIGKILL')) return null;
    if (this.#workers.isReplaced(child)) child.once('exit', replaced);
    return true;
  }

  #toCoordinator(message: ToCoordinator, socket?: Socket): void {
    if (this.#coordinator?.connected === true) this.#coordinator.send(message, socket, () => undefined);
    else socket?.destroy();
  }

  /** Turns without a word are counted rather than time, which also passes while this process itself is stopped or busy. */
  #watchCoordinator(timeoutMs: number): void {
    // A start may take long, but one that is stopped does not go on with it.
    if (this.#silentChecks < 0 && isStopped(this.#coordinator?.pid ?? 0)) this.#silentChecks = 0;
    if (++this.#silentChecks < checksPerTimeout) return;
    const silent = `has not answered for ${timeoutMs / 1000} s: is it stopped?`;
    if (!this.#recoverable)
      return this.#fail(`the coordinator (process ${this.#coordinator?.pid ?? 0}) ${silent} Start the run again`);
    this.#silentChecks = 0;
    this.#coordinator?.kill('SIGKILL');
  }

  get #runningMs(): number {
    const before = this.#options.goesOn?.runningMs ?? 0;
    return before + (this.#startedAt === null ? 0 : performance.now() - this.#startedAt);
  }

  /** The run is over: what its workers had to say is said. Its processes end, and when all have ended the caller is told. */
  #over(summary: RunSummary): void {
    if (this.#summary !== null) return;
    this.#summary = summary;
    this.#stopping.end();
    this.#spare?.end();
    this.#desk.disturbances.endAll();
    this.#starting.end();
    clearInterval(this.#watch);
    this.#wiring.close();
    if (!this.#handOver.isDone) {
      this.#desk.end(endOf(summary, isForgone(this.#options, this.#startedAt)));
      this.#journals?.close();
    }
    for (const child of this.#alive) child.kill('SIGKILL');
    this.#settle();
  }

  #settle(): void {
    if (this.#summary === null || this.#alive.size > 0) return;
    const [own, last] = [this.#state.handedOver, this.#stopping.frame];
    const [journals, deployedAt, runningMs, frames] = [this.#journals, this.#deployedAt, this.#runningMs, this.#frames];
    const { inputs } = this.#equipping;
    if (this.#handOver.isDone)
      return this.#handOver.handOn({ journals, deployedAt, runningMs, frames, last, inputs, ...own });
    if (!isForgone(this.#options, this.#startedAt)) own.unlock();
    this.#state.remove();
    this.#resolve(this.#summary);
  }

  #fail(error: string): void {
    this.#over(this.#state.failed(this.#stopping.frame, { error, seconds: this.#runningMs / 1000 }));
  }
}
