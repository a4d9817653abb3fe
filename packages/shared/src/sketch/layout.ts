/**
 * The drawing of a pipeline, kept apart from what it says: positions, sizes, and the order of nodes and edges. In a project
 * it is `pipeline.layout.json`. A sketch and its layout make the document; what the layout does not know is placed beside
 * what it does, and what it knows in vain is left out.
 */
import { edgeId, nodeId, type EdgeId, type NodeId } from '../ids.ts';
import { limits } from '../limits.ts';
import {
  type Pipeline,
  type PipelineEdge,
  pipelineFormat,
  type PipelineNode,
  pipelineVersion,
  type Position,
} from '../pipeline/index.ts';
import { readFixtures } from './fixtures.ts';
import { placed } from './placing.ts';
import { declared, type Sketch, type SketchedEdge, type SketchedNode } from './sketch.ts';

export type NodeLayout = Position & { readonly id: NodeId; readonly width?: number; readonly height?: number };
export type EdgeLayout = { readonly id?: EdgeId; readonly from: NodeId; readonly to: NodeId };
export type Layout = { readonly nodes: readonly NodeLayout[]; readonly edges: readonly EdgeLayout[] };

export type Writing<Ref> = { readonly types: string; readonly textOf: (snippet: Ref) => string };

/** The document that a sketch and its layout make, once its snippets are text. */
export function documentOf<Ref>(sketch: Sketch<Ref>, { types, textOf }: Writing<Ref>): Pipeline {
  const layout = readLayout(sketch.layout);
  const nodes = inOrderOf(layout.nodes, sketch.nodes, ({ id }) => id);
  const known = new Map(layout.nodes.map((node) => [node.id, node]));
  const fixtures = readFixtures(sketch.fixtures);
  const places = placed(nodes, sketch.edges, known);
  return {
    format: pipelineFormat,
    version: pipelineVersion,
    name: sketch.name,
    description: sketch.description,
    types,
    ...(sketch.checkpointIntervalMs === undefined ? {} : { checkpointIntervalMs: sketch.checkpointIntervalMs }),
    nodes: nodes.map((node) => {
      const own = fixtures.get(node.id);
      return {
        ...drawn(node, places(node.id), textOf),
        ...(own === undefined || !takesFixtures(node) ? {} : { fixtures: own }),
      };
    }),
    edges: identified(layout.edges, sketch.edges),
  };
}

export function layoutOf(pipeline: Pipeline): Layout {
  return {
    nodes: pipeline.nodes.map((node) => ({
      id: node.id,
      ...node.position,
      ...('size' in node ? { width: node.size.width, height: node.size.height } : {}),
    })),
    edges: pipeline.edges.map(({ id, from, to }) => (id === `${from}--${to}` ? { from, to } : { id, from, to })),
  };
}

function drawn<Ref>(
  node: SketchedNode<Ref>,
  place: Required<NodeLayout>,
  textOf: (snippet: Ref) => string,
): PipelineNode {
  const { x, y, width, height } = place;
  const base = { id: node.id, kind: node.kind, name: node.name, position: { x, y } };
  const optional = (snippet: Ref | null) => (snippet === null ? null : textOf(snippet));
  switch (node.kind) {
    case 'source': {
      const { connector, recordType } = node;
      const snippets = { decode: optional(node.decode), generate: optional(node.generate) };
      return { ...base, kind: node.kind, connector, recordType, ...snippets, ...declared(node) };
    }
    case 'computation':
    case 'key':
      return { ...base, kind: node.kind, code: textOf(node.code) };
    case 'state':
      return { ...base, kind: node.kind, size: { width, height }, initial: textOf(node.initial) };
    case 'state-computation':
      return { ...base, kind: node.kind, state: node.state, code: textOf(node.code) };
    case 'sink':
      return { ...base, kind: node.kind, connector: node.connector, encode: optional(node.encode), ...declared(node) };
    case 'note':
      return { ...base, kind: node.kind, size: { width, height }, text: node.text };
  }
}

/** Each laid out edge takes one that was sketched between the same nodes; the others follow, with ids of their own. */
function identified(layout: readonly EdgeLayout[], sketched: readonly SketchedEdge[]): readonly PipelineEdge[] {
  const between = (edge: SketchedEdge) => `${edge.from} ${edge.to}`;
  const left = new Map<string, number>();
  for (const edge of sketched) left.set(between(edge), (left.get(between(edge)) ?? 0) + 1);
  const take = (edge: SketchedEdge): boolean => {
    const count = left.get(between(edge)) ?? 0;
    left.set(between(edge), count - 1);
    return count > 0;
  };
  const taken = new Set<string>();
  return [...layout.filter(take), ...sketched.filter(take)].map(({ id: wanted, from, to }: EdgeLayout) => {
    const id = untaken(wanted ?? `${from}--${to}`, taken);
    taken.add(id);
    return { id, from, to };
  });
}

function untaken(wanted: string, taken: ReadonlySet<string>): EdgeId {
  for (let count = 1; ; count += 1) {
    const ending = count === 1 ? '' : `-${count}`;
    const id = `${wanted.slice(0, limits.idCharsMax - ending.length)}${ending}`;
    if (!taken.has(id)) return edgeId(id);
  }
}

/** Those that the layout names, in its order, then the rest in theirs. */
function inOrderOf<Item>(
  order: readonly { readonly id: string }[],
  items: readonly Item[],
  idOf: (item: Item) => string,
) {
  const rank = new Map(order.map(({ id }, index) => [id, index]));
  const rankOf = (item: Item) => rank.get(idOf(item)) ?? order.length;
  return items.toSorted((a, b) => rankOf(a) - rankOf(b));
}

/** What a file says, as far as it is a layout: a drawing that somebody spoilt is drawn anew, not refused. */
function readLayout(json: unknown): Layout {
  return { nodes: listOf(json, 'nodes').flatMap(nodeLayout), edges: listOf(json, 'edges').flatMap(edgeLayout) };
}

/** Ids that a layout places, as far as it is one. */
export const laidOutIds = (layout: unknown): readonly string[] => readLayout(layout).nodes.map(({ id }) => id);

function nodeLayout(entry: unknown): readonly NodeLayout[] {
  const { id, x, y, width, height } = fieldsOf(entry);
  if (typeof id !== 'string' || !isCoordinate(x) || !isCoordinate(y)) return [];
  const size = isExtent(width) && isExtent(height) ? { width, height } : {};
  return [{ id: nodeId(id), x, y, ...size }];
}

function edgeLayout(entry: unknown): readonly EdgeLayout[] {
  const { id, from, to } = fieldsOf(entry);
  if (typeof from !== 'string' || typeof to !== 'string') return [];
  const ends = { from: nodeId(from), to: nodeId(to) };
  return [typeof id === 'string' ? { id: edgeId(id), ...ends } : ends];
}

function listOf(json: unknown, name: string): readonly unknown[] {
  const list = fieldsOf(json)[name];
  return Array.isArray(list) ? list : [];
}

const fieldsOf = (json: unknown): { readonly [name: string]: unknown } =>
  typeof json === 'object' && json !== null ? Object.fromEntries(Object.entries(json)) : {};

const isCoordinate = (value: unknown): value is number =>
  typeof value === 'number' && Math.abs(value) <= limits.coordinateMax;
const isExtent = (value: unknown): value is number =>
  typeof value === 'number' && value >= 1 && value <= limits.coordinateMax;

/** What has no code that takes records has none to be tried on. */
export const takesFixtures = ({ kind }: { readonly kind: PipelineNode['kind'] }): boolean =>
  kind !== 'state' && kind !== 'note';
