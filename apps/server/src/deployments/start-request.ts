/** What a run is asked to be, and what comes of the request. */
import type { CheckReport, DeploymentStatus, StateWishes } from '@potoroo/shared/control';
import type { Pipeline } from '@potoroo/shared/pipeline';

export type StartRequest = {
  readonly pipelineId: string;
  readonly document: Pipeline;
  readonly workers: number;
  /** How often the run is checkpointed; `limits.barrierIntervalMs` where not given. */
  readonly checkpointIntervalMs?: number;
  /** The run that may be ended for this one. One that is over is in nobody's way. */
  readonly replaces?: string | null;
  /** The run that is replaced goes on with the document, and keeps what it has but for this. */
  readonly states?: StateWishes | null;
};
export type Started =
  | { readonly type: 'started'; readonly status: DeploymentStatus }
  | { readonly type: 'busy' }
  /** Stopped before there was a run: while it was still compiled. */
  | { readonly type: 'cancelled' }
  /** The run goes on as it was. */
  | { readonly type: 'not-deployed'; readonly reason: string }
  | { readonly type: 'rejected'; readonly report: CheckReport };
