/**
 * The one deployment of the studio: idle, then starting, running, and over. It owns the status that screens show and who
 * hears of it; compiling, file grants and the processes themselves are done by what it is given.
 */
import { randomBytes } from 'node:crypto';
import { keptVersion, noRun } from '@potoroo/runtime/node';
import type { deployChanges, Deployment, DeploymentOptions, startDeployment } from '@potoroo/runtime/node';
import type { CheckReport, DeployedDocument, DeploymentStatus } from '@potoroo/shared/control';
import { limits } from '@potoroo/shared/limits';
import type { Pipeline } from '@potoroo/shared/pipeline';
import type { DeploymentPhase, Movement, RunSummary, TelemetryFrame, WatchRequest } from '@potoroo/shared/telemetry';
import { err } from '@potoroo/shared/result';
import type { Result } from '@potoroo/shared/result';
import type { Topology } from '@potoroo/shared/topology';
import { reportOfDiagnostics } from '../compiler/check-report.ts';
import type { Compiler } from '../compiler/compiler.ts';
import type { Log } from '../log.ts';
import { changeDocument } from './change-document.ts';
import type { Current } from './change-document.ts';
import { grantFiles } from './granted-files.ts';
import type { GrantedRoots } from './granted-files.ts';
import type { KeptRun, RunRecord } from './kept-run.ts';
import { intervalAfter, intervalOf, type Started, type StartRequest } from './start-request.ts';
import { changesMembers, MovementBook } from './movement-book.ts';
import { RunRecording } from './run-recording.ts';
import { isOver } from './stop-patience.ts';
import type { Controlled } from './run-control.ts';

export type DeploymentsOptions = {
  /** Runs keep a spare worker. */
  readonly hasSpare: boolean;
  readonly start: typeof startDeployment;
  readonly deploy: typeof deployChanges;
  readonly compiler: Compiler;
  readonly roots: GrantedRoots;
  /** Where a run is kept, so that the next server goes on with it. */
  readonly kept: KeptRun;
  readonly log: Log;
  readonly now: () => Date;
};
export type DeploymentListener = {
  readonly onStatus: (status: DeploymentStatus) => void;
  readonly onTelemetry: (frame: TelemetryFrame) => void;
  readonly onMovement: (movement: Movement) => void;
};

