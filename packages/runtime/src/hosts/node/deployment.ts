/**
 * Starts one deployment of a topology: a coordinator process and its worker processes, watched until they end.
 * The caller (CLI or server) is their supervisor: when it dies, the coordinator and the workers end too.
 */
import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { NodeId } from '@potoroo/shared/ids';
import { workerIndex, workerName } from '@potoroo/shared/ids';
import { assert, unreachable } from '@potoroo/shared/assert';
import { limits } from '@potoroo/shared/limits';
import type { RunSummary, TelemetryFrame } from '@potoroo/shared/telemetry';
import type { Topology } from '@potoroo/shared/topology';
import type { FromCoordinator, ToCoordinator, ToWorkerProcess } from './control-messages.ts';

export type DeploymentOptions = {
  readonly topology: Topology;
  /** 1 to `limits.workersMax`. */
  readonly workers: number;
  /** A source that starts only when another has ended and all its records have been applied. */
  readonly after: readonly { readonly source: NodeId; readonly after: NodeId }[];
  readonly barrierIntervalMs: number;
  /** How long a TCP source waits for another connection after its last one has closed; null: it never ends by itself. */
  readonly tcpLingerMs: number | null;
  /** How long a worker or the coordinator may be silent before the run fails; `limits.heartbeatTimeoutMs` where not given. */
  readonly heartbeatTimeoutMs?: number;
  /** The heap of each worker: user code that needs more ends its worker, and so the run; `limits.workerHeapMegabytesMax` where not given. */
  readonly workerHeapMegabytesMax?: number;
  readonly onTelemetry: (frame: TelemetryFrame) => void;
  /** Called once every TCP source listens and every sink is open: node -> `host:port`. */
  readonly onListening: (addresses: Readonly<Record<string, string>>) => void;
};

export type Deployment = {
  /** Resolves when the run is over and its processes have ended, failed runs included; it never rejects. */
  readonly done: Promise<RunSummary>;
  /** Ends the sources, lets what is in flight finish, releases it, and ends every process. */
  readonly stop: () => Promise<RunSummary>;
  readonly processes: () => readonly { readonly name: string; readonly pid: number }[];
};

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

const entry = (name: string): string => fileURLToPath(new URL(`./${name}`, import.meta.url));
/** SIGUSR1 would open a debugger in any of them. */
const hostFlags = ['--disable-sigusr1', '--disable-warning=ExperimentalWarning', '--disable-warning=SecurityWarning'];
/** Everything is given up again before user code is loaded; until then the worker opens its links, files and sockets. */
const workerFlags = [
  '--permission',
  '--zero-fill-buffers',
  '--allow-net',
  '--allow-fs-read=*',
  '--allow-fs-write=*',
  ...hostFlags,
];
/** Turns of the watch on the coordinator within a heartbeat timeout. */
const checksPerTimeout = 4;

class Supervision {
  readonly deployment: Deployment;
  readonly #options: DeploymentOptions;
  readonly #token = randomBytes(32).toString('hex');
  readonly #coordinator: ChildProcess;
  readonly #workers: ChildProcess[] = [];
  readonly #alive = new Set<ChildProcess>();
  readonly #startTimer: NodeJS.Timeout;
  readonly #watch: NodeJS.Timeout;
  #stopTimer: NodeJS.Timeout | undefined;
  #silentChecks = 0;
  #summary: RunSummary | null = null;
  #resolve: (summary: RunSummary) => void = () => undefined;

