/**
 * Lets a run go on with another document: migrations are compiled, the run is handed over, and what goes on is told, be it the new
 * version or the old one. While nobody can know to which of them the checkpoint belongs, the record of the run names both.
 */
import type { deployChanges, Deployment, DeploymentOptions, startDeployment } from '@potoroo/runtime/node';
import type { CheckReport, StateWishes } from '@potoroo/shared/control';
import { changeCount, runningDiff } from '@potoroo/shared/pipeline';
import type { Compiler } from '../compiler/compiler.ts';
import type { Log } from '../log.ts';
import type { KeptRun, RunRecord } from './kept-run.ts';
import { plannedStates } from './planned-states.ts';

/** What runs, and what it was started with. */
export type Current = { readonly deployment: Deployment; readonly options: DeploymentOptions };
export type ChangeRequest = {
  readonly current: Current;
  readonly record: RunRecord;
  /** The same run with the other document, and how it is started. */
  readonly next: RunRecord;
  readonly to: DeploymentOptions;
  readonly states: StateWishes;
};
export type ChangeParts = {
  readonly compiler: Compiler;
  readonly deploy: typeof deployChanges;
  readonly start: typeof startDeployment;
  readonly kept: KeptRun;
  readonly log: Log;
};
export type Changed =
  | { readonly type: 'rejected'; readonly report: CheckReport }
  /** `current`: what runs from now on, null where that is what ran; `error`: why it is not the new version. */
  | {
      readonly type: 'told';
      readonly current: Current | null;
      readonly record: RunRecord;
      readonly error: string | null;
    };

export async function changeDocument(
  { current, record, next, to, states }: ChangeRequest,
  { compiler, deploy, start, kept, log }: ChangeParts,
): Promise<Changed> {
  const versions = { running: record.document, present: next.document };
  const planned = await plannedStates(states, { compiler, ...versions });
  if (!planned.ok) return { type: 'rejected', report: planned.error };
  const changes = changeCount(runningDiff(versions));
  const { deployment, error } = await deploy({
    running: current.deployment,
    from: current.options,
    to,
    states: planned.value,
    changes,
    handedOver: () => kept.save({ ...record, next: next.document }).catch(() => undefined),
    start,
  });
  const news = { id: record.id, changes, error: error ?? 'none' };
  log.info(error === null ? 'changes deployed' : 'changes not deployed', news);
  const made = error === null ? { options: to, record: next } : { options: current.options, record };
  return {
    type: 'told',
    current: deployment === null ? null : { deployment, options: made.options },
    record: made.record,
    error,
  };
}
