/** What the studio's browser side and its server say to each other, over HTTP (JSON) and socket.io (msgpackr). */
import type { Diagnostic, Pipeline } from '../pipeline/index.ts';
import type { DeploymentPhase, Movement, RunSummary, TelemetryFrame } from '../telemetry/index.ts';

/**
 * HTTP, JSON, all under /api, all behind the session cookie or a bearer token:
 *
 *   GET    /api/pipelines             -> PipelineEntry[]
 *   POST   /api/pipelines             { document }                      -> 201 StoredPipeline
 *   GET    /api/pipelines/:id         -> StoredPipeline
 *   PUT    /api/pipelines/:id         { document, revision, savedBy? }  -> StoredPipeline | 409 StoredPipeline (the newer one)
 *   DELETE /api/pipelines/:id         -> 204; its versions stay, and restoring brings it back
 *   POST   /api/pipelines/:id/restore -> StoredPipeline: the newest readable version of what was deleted or damaged
 *   GET    /api/deleted-pipelines     -> PipelineEntry[]: what restoring can bring back
 *   GET    /api/pipelines/:id/versions           -> VersionEntry[], the newest, which is the present one, first
 *   GET    /api/pipelines/:id/versions/:revision -> StoredPipeline
 *   GET    /api/templates             -> Template[]
 *   GET    /api/files                 -> GrantedFolders
 *   GET    /api/runtime-archive       -> RuntimeArchive
 *   POST   /api/check                 { document }                      -> CheckReport
 *   GET    /api/deployment            -> DeploymentStatus (one deployment at a time, for now)
 *   GET    /api/deployment/document   -> DeployedDocument, of the last run
 *   POST   /api/deployment            { pipelineId, workers, replaces?, states?, checkpointIntervalMs? } -> 202 DeploymentStatus | 409 | 422 CheckReport;
 *                                     `replaces` is the id of a run that is ended for it, once the document has compiled;
 *                                     with `states` it is not ended but goes on with the document behind a barrier: StateWishes;
 *                                     `checkpointIntervalMs`: another than the document says
 *   POST   /api/deployment/watch      WatchRequest -> 204 | 409: the telemetry of the next 10 s shows more, until it is asked for again
 *   DELETE /api/deployment            -> 202 DeploymentStatus
 *   /api/deployment/...               what is asked of the run: running.ts
 *
 * An error is `{ error: ApiError }` with a 4xx or 5xx status.
 */
export type ApiError = { readonly code: string; readonly message: string; readonly remedy: string };

export type PipelineEntry = {
  readonly id: string;
  readonly name: string;
  readonly revision: number;
  readonly savedAt: string;
  /** Why its file cannot be read; absent where it can. A damaged pipeline can only be deleted. */
  readonly damaged?: string;
};
export type StoredPipeline = PipelineEntry & {
  readonly document: Pipeline;
  /** The window that saved it, by a name that it gave itself: so it knows its own save when the answer was lost. */
  readonly savedBy: string | null;
};
/** A version that is kept: the present one, and earlier ones, fewer with age. */
export type VersionEntry = {
  readonly revision: number;
  readonly savedAt: string;
  /** What the pipeline was called then. */
  readonly name: string;
  /** What differs from the next older version of the list, in words; empty for the oldest. */
  readonly changes: string;
  /** False where its file is damaged: it is listed and cannot be shown or restored. */
  readonly isReadable: boolean;
};
export type Template = {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly document: Pipeline;
};

/** The folders that a pipeline of the studio may read and write files in; a relative path starts at the first. */
export type GrantedFolders = { readonly folders: readonly string[] };

/** The runtime as a package, which a project that is taken along brings with it. */
export type RuntimeArchive = { readonly base64: string };

/** The TypeScript type of what flows on each edge, as text, and all diagnostics. */
export type CheckReport = {
  readonly diagnostics: readonly Diagnostic[];
  readonly edgeTypes: Readonly<Record<string, string>>;
  /** The topology explained as text; null where there are errors. */
  readonly explanation: string | null;
};

export type DeploymentStatus = {
  /** Grows with every change while the server lives: an answer that was overtaken by an event is older than it. */
  readonly revision: number;
  readonly phase: DeploymentPhase | 'idle';
  readonly id: string | null;
  readonly pipelineId: string | null;
  readonly workers: number;
  readonly startedAt: string | null;
  readonly summary: RunSummary | null;
  /** Of a failed run: its person had asked it to stop, and it did not come to its end in order. */
  readonly wasStopped?: boolean;
};

/** What becomes of the objects of a state when changes are deployed: kept, made anew by `(old, key) => new`, or dropped. */
export type StateWish = { readonly policy: 'keep' | 'reset' } | { readonly policy: 'migrate'; readonly code: string };
/** By the id of the state; one that is not named is kept. */
export type StateWishes = Readonly<Record<string, StateWish>>;

/** What a run was made from; the stored pipeline may have changed since. */
export type DeployedDocument = { readonly id: string; readonly pipelineId: string; readonly document: Pipeline };

/** socket.io events from the server; payloads are msgpackr bytes made by `@potoroo/shared/wire`. */
export type LiveEvents = {
  /** At most four a second. */
  telemetry: (frame: TelemetryFrame) => void;
  status: (status: DeploymentStatus) => void;
  /** At each change of an entry of the movement ledger; the entries of the run, on connecting. None is left out. */
  movement: (movement: Movement) => void;
};
