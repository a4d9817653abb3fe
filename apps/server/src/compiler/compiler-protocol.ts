/** What the server and its compiler thread say to each other. */
import type { CheckReport } from '@potoroo/shared/control';
import type { Pipeline } from '@potoroo/shared/pipeline';
import type { Result } from '@potoroo/shared/result';
import type { Topology } from '@potoroo/shared/topology';

export type CompilerRequest = {
  readonly id: number;
  readonly type: 'check' | 'compile';
  readonly document: Pipeline;
};

export type CompilerReply =
  | { readonly id: number; readonly type: 'checked'; readonly report: CheckReport }
  | { readonly id: number; readonly type: 'compiled'; readonly result: Result<Topology, CheckReport> };
