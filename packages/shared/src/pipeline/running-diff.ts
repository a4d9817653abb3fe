/** The difference of two documents as far as a run sees it: names, notes, places and fixtures are nothing to it. Pure. */
import { diffPipelines, type PipelineDiff } from './diff.ts';
import type { Pipeline, PipelineNode } from './pipeline.ts';

export function runningDiff({
  running,
  present,
}: {
  readonly running: Pipeline;
  readonly present: Pipeline;
}): PipelineDiff {
  const diff = diffPipelines(running, present);
  return {
    ...diff,
    added: diff.added.filter(takesPart),
    removed: diff.removed.filter(takesPart),
    changed: diff.changed.flatMap((difference) => {
      const aspects = difference.aspects.filter((aspect) => aspect === 'code' || aspect === 'settings');
      return aspects.length === 0 ? [] : [{ ...difference, aspects }];
    }),
    document: diff.document.filter((field) => field === 'types' || field === 'checkpointIntervalMs'),
  };
}

export const changeCount = ({ added, removed, changed, connected, disconnected, document }: PipelineDiff): number =>
  added.length + removed.length + changed.length + connected.length + disconnected.length + document.length;

const takesPart = ({ kind }: PipelineNode): boolean => kind !== 'note';
