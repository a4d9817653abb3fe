/**
 * The one deployment of the studio: idle, then starting, running, and over. It owns the status that screens show and who
 * hears of it; compiling, file grants and the processes themselves are done by what it is given.
 */
import { randomBytes } from 'node:crypto';
import type { Deployment, startDeployment } from '@potoroo/runtime/node';
import type { CheckReport, DeployedDocument, DeploymentStatus } from '@potoroo/shared/control';
import { limits } from '@potoroo/shared/limits';
import type { Pipeline } from '@potoroo/shared/pipeline';
import type { DeploymentPhase, Movement, RunSummary, TelemetryFrame } from '@potoroo/shared/telemetry';
import type { Topology } from '@potoroo/shared/topology';
import { reportOfDiagnostics } from '../compiler/check-report.ts';
import type { Compiler } from '../compiler/compiler.ts';
import type { Log } from '../log.ts';
import { grantFiles } from './granted-files.ts';
import type { GrantedRoots } from './granted-files.ts';
import { MovementBook } from './movement-book.ts';
import type { Controlled } from './run-control.ts';

export type StartRequest = {
  readonly pipelineId: string;
  readonly document: Pipeline;
  readonly workers: number;
  /** The run that may be ended for this one. One that is over is in nobody's way. */
  readonly replaces?: string | null;
};
export type Started =
  | { readonly type: 'started'; readonly status: DeploymentStatus }
  | { readonly type: 'busy' }
  /** Stopped before there was a run: while it was still compiled. */
  | { readonly type: 'cancelled' }
  | { readonly type: 'rejected'; readonly report: CheckReport };
export type DeploymentsOptions = {
  readonly start: typeof startDeployment;
  readonly compiler: Compiler;
  readonly roots: GrantedRoots;
  readonly log: Log;
  readonly now: () => Date;
};
export type DeploymentListener = {
  readonly onStatus: (status: DeploymentStatus) => void;
  readonly onTelemetry: (frame: TelemetryFrame) => void;
  readonly onMovement: (movement: Movement) => void;
};

const idle: DeploymentStatus = {
  revision: 0,
  phase: 'idle',
  id: null,
  pipelineId: null,
  workers: 0,
  startedAt: null,
  summary: null,
};

export class Deployments {
  readonly #options: DeploymentsOptions;
  readonly #listeners = new Set<DeploymentListener>();
  #status: DeploymentStatus = idle;
  #frame: TelemetryFrame | null = null;
  #deployment: Deployment | null = null;
  #topology: Topology | null = null;
  #movements = new MovementBook();
  /** The request that is being compiled, so that two cannot both win and `stop` can take it back. */
  #pending: StartRequest | null = null;
  #deployed: DeployedDocument | null = null;
  #isClosed = false;

  constructor(options: DeploymentsOptions) {
    this.#options = options;
  }

  get status(): DeploymentStatus {
    return this.#status;
  }

  /** What the last run was made from: the document as it was then, whatever has become of it since. */
  get deployed(): DeployedDocument | null {
    return this.#deployed;
  }

  /** The last frame, with the last rows of live tables: what a screen that joins late starts from. */
  get frame(): TelemetryFrame | null {
    return this.#frame;
  }

  /** The movement ledger of the current or the last run. */
  get movements(): MovementBook {
    return this.#movements;
  }

