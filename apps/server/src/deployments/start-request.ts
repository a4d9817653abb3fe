/** What a run is asked to be, and what comes of the request. */
import type { CheckReport, DeploymentStatus, StateWishes } from '@potoroo/shared/control';
import { limits } from '@potoroo/shared/limits';
import type { Pipeline } from '@potoroo/shared/pipeline';

export type StartRequest = {
  readonly pipelineId: string;
  readonly document: Pipeline;
  readonly workers: number;
  /** How often the run is checkpointed; as the document says where not given. */
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

/** How often a run of the document is checkpointed where nobody asks for anything else. */
export const intervalOf = ({ checkpointIntervalMs = limits.barrierIntervalMs }: Pipeline): number =>
  checkpointIntervalMs;

type Running = { readonly document: Pipeline; readonly checkpointIntervalMs: number };

/** A run that was asked for another interval than its document says keeps that, unless the next document says another. */
export const intervalAfter = (running: Running, next: Pipeline): number =>
  intervalOf(next) === intervalOf(running.document) ? running.checkpointIntervalMs : intervalOf(next);
