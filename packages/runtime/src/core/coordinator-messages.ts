/** What the coordinator is told, and what it asks its host to do. Plain data; the host carries it to workers and supervisor. */
import type { TaskReport } from './worker-messages.ts';

export type CoordinatorEvent =
  /** A worker's process is up and its link address known. */
  | { readonly type: 'joined'; readonly worker: number }
  /** A worker has its links, sources, sinks and user code. */
  | { readonly type: 'readied'; readonly worker: number }
  | { readonly type: 'reported'; readonly worker: number; readonly report: TaskReport }
  | { readonly type: 'worker-lost'; readonly worker: number; readonly reason: string }
  | { readonly type: 'stop-requested' }
  | { readonly type: 'ticked' };

export type CoordinatorEventType = CoordinatorEvent['type'];

export type CoordinatorEffect =
  /** Every worker is there: tell each its assignment and where the others are. */
  | { readonly type: 'assign'; readonly generation: number }
  | { readonly type: 'start-sources'; readonly stages: readonly number[] }
  | { readonly type: 'stop-sources' }
  | { readonly type: 'hold-sources'; readonly held: boolean }
  | { readonly type: 'inject'; readonly generation: number; readonly epoch: number }
  | { readonly type: 'complete'; readonly epoch: number }
  /** The run is over: every source has ended and every output is released. */
  | { readonly type: 'finish'; readonly stopped: boolean }
  | { readonly type: 'fail'; readonly reason: string };