type Compiled = Result<Topology, CheckReport>;

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
  #recording = new RunRecording();
  /** The request that is being compiled, so that two cannot both win and `stop` can take it back. */
  #pending: StartRequest | null = null;
  #deployed: DeployedDocument | null = null;
  #record: RunRecord | null = null;
  /** What runs, and what it was started with. */
  #current: Current | null = null;
  #deploying: Promise<unknown> | null = null;
  #isClosed = false;
  /** Its processes end with this server, and the next one goes on with it, even where it was being stopped. */
  #isSuspended = false;
  /** There is something to go on with: the run has come to run, here or with an earlier server, and is kept. */
  #canGoOn = false;

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

  /** Of the same run: its last minutes. */
  get recording(): RunRecording {
    return this.#recording;
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
      const compiled = await this.#compile(request.document);
      if (this.#pending !== request) return { type: 'cancelled' };
      if (!compiled.ok) return { type: 'rejected', report: compiled.error };
      if (request.states != null && this.#current !== null) return await this.#deploy(request, compiled.value);
      await this.#end();
      if (this.#pending !== request) return { type: 'cancelled' };
      const record = this.#recordOf(request);
      // What an earlier run has left is given up only now, for one that has compiled.
      await this.#forget();
      await this.#keep(record);
      if (this.#pending !== request) return { type: 'cancelled' };
      this.#launch(record, compiled.value);
      return { type: 'started', status: this.#status };
    } finally {
      if (this.#pending === request) this.#pending = null;
    }
  }

  /** Goes on with the run that was going on when the last server ended, whatever ended it. */
  async resume(): Promise<void> {
    const { kept, log } = this.#options;
    const read = kept.read();
    if (!read.ok) return log.warn('the last run cannot go on; what it has kept stays', { error: read.error });
    if (read.value === null) return kept.clear();
    if (this.#pending !== null || this.#isClosed) return;
    const { id, pipelineId, workers, startedAt } = read.value;
    const request: StartRequest = { pipelineId, document: read.value.document, workers };
    this.#pending = request;
    this.#become({ phase: 'starting', id, pipelineId, workers, startedAt, summary: null });
    const { record, compiled } = await this.#keptVersionOf(read.value);
    this.#deployed = { id, pipelineId, document: record.document };
    if (this.#pending !== request) return this.#isClosed ? undefined : this.#giveUp();
    this.#pending = null;
    if (compiled.ok) {
      this.#launch(record, compiled.value);
      this.#canGoOn = true;
      return;
    }
    const why = compiled.error.diagnostics.find(({ severity }) => severity === 'error')?.message ?? 'it has errors';
    const error = `the run could not go on after the server was started again: ${why} What it has kept stays: start the server again with what it needs. Another run gives it up`;
    this.#become({ ...this.#status, phase: 'failed', summary: { ...noRun, error } });
    log.warn('deployment not resumed', { id, error });
  }

  async #compile(document: Pipeline): Promise<Compiled> {
    const granted = grantFiles(document, this.#options.roots);
    return granted.ok ? this.#options.compiler.compile(granted.value) : err(reportOfDiagnostics(granted.error));
  }

  /** A server that ended while changes were deployed left both documents; the checkpoint says which one it belongs to. */
  async #keptVersionOf({ next, ...record }: RunRecord): Promise<{ record: RunRecord; compiled: Compiled }> {
    if (next !== undefined) {
      const compiled = await this.#compile(next);
      const isIts =
        compiled.ok && keptVersion(this.#options.kept.stateDirectory(record.id)) === compiled.value.codeHash;
      if (isIts) return { record: { ...record, document: next }, compiled };
    }
    return { record, compiled: await this.#compile(record.document) };
  }

  /** Asks the run to show more for a while. False where nothing runs. */
  watch(request: WatchRequest): boolean {
    this.#deployment?.watch(request);
    return this.#deployment !== null;
  }

  /** Asks the run to end; `status` events tell how it goes. What is still compiled never starts. */
  stop(): DeploymentStatus {
    this.#pending = null;
    // A stop that waits for a disk or a receiver is not waited for any more when it is asked for again.
    const isWaiting = (this.#frame?.troubles?.length ?? 0) > 0;
    if (this.#status.phase === 'stopping' && isWaiting) void this.#deployment?.stop();
    void this.#end();
    return this.#status;
  }

  /** Ends what runs and waits for its processes to be gone. Nothing can start afterwards; the next server goes on with it. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#pending = null;
    if (this.#deploying !== null) await this.#deploying;
    const deployment = this.#deployment;
    if (deployment === null || !deployment.recoverable) return this.#endNow(deployment);
    if (this.#status.phase === 'stopping' && (await isOver(deployment))) return;
    // The next server goes on with it: nothing is stopped, only its processes end.
    this.#isSuspended = true;
    deployment.suspend();
    await deployment.done;
  }

  #mayTakeTheTurn({ replaces }: StartRequest): boolean {
    return this.#deployment === null || (replaces != null && replaces === this.#status.id);
  }

  /** Resolves when nothing runs and its processes are gone. */
  async #end(): Promise<void> {
    if (this.#deploying !== null) {
      // What has not been handed over yet stops, and is not handed over; what goes on instead is stopped below.
      void this.#deployment?.stop();
      await this.#deploying;
    }
    const deployment = this.#deployment;
    if (deployment === null) return;
    if (this.#status.phase !== 'stopping') {
      this.#enter('stopping');
      void deployment.stop();
    }
    await deployment.done;
  }

  /** What cannot go on later is stopped, and not waited for longer than a stop usually takes. */
  async #endNow(deployment: Deployment | null): Promise<void> {
    const ended = this.#end();
    if (deployment !== null && !(await isOver(deployment))) void deployment.stop();
    await ended;
  }

  #recordOf({ pipelineId, document, workers, checkpointIntervalMs }: StartRequest): RunRecord {
    return {
      id: randomBytes(6).toString('hex'),
      pipelineId,
      document,
      workers,
      checkpointIntervalMs: checkpointIntervalMs ?? intervalOf(document),
      startedAt: this.#options.now().toISOString(),
    };
  }

  /** A run that cannot be kept runs all the same. */
  async #keep(record: RunRecord): Promise<void> {
    this.#record = record;
    await this.#options.kept.save(record).catch((error: unknown) => {
      this.#options.log.warn('the run is not kept', { id: record.id, error: String(error) });
    });
  }

  /** Its person has stopped it before it went on. */
  #giveUp(): Promise<void> {
    this.#become({ ...this.#status, phase: 'stopped', summary: { ...noRun, ok: true, error: null } });
    this.#options.log.info('deployment not resumed', { id: this.#status.id ?? '' });
    return this.#options.kept.forget();
  }

  #launch(record: RunRecord, topology: Topology): void {
    const { id, pipelineId, workers, startedAt } = record;
    this.#canGoOn = false;
    this.#frame = null;
    this.#movements = new MovementBook();
    this.#recording = new RunRecording();
    const options = this.#launchOptions(record, topology);
    this.#adopt({ deployment: this.#options.start(options), options }, record);
    this.#become({ phase: 'starting', id, pipelineId, workers, startedAt, summary: null });
    this.#options.log.info('deployment started', { id, pipeline: pipelineId, workers });
  }

  /** This is what runs from now on. */
  #adopt(current: Current, record: RunRecord): void {
    const { deployment, options } = current;
    const { id, pipelineId, document } = record;
    this.#record = record;
    this.#current = current;
    this.#topology = options.topology;
    this.#deployment = deployment;
    this.#deployed = { id, pipelineId, document };
    void deployment.done.then((summary) => {
      if (this.#deployment === deployment) this.#finish(id, summary);
    });
  }

  #launchOptions({ id, workers, checkpointIntervalMs }: RunRecord, topology: Topology): DeploymentOptions {
    return {
      topology,
      workers,
      after: [],
      barrierIntervalMs: checkpointIntervalMs,
      ...(this.#options.hasSpare ? {} : { spareAfterMs: null }),
      stateDirectory: this.#options.kept.stateDirectory(id),
      // A studio's run ends when its person stops it, however often its clients come and go.
      tcpLingerMs: null,
      onTelemetry: (frame) => this.#hear(id, frame),
      onListening: () => this.#hearRunning(id),
      onMovement: (movement) => this.#hearMovement(id, movement),
      onNote: (text) => this.#options.log.info('deployment', { id, note: text }),
    };
  }

  /** The run goes on with another document, or as it was. */
  async #deploy(request: StartRequest, topology: Topology): Promise<Started> {
    const [current, record] = [this.#current, this.#record];
    if (current === null || record === null) return { type: 'cancelled' };
    const { workers } = this.#status;
    const { document, pipelineId } = request;
    const checkpointIntervalMs = intervalAfter(record, document);
    const next: RunRecord = { ...record, workers, document, pipelineId, checkpointIntervalMs };
    const to = this.#launchOptions(next, topology);
    const states = request.states ?? {};
    const deploying = changeDocument({ current, record, next, to, states }, this.#options);
    // Who waits for its end is not told how it went.
    this.#deploying = deploying.catch(() => undefined);
    const changed = await deploying.finally(() => {
      this.#deploying = null;
    });
    if (changed.type === 'rejected') return changed;
    if (changed.current !== null) {
      this.#adopt(changed.current, changed.record);
      await this.#keep(changed.record);
    }
    if (changed.error !== null) return { type: 'not-deployed', reason: changed.error };
    this.#become({ ...this.#status, pipelineId: next.pipelineId });
    return { type: 'started', status: this.#status };
  }

  /** A run that failed keeps what it was given and has not put out, so that it can go on once it can. */
  #finish(id: string, ended: RunSummary): void {
    const wasStopped = this.#status.phase === 'stopping';
    const isKept = !ended.ok && this.#canGoOn;
    this.#deployment = null;
    this.#current = null;
    if (this.#isSuspended && ended.ok) return this.#options.log.info('deployment suspended', { id });
    if (!isKept) void this.#forget();
    const directory = this.#options.kept.stateDirectory(id);
    const where = ended.error?.includes(directory) === true ? 'there' : `in ${directory}`;
    const stays = `What it has kept stays ${where}: start the server again to go on with it. Another run gives it up`;
    const summary = isKept ? { ...ended, error: `${ended.error ?? 'the run failed'}. ${stays}` } : ended;
    const phase = summary.ok ? (wasStopped ? 'stopped' : 'finished') : 'failed';
    this.#become({ ...this.#status, phase, summary, ...(phase === 'failed' && wasStopped ? { wasStopped } : {}) });
    this.#options.log.info('deployment ended', { id, phase: this.#status.phase, error: summary.error ?? 'none' });
  }

  async #forget(): Promise<void> {
    await this.#options.kept.forget().catch((error: unknown) => {
      this.#options.log.warn('what the last run has kept could not be taken away', { error: String(error) });
    });
  }

  #hear(id: string, frame: TelemetryFrame): void {
    if (this.#status.id !== id) return;
    const rows = [...(this.#frame?.liveRows ?? []), ...frame.liveRows].slice(-limits.liveRowsPerFrameMax);
    this.#frame = { ...frame, liveRows: rows, tapped: [] };
    this.#recording.add(frame);
    if (frame.phase === 'running') this.#hearRunning(id);
    for (const { onTelemetry } of this.#listeners) onTelemetry(frame);
  }

  #hearMovement(id: string, movement: Movement): void {
    if (this.#status.id !== null && this.#status.id !== id) return;
    this.#movements.take(movement);
    for (const { onMovement } of this.#listeners) onMovement(movement);
    if (changesMembers(movement)) void this.#countWorkers(id);
  }

  /** The run says who there is: a change that two have asked for is one, and one that was told as lost may have been made. */
  async #countWorkers(id: string): Promise<void> {
    const workers = (await this.#deployment?.view())?.members.length ?? this.#status.workers;
    if (this.#status.id !== id || this.#status.workers === workers) return;
    this.#become({ ...this.#status, workers });
    // While changes are deployed the record names both documents, and is written again afterwards.
    if (this.#record !== null && this.#deploying === null) void this.#keep({ ...this.#record, workers });
  }

  #hearRunning(id: string): void {
    if (this.#status.id !== id || this.#status.phase !== 'starting') return;
    this.#canGoOn ||= this.#deployment?.recoverable === true;
    this.#enter('running');
  }

  #enter(phase: DeploymentPhase): void {
    this.#become({ ...this.#status, phase });
  }

  #become(change: Omit<DeploymentStatus, 'revision'>): void {
    this.#status = { ...change, revision: this.#status.revision + 1 };
    for (const { onStatus } of this.#listeners) onStatus(this.#status);
  }
}
