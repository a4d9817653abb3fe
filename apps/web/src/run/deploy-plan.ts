/**
 * What a deployment would change: the difference between the document that runs and the one on screen, as far as it
 * matters to a run, and what deploying it does to every state, source and sink. Pure.
 *
 * Changes reach a run behind a barrier, and what stays goes on; it is chosen for each state what becomes of its objects. A run
 * whose sources cannot be read again keeps no checkpoint to go on from: it is ended, and every state is reset.
 */
import type { NodeId } from '@potoroo/shared/ids';
import {
  isEmptyDiff,
  type Pipeline,
  type PipelineDiff,
  type PipelineNode,
  runningDiff,
  type SinkNode,
  type SourceNode,
} from '@potoroo/shared/pipeline';
import { counted } from '../ui/numbers.ts';

export type StatePolicy = 'keep' | 'migrate' | 'reset';
export type Consequence = {
  readonly node: PipelineNode;
  /** What happens where nothing else is chosen. */
  readonly text: string;
  /** What may become of a state's objects, the first unless another is chosen; empty for what is no state. */
  readonly policies: readonly StatePolicy[];
  readonly isLoss: boolean;
  /** Of a state: how many there are, `350 state objects`. */
  readonly objects: string;
};
export type DeployPlan = {
  readonly diff: PipelineDiff;
  readonly consequences: readonly Consequence[];
  /** The run goes on with what is drawn; otherwise it ends, and another one begins. */
  readonly goesOn: boolean;
};

type Versions = { readonly running: Pipeline; readonly present: Pipeline };
type Sighting = Versions & {
  /** How many state objects each state has now; a state of a run that was not yet heard is missing. */
  readonly objects: ReadonlyMap<NodeId, number>;
  /** Whether the run keeps checkpoints, as the server says: a pipe looks like a file in the document. Null while it is not known. */
  readonly keeps: boolean | null;
};

/** Null where what runs is what is on screen. */
export function deployPlan(sighting: Sighting): DeployPlan | null {
  const { running, present, keeps } = sighting;
  const diff = runningDiff({ running, present });
  if (isEmptyDiff(diff)) return null;
  const goesOn = keeps ?? running.nodes.every((node) => node.kind !== 'source' || canBeReadAgain(node));
  const consequences = goesOn ? whereItGoesOn(sighting) : whereItEnds(sighting);
  return { diff, goesOn, consequences };
}

const canBeReadAgain = ({ connector }: SourceNode): boolean => connector.type !== 'tcp' || connector.journal !== 'off';

function whereItGoesOn({ running, present, objects }: Sighting): readonly Consequence[] {
  const before = new Map(running.nodes.map((node) => [node.id, node]));
  const after = new Map(present.nodes.map((node) => [node.id, node]));
  return [
    ...running.nodes.flatMap((node) =>
      node.kind === 'state' ? [stays(node, after.get(node.id) ?? null, countOf(node, objects))] : [],
    ),
    ...running.nodes.flatMap((node) => (after.get(node.id)?.kind === node.kind ? [] : removed(node))),
    ...present.nodes.flatMap((node) => goingOn(node, before.get(node.id) ?? null)),
  ];
}

const countOf = (node: PipelineNode, objects: ReadonlyMap<NodeId, number>): string => {
  const count = objects.get(node.id);
  return count === undefined ? 'its state objects' : counted(count, 'state object');
};

function stays(node: PipelineNode, after: PipelineNode | null, objects: string): Consequence {
  if (after?.kind !== 'state')
    return { node, text: `${objects} lost; the state is removed`, policies: ['reset'], isLoss: true, objects };
  return { node, text: policyText('keep', objects), policies: ['keep', 'migrate', 'reset'], isLoss: false, objects };
}

/** What becomes of the objects of a state by a policy, with how many there are. */
export function policyText(policy: StatePolicy, objects: string): string {
  switch (policy) {
    case 'keep':
      return `${objects} kept as they are`;
    case 'migrate':
      return `${objects} made anew, each by the function`;
    case 'reset':
      return `${objects} lost; it begins empty`;
  }
}

function removed(node: PipelineNode): readonly Consequence[] {
  if (node.kind === 'source') {
    const isTcp = node.connector.type === 'tcp';
    const text = isTcp ? 'its connections are closed; what they sent and was not taken yet is lost' : 'is read no more';
    return [plain(node, text, isTcp)];
  }
  return node.kind === 'sink' ? [plain(node, 'is written no more')] : [];
}

/** Only what does not simply stay as it is has a line: a loss is never among many words. */
function goingOn(node: PipelineNode, before: PipelineNode | null): readonly Consequence[] {
  if (node.kind === 'source') {
    const old = before?.kind === 'source' ? before : null;
    if (old !== null && isSamePlace(old, node)) return [plain(node, 'goes on where it stands')];
    const isLoss = old?.connector.type === 'tcp';
    const lost = isLoss ? '; what came before and was not taken yet is lost' : '';
    return [plain(node, `${sourceText(node).replace(' again', '')}${lost}`, isLoss)];
  }
  if (node.kind !== 'sink') return [];
  const isKept = before?.kind === 'sink' && isSameOutput(before, node);
  return [plain(node, isKept ? keptSinkText(node) : newSinkText(node))];
}

/** A position in one is a position in the other. */
function isSamePlace({ connector: one }: SourceNode, { connector: other }: SourceNode): boolean {
  if (one.type === 'generator' || other.type === 'generator') return one.type === other.type;
  if (one.format !== other.format) return false;
  if (one.type === 'file') return other.type === 'file' && one.path === other.path;
  return other.type === 'tcp' && one.host === other.host && one.port === other.port && one.journal === other.journal;
}

function isSameOutput({ connector: one }: SinkNode, { connector: other }: SinkNode): boolean {
  if (one.type === 'file') return other.type === 'file' && one.path === other.path;
  if (one.type === 'live') return other.type === 'live';
  return other.type === 'tcp' && one.host === other.host && one.port === other.port;
}

function keptSinkText({ connector }: SinkNode): string {
  switch (connector.type) {
    case 'live':
      return 'the table goes on';
    case 'file':
      return `${connector.path} goes on where it ends`;
    case 'tcp':
      return 'its connection is closed, and it connects again; nothing is sent twice';
  }
}

const newSinkText = (node: SinkNode): string =>
  node.connector.type === 'tcp' ? `connects to ${node.connector.host}:${node.connector.port}` : sinkText(node);

function whereItEnds({ running, present, objects }: Sighting): readonly Consequence[] {
  const stayed = new Set(present.nodes.map(({ id }) => id));
  return [
    ...running.nodes.flatMap((node) => (node.kind === 'state' ? [lost(node, objects, stayed)] : [])),
    ...present.nodes.flatMap(restarted),
  ];
}

/** None, or the one. */
function restarted(node: PipelineNode): readonly Consequence[] {
  if (node.kind === 'source') return [plain(node, sourceText(node))];
  return node.kind === 'sink' ? [plain(node, sinkText(node))] : [];
}

const plain = (node: PipelineNode, text: string, isLoss = false): Consequence => ({
  node,
  text,
  policies: [],
  isLoss,
  objects: '',
});

function lost(node: PipelineNode, objects: ReadonlyMap<NodeId, number>, stayed: ReadonlySet<NodeId>): Consequence {
  const count = objects.get(node.id);
  const what = count === undefined ? 'its state objects are lost' : `${counted(count, 'state object')} lost`;
  const text = `${what}; ${stayed.has(node.id) ? 'it begins empty' : 'the state is removed'}`;
  return { node, text, policies: ['reset'], isLoss: true, objects: what };
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
