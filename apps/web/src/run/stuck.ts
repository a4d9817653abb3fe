/**
 * A worker that answers nothing, in words: most often code of the person comes to no end there. Which code that is, is known once
 * the run goes on after a loss, when each call is marked; before, it is that with a loop. Pure.
 */
import type { NodeId } from '@potoroo/shared/ids';
import type { PipelineNode } from '@potoroo/shared/pipeline';
import type { TelemetryFrame, WorkerSample } from '@potoroo/shared/telemetry';
import { counted } from '../ui/numbers.ts';

export type Silence = {
  /** Whose code it is; null where it may be that of several. */
  readonly node: NodeId | null;
  readonly text: string;
};

/** What becomes of it, or has become of others already. */
const andThen = ({ skipped = 0 }: TelemetryFrame): string =>
  skipped === 0
    ? 'After some losses the record that is to blame is skipped and becomes a dead letter.'
    : `${counted(skipped, 'record')} with which code came to no end ${skipped === 1 ? 'is' : 'are'} skipped already.`;

export function silenceIn(frame: TelemetryFrame, nodes: readonly PipelineNode[]): Silence | null {
  const { workers, gone = [] } = frame;
  const found = { nodes, andThen: andThen(frame) };
  const stuck = workers.flatMap(({ name, silent }) => (silent === undefined ? [] : [{ name, ...silent }]));
  const known = stuck.find(({ node }) => node !== null) ?? stuck[0];
  if (known !== undefined) return stuckAt(known, found);
  const lost = new Set(gone.flatMap(({ how, worker }) => (how === 'lost' ? [worker] : [])));
  const restarted = workers.find(({ name, phase }) => phase === 'starting' && lost.has(name));
  return restarted === undefined ? null : startedAnew(restarted, found);
}

type Found = { readonly nodes: readonly PipelineNode[]; readonly andThen: string };
type Stuck = { readonly name: string } & NonNullable<WorkerSample['silent']>;

function stuckAt({ name, ms, node: id }: Stuck, found: Found): Silence {
  const node = found.nodes.find((each) => each.id === id);
  const since = counted(Math.round(ms / 1_000), 'second');
  return node === undefined
    ? withLoops(`${name} has not answered for ${since}: a loop in its code may never end`, found)
    : {
        node: node.id,
        text: `${node.name} has been busy with one record for ${since}, at ${name}: a loop in its code may never end. ${found.andThen}`,
      };
}

/** Whoever was lost and has told nothing since: what the others do says little then. */
const startedAnew = ({ name }: WorkerSample, found: Found): Silence =>
  withLoops(`${name} was lost, and its next process has told nothing yet`, found);

function withLoops(what: string, { nodes, andThen: then }: Found): Silence {
  const endless = nodes.filter((node) => endlessLoop.test(codeOf(node)));
  const [first, second, ...more] = endless.length > 0 ? endless : nodes.filter((node) => loop.test(codeOf(node)));
  const kind = endless.length > 0 ? 'a loop without a condition' : 'a loop';
  if (first === undefined) return { node: null, text: `${what}. ${then}` };
  if (second === undefined)
    return { node: first.id, text: `${what}. Look at ${first.name}, the only code with ${kind}. ${then}` };
  const others = more.length === 0 ? '' : `, and at ${counted(more.length, 'other node')} with ${kind}`;
  return { node: null, text: `${what}. Look at the loops of ${first.name} and ${second.name}${others}. ${then}` };
}

const loop = /\b(?:for|while|do)\b/;
/** What a person writes who means to leave it from within, or has forgotten to. */
const endlessLoop = /\bfor\s*\([^;)]*;\s*;|\bwhile\s*\(\s*(?:true|1)\s*\)/;

function codeOf(node: PipelineNode): string {
  switch (node.kind) {
    case 'computation':
    case 'key':
    case 'state-computation':
      return node.code;
    case 'source':
      return `${node.decode ?? ''} ${node.generate ?? ''}`;
    case 'sink':
      return node.encode ?? '';
    default:
      return '';
  }
}
