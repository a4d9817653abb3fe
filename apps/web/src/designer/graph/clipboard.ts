/**
 * Parts of a pipeline as text for the system's clipboard, and back: between documents, windows and people. What comes back
 * is untrusted and is checked as a document is.
 *
 *   C1  edges are kept where both of their ends are
 *   C2  a state computation takes its state along; where the document has that state already, it joins it instead
 *   C3  what is pasted has ids and names of its own, and its author's types where they are needed and not declared
 *   C4  the text of a whole document, as it is exported, is pasted as all of its nodes
 */
import type { NodeId } from '@potoroo/shared/ids';
import { limits } from '@potoroo/shared/limits';
import {
  freshEdgeId,
  freshNodeId,
  parsePipeline,
  type Pipeline,
  type PipelineEdge,
  pipelineFormat,
  type PipelineNode,
  pipelineVersion,
  type Position,
} from '@potoroo/shared/pipeline';
import { err, ok, type Result } from '@potoroo/shared/result';
import { roomIn } from './add-node.ts';
import { type Draft, draftOf, extended } from './draft.ts';
import { freePlace, sizeOf } from './free-place.ts';
import { freshName } from './names.ts';
import { missingTypes } from './shared-types.ts';

export const clipboardFormat = 'potoroo.clipboard';
const clipboardVersion = 1;

export type Clip = {
  readonly nodes: readonly PipelineNode[];
  readonly edges: readonly PipelineEdge[];
  readonly types: string;
  /** States that only came along with their computations (C2). */
  readonly companions: readonly NodeId[];
};

export function clipOf(pipeline: Pipeline, selected: readonly NodeId[]): Clip {
  const chosen = new Set(selected);
  const insiders = pipeline.nodes.filter((node) => node.kind === 'state-computation');
  const taken = new Set([...chosen, ...insiders.flatMap(({ id, state }) => (chosen.has(state) ? [id] : []))]);
  const companions = new Set(
    insiders.flatMap(({ id, state }) => (chosen.has(id) && !chosen.has(state) ? [state] : [])),
  );
  return {
    nodes: pipeline.nodes.filter(({ id }) => taken.has(id) || companions.has(id)),
    edges: pipeline.edges.filter(({ from, to }) => taken.has(from) && taken.has(to)),
    types: pipeline.types,
    companions: [...companions],
  };
}

export const clipText = (clip: Clip): string =>
  JSON.stringify({ format: clipboardFormat, version: clipboardVersion, ...clip });

/** The error is a sentence for a person; null where the text is something else altogether, which is no fault. */
export function parseClip(text: string): Result<Clip, string | null> {
  if (text.length > limits.documentBytesMax) return err('What is on the clipboard is larger than a pipeline may be.');
  const json = jsonOf(text);
  const isDocument = json?.['format'] === pipelineFormat;
  if (json === null || (!isDocument && json['format'] !== clipboardFormat)) return err(null);
  if (!isDocument && json['version'] !== clipboardVersion)
    return err('What is on the clipboard was copied by another version of the studio. Copy it again.');
  const { nodes, edges, types, companions = [] } = json;
  const part = { format: pipelineFormat, version: pipelineVersion, name: 'clipboard', nodes, edges, types };
  const parsed = parsePipeline(isDocument ? json : part);
  if (!parsed.ok) return err(`What is on the clipboard is damaged. ${parsed.error[0]?.message ?? ''}`);
  if (parsed.value.nodes.length === 0) return err('The pipeline on the clipboard has no nodes.');
  const states = parsed.value.nodes.filter(({ kind }) => kind === 'state').map(({ id }) => id);
  const named: readonly unknown[] = Array.isArray(companions) ? companions : [];
  return ok({ ...parsed.value, companions: states.filter((id) => named.includes(id)) });
}

