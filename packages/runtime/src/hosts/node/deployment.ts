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
  assert(options.workers >= 1 && options.workers <= limits.workersMax, `a deployment has 1 to ${limits.workersMax} workers`);
  return new Supervision(options).deployment;
}

const entry = (name: string): string => fileURLToPath(new URL(`./${name}`, import.meta.url));
const quiet = ['--disable-warning=ExperimentalWarning', '--disable-warning=SecurityWarning'];
/** Everything is given up again before user code is loaded; until then the worker opens its links, files and sockets. */
const workerFlags = ['--permission', '--allow-net', '--allow-fs-read=*', '--allow-fs-write=*', ...quiet];

class Supervision {
  readonly deployment: Deployment;
  readonly #options: DeploymentOptions;
  readonly #token = randomBytes(32).toString('hex');
  readonly #coordinator: ChildProcess;
  readonly #workers: ChildProcess[] = [];
  #summary: RunSummary | null = null;
  #resolve: (summary: RunSummary) => void = () => undefined;
  #alive = 1;
  #stopTimer: NodeJS.Timeout | undefined;
  readonly #startTimer: NodeJS.Timeout;

  constructor(options: DeploymentOptions) {
    this.#options = options;
    const done = new Promise<RunSummary>((resolve) => {
      this.#resolve = resolve;
    });
    this.#coordinator = fork(entry('coordinator-process.ts'), [], { execArgv: quiet, env: childEnvironment(), serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.#coordinator.on('message', (message: FromCoordinator) => this.#heard(message));
    this.#coordinator.on('error', (error) => this.#fail(`the coordinator could not be started: ${error.message}`));
    this.#coordinator.on('exit', (code, signal) => this.#exited(() => `the coordinator ${howItEnded(code, signal)}; the run cannot go on without it: start it again`));
    const { topology, workers, after, barrierIntervalMs } = options;
    this.#toCoordinator({ type: 'begin', token: this.#token, topology, workers, after, barrierIntervalMs });
    this.#startTimer = setTimeout(() => this.#fail(`the workers were not ready within ${limits.workerStartTimeoutMs / 1000} s; is the machine overloaded?`), limits.workerStartTimeoutMs);
    this.deployment = { done, stop: () => this.#stop(done), processes: () => this.#processes() };
  }

  #processes(): readonly { readonly name: string; readonly pid: number }[] {
    const named = [['coordinator', this.#coordinator] as const, ...this.#workers.map((child, index) => [workerName(workerIndex(index)), child] as const)];
    return named.flatMap(([name, { pid, exitCode, signalCode }]) => (pid === undefined || exitCode !== null || signalCode !== null ? [] : [{ name, pid }]));
  }

  #heard(message: FromCoordinator): void {
    switch (message.type) {
      case 'listening':
        return this.#forkWorkers(message.port);
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

  #forkWorkers(coordinatorPort: number): void {
    const { workers, topology, tcpLingerMs } = this.#options;
    for (let worker = 0; worker < workers; worker++) {
      const child = fork(entry('worker-process.ts'), [], { execArgv: workerFlags, env: childEnvironment(), serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
      this.#alive++;
      this.#workers.push(child);
      child.on('error', (error) => this.#fail(`worker ${workerName(workerIndex(worker))} could not be started: ${error.message}`));
      child.on('exit', (code, signal) => {
        this.#toCoordinator({ type: 'worker-exited', worker, how: howItEnded(code, signal) });
        this.#exited(() => null);
      });
      if (child.pid !== undefined) this.#toCoordinator({ type: 'forked', worker, pid: child.pid });
      const begin: ToWorkerProcess = { type: 'begin', worker, workers, token: this.#token, topology, coordinatorPort, lingerMs: tcpLingerMs };
      if (child.connected) child.send(begin);
    }
  }

  #toCoordinator(message: ToCoordinator): void {
    if (this.#coordinator.connected) this.#coordinator.send(message);
  }

  #stop(done: Promise<RunSummary>): Promise<RunSummary> {
    if (this.#stopTimer === undefined) {
      this.#toCoordinator({ type: 'stop' });
      this.#stopTimer = setTimeout(() => this.#fail(`the run did not stop within ${limits.stopTimeoutMs / 1000} s and was ended; outputs that were not released are lost`), limits.stopTimeoutMs);
    }
    return done;
  }

  /** The run is over: what is left of its processes ends, and when all have ended the caller is told. */
  #over(summary: RunSummary): void {
    if (this.#summary !== null) return;
    this.#summary = summary;
    clearTimeout(this.#stopTimer);
    clearTimeout(this.#startTimer);
    for (const child of summary.ok ? [this.#coordinator] : [this.#coordinator, ...this.#workers]) child.kill('SIGKILL');
    this.#settle();
  }

  #exited(reason: () => string | null): void {
    this.#alive--;
    const why = reason();
    if (this.#summary === null && why !== null) this.#fail(why);
    this.#settle();
  }

  #settle(): void {
    if (this.#summary !== null && this.#alive === 0) this.#resolve(this.#summary);
  }

  #fail(error: string): void {
    this.#over({ ...noRun, error });
  }
}

/** No variable of the supervisor's environment reaches the processes that run user code, but for what Node needs to start. */
const childEnvironment = (): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'] ?? '', TZ: process.env['TZ'] ?? 'UTC' });

const howItEnded = (code: number | null, signal: NodeJS.Signals | null): string => (signal === null ? `ended with exit code ${code ?? 'unknown'}` : `was ended by ${signal}`);

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
