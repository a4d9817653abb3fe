/** Which sources wait for which others, by stage. */
import type { ToCoordinator } from './control-messages.ts';

type Begin = Extract<ToCoordinator, { type: 'begin' }>;

export function afterOf({ topology, after }: Begin): ReadonlyMap<number, readonly number[]> {
  const stageOf = (node: string): number =>
    topology.stages.findIndex((stage) => stage.kind === 'source' && stage.node === node);
  const stages = new Map<number, readonly number[]>();
  for (const pair of after) {
    const source = stageOf(pair.source);
    stages.set(source, [...(stages.get(source) ?? []), stageOf(pair.after)]);
  }
  return stages;
}