  /** Null where nothing runs. */
  get controlled(): Controlled | null {
    const [deployment, topology] = [this.#deployment, this.#topology];
    return deployment === null || topology === null ? null : { deployment, topology, movements: this.#movements };
  }

  /** Returns what takes the listener away again. */
  listen(listener: DeploymentListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A run that is to be replaced goes on until the new document has compiled, so that a bad one costs nothing. */
  async start(request: StartRequest): Promise<Started> {
    if (this.#pending !== null || this.#isClosed || !this.#mayTakeTheTurn(request)) return { type: 'busy' };
    this.#pending = request;
    try {
      const granted = grantFiles(request.document, this.#options.roots);
      const compiled = granted.ok
        ? await this.#options.compiler.compile(granted.value)
        : { ok: false as const, error: reportOfDiagnostics(granted.error) };
      if (this.#pending !== request) return { type: 'cancelled' };
      if (!compiled.ok) return { type: 'rejected', report: compiled.error };
      await this.#end();
      if (this.#pending !== request) return { type: 'cancelled' };
      this.#launch(request, compiled.value);
      return { type: 'started', status: this.#status };
    } finally {
      if (this.#pending === request) this.#pending = null;
    }
  }

  /** Asks the run to end; `status` events tell how it goes. What is still compiled never starts. */
  stop(): DeploymentStatus {
    this.#pending = null;
    void this.#end();
    return this.#status;
  }

  /** Stops what runs and waits for its processes to be gone. Nothing can start afterwards. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#pending = null;
    await this.#end();
  }

  #mayTakeTheTurn({ replaces }: StartRequest): boolean {
    return this.#deployment === null || (replaces != null && replaces === this.#status.id);
  }

  /** Resolves when nothing runs and its processes are gone. */
  async #end(): Promise<void> {
    const deployment = this.#deployment;
    if (deployment === null) return;
    if (this.#status.phase !== 'stopping') {
      this.#enter('stopping');
      void deployment.stop();
    }
    await deployment.done;
  }

  #launch({ pipelineId, document, workers }: StartRequest, topology: Topology): void {
    const id = randomBytes(6).toString('hex');
    this.#frame = null;
    this.#topology = topology;
    this.#movements = new MovementBook();
    const deployment = this.#options.start({
      topology,
      workers,
      after: [],
      barrierIntervalMs: limits.barrierIntervalMs,
      // A studio's run ends when its person stops it, however often its clients come and go.
      tcpLingerMs: null,
      onTelemetry: (frame) => this.#hear(id, frame),
      onListening: () => this.#hearRunning(id),
      onMovement: (movement) => this.#hearMovement(id, movement),
    });
    this.#deployment = deployment;
    this.#deployed = { id, pipelineId, document };
    this.#become({
      phase: 'starting',
      id,
      pipelineId,
      workers,
      startedAt: this.#options.now().toISOString(),
      summary: null,
    });
    this.#options.log.info('deployment started', { id, pipeline: pipelineId, workers });
    void deployment.done.then((summary) => this.#finish(id, summary));
  }

  #finish(id: string, summary: RunSummary): void {
    const wasStopped = this.#status.phase === 'stopping';
    this.#deployment = null;
    this.#become({ ...this.#status, phase: summary.ok ? (wasStopped ? 'stopped' : 'finished') : 'failed', summary });
    this.#options.log.info('deployment ended', { id, phase: this.#status.phase, error: summary.error ?? 'none' });
  }

  #hear(id: string, frame: TelemetryFrame): void {
    if (this.#status.id !== id) return;
    const rows = [...(this.#frame?.liveRows ?? []), ...frame.liveRows].slice(-limits.liveRowsPerFrameMax);
    this.#frame = { ...frame, liveRows: rows };
    if (frame.phase === 'running') this.#hearRunning(id);
    for (const { onTelemetry } of this.#listeners) onTelemetry(frame);
  }

  /** Who has joined counts from then on, who has left no more. */
  #hearMovement(id: string, movement: Movement): void {
    if (this.#status.id !== null && this.#status.id !== id) return;
    this.#movements.take(movement);
    for (const { onMovement } of this.#listeners) onMovement(movement);
    if (movement.phase !== 'done') return;
    const { type } = movement.cause;
    if (type === 'add') this.#become({ ...this.#status, workers: this.#status.workers + 1 });
    if (type === 'drain') this.#become({ ...this.#status, workers: this.#status.workers - 1 });
  }

  #hearRunning(id: string): void {
    if (this.#status.id === id && this.#status.phase === 'starting') this.#enter('running');
  }

  #enter(phase: DeploymentPhase): void {
    this.#become({ ...this.#status, phase });
  }

  #become(change: Omit<DeploymentStatus, 'revision'>): void {
    this.#status = { ...change, revision: this.#status.revision + 1 };
    for (const { onStatus } of this.#listeners) onStatus(this.#status);
  }
}
