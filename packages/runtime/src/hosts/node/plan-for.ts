/** What a coordinator plans by: the topology, how it was asked to run, and which sources wait for which others, by stage. */
import { limits } from '@potoroo/shared/limits';
import type { CoordinatorPlan } from '../../core/index.ts';
import { planOf } from '../../core/index.ts';
import type { ToCoordinator } from './control-messages.ts';

type Begin = Extract<ToCoordinator, { type: 'begin' }>;

export function planFor(begin: Begin): CoordinatorPlan {
  const { barrierIntervalMs, recoveriesMax, recoverable: keeps } = begin;
  return planOf(begin.topology, {
    after: afterOf(begin),
    barrierIntervalMs,
    workersMax: limits.workersMax,
    keeps,
    recoveriesMax,
  });
}

function afterOf({ topology, after }: Begin): ReadonlyMap<number, readonly number[]> {
  const stageOf = (node: string): number =>
    topology.stages.findIndex((stage) => stage.kind === 'source' && stage.node === node);
  const stages = new Map<number, readonly number[]>();
  for (const pair of after) {
    const source = stageOf(pair.source);
    stages.set(source, [...(stages.get(source) ?? []), stageOf(pair.after)]);
  }
  return stages;
}