function jsonOf(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

export type Pasted = { readonly draft: Draft; readonly nodes: readonly NodeId[]; readonly typesLeft: string | null };

/** `at`: where the top left of what is pasted is wanted; null: a little beside where it was copied from. */
export function pasteOf(pipeline: Pipeline, clip: Clip, at: Position | null): Pasted {
  const joined = joinedStates(pipeline, clip);
  const nodes = clip.nodes.filter(({ id }) => !joined.has(id));
  const types = missingTypes(pipeline.types, clip);
  const begun = draftOf(pipeline);
  const typed =
    types.added === null
      ? begun
      : extended(begun, { type: 'set-types', types: [pipeline.types.trim(), types.added].filter(Boolean).join('\n') });
  const ids = new Map<NodeId, NodeId>([...joined].map((id) => [id, id]));
  const placed = withNodes(typed, { nodes: statesFirst(nodes), shift: shiftOf(pipeline, nodes, at), ids, joined });
  return {
    draft: withEdges(placed, clip.edges, ids),
    nodes: nodes.flatMap(({ id }) => ids.get(id) ?? []),
    typesLeft: types.left,
  };
}

/** The states of the document that computations on the clipboard join, as they came from there or from its like. */
function joinedStates({ nodes }: Pipeline, { companions }: Clip): ReadonlySet<NodeId> {
  const states = new Set(nodes.flatMap(({ id, kind }) => (kind === 'state' ? [id] : [])));
  return new Set(companions.filter((id) => states.has(id)));
}

type Placing = {
  readonly nodes: readonly PipelineNode[];
  readonly shift: Position;
  /** From ids on the clipboard to ids in the document; grows as nodes are placed. */
  readonly ids: Map<NodeId, NodeId>;
  readonly joined: ReadonlySet<NodeId>;
};

const withNodes = (begun: Draft, { nodes, shift, ids, joined }: Placing): Draft =>
  nodes.reduce((draft, node) => {
    const name = freshName(draft.pipeline, node.name);
    const id = freshNodeId(draft.pipeline, name);
    ids.set(node.id, id);
    const position = { x: node.position.x + shift.x, y: node.position.y + shift.y };
    if (node.kind !== 'state-computation')
      return extended(draft, { type: 'add-node', node: { ...node, id, name, position } });
    const state = ids.get(node.state) ?? node.state;
    const moved = { ...node, id, name, state };
    const lane = draft.pipeline.nodes.find((each) => each.id === state);
    if (!joined.has(node.state) || lane?.kind !== 'state')
      return extended(draft, { type: 'add-node', node: { ...moved, position } });
    const room = roomIn(draft.pipeline, lane);
    return extended(extended(draft, room.grown), { type: 'add-node', node: { ...moved, position: room.position } });
  }, begun);

const withEdges = (begun: Draft, edges: readonly PipelineEdge[], ids: ReadonlyMap<NodeId, NodeId>): Draft =>
  edges.reduce((draft, edge) => {
    const [from, to] = [ids.get(edge.from), ids.get(edge.to)];
    return from === undefined || to === undefined
      ? draft
      : extended(draft, { type: 'connect', edge: { id: freshEdgeId(draft.pipeline, from, to), from, to } });
  }, begun);

const statesFirst = (nodes: readonly PipelineNode[]): readonly PipelineNode[] => [
  ...nodes.filter(({ kind }) => kind === 'state'),
  ...nodes.filter(({ kind }) => kind !== 'state'),
];

const beside = 28;

function shiftOf(pipeline: Pipeline, nodes: readonly PipelineNode[], at: Position | null): Position {
  const left = Math.min(...nodes.map(({ position }) => position.x));
  const top = Math.min(...nodes.map(({ position }) => position.y));
  if (!Number.isFinite(left) || !Number.isFinite(top)) return { x: 0, y: 0 };
  const size = {
    width: Math.max(...nodes.map((node) => node.position.x + sizeOf(node).width)) - left,
    height: Math.max(...nodes.map((node) => node.position.y + sizeOf(node).height)) - top,
  };
  const place = freePlace(pipeline, at ?? { x: left + beside, y: top + beside }, size);
  return { x: place.x - left, y: place.y - top };
}
