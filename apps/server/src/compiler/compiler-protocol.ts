/** What the server and its compiler thread say to each other. */
import type { CheckReport } from '@potoroo/shared/control';
import type { Pipeline } from '@potoroo/shared/pipeline';
import type { Result } from '@potoroo/shared/result';
import type { NodeId } from '@potoroo/shared/ids';
import type { Module, Topology } from '@potoroo/shared/topology';

/** What makes the objects of states for another version of the pipeline that runs. */
export type Migrations = {
  readonly running: Pipeline;
  readonly present: Pipeline;
  /** State and TypeScript. */
  readonly migrations: readonly { readonly state: NodeId; readonly code: string }[];
};

export type CompilerTask =
  | { readonly type: 'check' | 'compile'; readonly document: Pipeline }
  | ({ readonly type: 'migrate' } & Migrations);
export type CompilerRequest = CompilerTask & { readonly id: number };

export type CompilerReply =
  | { readonly id: number; readonly type: 'checked'; readonly report: CheckReport }
  | { readonly id: number; readonly type: 'compiled'; readonly result: Result<Topology, CheckReport> }
  | { readonly id: number; readonly type: 'migrated'; readonly result: Result<readonly Module[], CheckReport> };