  constructor(options: DeploymentOptions) {
    this.#options = options;
    const done = new Promise<RunSummary>((resolve) => {
      this.#resolve = resolve;
    });
    const { topology, workers, after, barrierIntervalMs, heartbeatTimeoutMs = limits.heartbeatTimeoutMs } = options;
    this.#coordinator = this.#fork('coordinator-process.ts', hostFlags, {
      failed: (why) => this.#fail(`the coordinator could not be started: ${why}`),
      ended: (how) => this.#fail(`the coordinator ${how}; the run cannot go on without it: start it again`),
    });
    this.#coordinator.on('message', (message: FromCoordinator) => this.#heard(message));
    this.#toCoordinator({
      type: 'begin',
      token: this.#token,
      topology,
      workers,
      after,
      barrierIntervalMs,
      heartbeatTimeoutMs,
    });
    this.#forkWorkers(options);
    this.#startTimer = setTimeout(
      () =>
        this.#fail(
          `the workers were not ready within ${limits.workerStartTimeoutMs / 1000} s; does a source or sink wait for the other end of a pipe, or is the machine overloaded?`,
        ),
      limits.workerStartTimeoutMs,
    );
    this.#watch = setInterval(() => this.#watchCoordinator(heartbeatTimeoutMs), heartbeatTimeoutMs / checksPerTimeout);
    this.deployment = { done, stop: () => this.#stop(done), processes: () => this.#processes() };
  }

  #fork(
    name: string,
    execArgv: readonly string[],
    { failed, ended }: { readonly failed: (why: string) => void; readonly ended: (how: string) => void },
  ): ChildProcess {
    const child = fork(entry(name), [], {
      execArgv: [...execArgv],
      env: childEnvironment(),
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      // A group of its own: Ctrl-C in a terminal is the supervisor's to answer, even while this process still starts.
      detached: true,
    });
    this.#alive.add(child);
    child.on('error', (error) => {
      // A process that never came to be has no exit to wait for.
      if (child.pid === undefined) this.#alive.delete(child);
      failed(error.message);
      this.#settle();
    });
    child.on('exit', (code, signal) => {
      this.#alive.delete(child);
      ended(howItEnded(code, signal));
      this.#settle();
    });
    return child;
  }

  #processes(): readonly { readonly name: string; readonly pid: number }[] {
    const named = [
      ['coordinator', this.#coordinator] as const,
      ...this.#workers.map((child, index) => [workerName(workerIndex(index)), child] as const),
    ];
    return named.flatMap(([name, { pid, exitCode, signalCode }]) =>
      pid === undefined || exitCode !== null || signalCode !== null ? [] : [{ name, pid }],
    );
  }

  #heard(message: FromCoordinator): void {
    this.#silentChecks = 0;
    if (this.#summary !== null) return;
    switch (message.type) {
      case 'listening':
        return this.#beginWorkers(message.port);
      case 'started':
        clearTimeout(this.#startTimer);
        return this.#options.onListening(message.listening);
      case 'telemetry':
        return this.#options.onTelemetry(message.frame);
      case 'over':
        return this.#over(message.summary);
      default:
        unreachable(message);
    }
  }

  /** Workers start while the coordinator does; they begin when it listens. */
  #forkWorkers({ workers, workerHeapMegabytesMax = limits.workerHeapMegabytesMax }: DeploymentOptions): void {
    const heap = [`--max-old-space-size=${workerHeapMegabytesMax}`];
    for (let worker = 0; worker < workers; worker++) {
      const child = this.#fork('worker-process.ts', [...workerFlags, ...heap], {
        failed: (why) => this.#fail(`worker ${workerName(workerIndex(worker))} could not be started: ${why}`),
        ended: (how) => this.#toCoordinator({ type: 'worker-exited', worker, how }),
      });
      this.#workers.push(child);
      if (child.pid !== undefined) this.#toCoordinator({ type: 'forked', worker, pid: child.pid });
    }
  }

  #beginWorkers(coordinatorPort: number): void {
    const { workers, topology, tcpLingerMs: lingerMs } = this.#options;
    for (const [worker, child] of this.#workers.entries()) {
      const begin: ToWorkerProcess = {
        type: 'begin',
        worker,
        workers,
        token: this.#token,
        topology,
        coordinatorPort,
        lingerMs,
      };
      // What cannot be sent is told by the end of the process.
      if (child.connected) child.send(begin, () => undefined);
    }
  }

  #toCoordinator(message: ToCoordinator): void {
    if (this.#coordinator.connected) this.#coordinator.send(message, () => undefined);
  }

  /** Turns without a word are counted rather than time, which also passes while this process itself is stopped or busy. */
  #watchCoordinator(timeoutMs: number): void {
    if (++this.#silentChecks < checksPerTimeout) return;
    this.#fail(
      `the coordinator (process ${this.#coordinator.pid ?? 0}) has not answered for ${timeoutMs / 1000} s: is it stopped? Start the run again`,
    );
  }

  #stop(done: Promise<RunSummary>): Promise<RunSummary> {
    if (this.#stopTimer === undefined && this.#summary === null) {
      this.#toCoordinator({ type: 'stop' });
      this.#stopTimer = setTimeout(
        () =>
          this.#fail(
            `the run did not stop within ${limits.stopTimeoutMs / 1000} s and was ended; outputs that were not released are lost`,
          ),
        limits.stopTimeoutMs,
      );
    }
    return done;
  }

  /** The run is over: what its workers had to say is said. Its processes end, and when all have ended the caller is told. */
  #over(summary: RunSummary): void {
    if (this.#summary !== null) return;
    this.#summary = summary;
    clearTimeout(this.#stopTimer);
    clearTimeout(this.#startTimer);
    clearInterval(this.#watch);
    for (const child of this.#alive) child.kill('SIGKILL');
    this.#settle();
  }

  #settle(): void {
    if (this.#summary !== null && this.#alive.size === 0) this.#resolve(this.#summary);
  }

  #fail(error: string): void {
    this.#over({ ...noRun, error });
  }
}

/** No variable of the supervisor's environment reaches the processes that run user code, but for what Node needs to start. */
const childEnvironment = (): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'] ?? '',
  TZ: process.env['TZ'] ?? 'UTC',
  NODE_COMPILE_CACHE: compileCache,
});

/** Stripping the types of our own sources is most of a process's start; whoever may write here may write those as well. */
const compileCache = fileURLToPath(new URL('../../../../../node_modules/.cache/potoroo-compile', import.meta.url));

function howItEnded(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === 'SIGABRT') return 'was ended by SIGABRT: user code may have used up its memory';
  if (signal === 'SIGKILL') return 'was ended by SIGKILL: somebody killed it, or the machine ran out of memory';
  return signal === null ? `ended with exit code ${code ?? 'unknown'}` : `was ended by ${signal}`;
}

const noRun: Omit<RunSummary, 'error'> = {
  ok: false,
  sources: {},
  sinks: {},
  deadLetters: 0,
  deadLetterSamples: [],
  stateObjects: 0,
  seconds: 0,
  recordsPerSecond: 0,
  workers: [],
  listening: {},
};
