/**
 * What a deployment would change: the difference between the document that runs and the one on screen, as far as it
 * matters to a run, and what deploying it does to every state, source and sink. Pure.
 *
 * A deployment is a new run for now, so every state is reset. What may be chosen for a state is a list already: `keep` and
 * `migrate` join it when changes reach a run through a barrier, and whoever shows the list need not change.
 */
import type { NodeId } from '@potoroo/shared/ids';
import {
  diffPipelines,
  isEmptyDiff,
  type Pipeline,
  type PipelineDiff,
  type PipelineNode,
  type SinkNode,
  type SourceNode,
} from '@potoroo/shared/pipeline';
import { counted } from '../ui/numbers.ts';

export type StatePolicy = 'keep' | 'migrate' | 'reset';
export type Consequence = {
  readonly node: PipelineNode;
  readonly text: string;
  /** What may become of a state's objects, the first unless another is chosen; empty for what is no state. */
  readonly policies: readonly StatePolicy[];
};
export type DeployPlan = { readonly diff: PipelineDiff; readonly consequences: readonly Consequence[] };

type Versions = { readonly running: Pipeline; readonly present: Pipeline };
type Sighting = Versions & {
  /** How many state objects each state has now; a state of a run that was not yet heard is missing. */
  readonly objects: ReadonlyMap<NodeId, number>;
};

/** Names, notes and places are nothing to a run. */
export function runningDiff({ running, present }: Versions): PipelineDiff {
  const diff = diffPipelines(running, present);
  return {
    ...diff,
    added: diff.added.filter(takesPart),
    removed: diff.removed.filter(takesPart),
    changed: diff.changed.flatMap((difference) => {
      const aspects = difference.aspects.filter((aspect) => aspect === 'code' || aspect === 'settings');
      return aspects.length === 0 ? [] : [{ ...difference, aspects }];
    }),
    document: diff.document.filter((field) => field === 'types'),
  };
}

export const changeCount = ({ added, removed, changed, connected, disconnected, document }: PipelineDiff): number =>
  added.length + removed.length + changed.length + connected.length + disconnected.length + document.length;

/** Null where what runs is what is on screen. */
export function deployPlan({ running, present, objects }: Sighting): DeployPlan | null {
  const diff = runningDiff({ running, present });
  if (isEmptyDiff(diff)) return null;
  const stays = new Set(present.nodes.map(({ id }) => id));
  return {
    diff,
    consequences: [
      ...running.nodes.flatMap((node) => (node.kind === 'state' ? [lost(node, objects, stays)] : [])),
      ...present.nodes.flatMap(restarted),
    ],
  };
}

/** None, or the one. */
function restarted(node: PipelineNode): readonly Consequence[] {
  if (node.kind === 'source') return [{ node, text: sourceText(node), policies: [] }];
  return node.kind === 'sink' ? [{ node, text: sinkText(node), policies: [] }] : [];
}

const takesPart = ({ kind }: PipelineNode): boolean => kind !== 'note';

function lost(node: PipelineNode, objects: ReadonlyMap<NodeId, number>, stays: ReadonlySet<NodeId>): Consequence {
  const count = objects.get(node.id);
  const what = count === undefined ? 'its state objects are lost' : `${counted(count, 'state object')} lost`;
  return {
    node,
    text: `${what}; ${stays.has(node.id) ? 'it begins empty' : 'the state is removed'}`,
    policies: ['reset'],
  };
}

function sourceText({ connector }: SourceNode): string {
  switch (connector.type) {
    case 'generator':
      return 'generates again from its first record';
    case 'file':
      return `${connector.path} is read again from its beginning`;
    case 'tcp':
      return 'its connections are closed, and it listens again';
  }
}

function sinkText({ connector }: SinkNode): string {
  switch (connector.type) {
    case 'live':
      return 'the table begins empty';
    case 'file':
      return `${connector.path} is emptied and written anew`;
    case 'tcp':
      return 'its connection is closed, and it connects again';
  }
}
