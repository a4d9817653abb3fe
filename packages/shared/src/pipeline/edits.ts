/**
 * Edits as data. `applyEdit` gives the changed pipeline and the edit that undoes it, so undo and redo are generic: whoever
 * keeps a history keeps inverses. An edit may leave a graph that does not compile; it never leaves a dangling edge or two
 * equal ids.
 *
 *   E1  applying an edit and then its inverse gives the same document, order of nodes and edges included
 *   E2  removing a node removes its edges; removing a state also removes its state computations and their edges
 */
import type { EdgeId, NodeId } from '../ids.ts';
import { limits } from '../limits.ts';
import { err, ok, type Result } from '../result.ts';
import { diagnose } from './diagnostic-catalogue.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Pipeline, PipelineEdge, PipelineNode, Position } from './pipeline.ts';

export type PlacedNode = { readonly index: number; readonly node: PipelineNode };
export type PlacedEdge = { readonly index: number; readonly edge: PipelineEdge };
export type NodeMove = { readonly node: NodeId; readonly position: Position };

export type Edit =
  /** Appends a node. */
  | { readonly type: 'add-node'; readonly node: PipelineNode }
  /** Puts nodes and edges at given places of their lists, indexes ascending: paste, and the inverse of a removal. */
  | { readonly type: 'insert'; readonly nodes: readonly PlacedNode[]; readonly edges: readonly PlacedEdge[] }
  /** Takes out exactly these nodes and edges, and edges that would dangle: the inverse of an insertion. */
  | { readonly type: 'extract'; readonly nodes: readonly NodeId[]; readonly edges: readonly EdgeId[] }
  | { readonly type: 'remove-nodes'; readonly nodes: readonly NodeId[] }
  | { readonly type: 'move-nodes'; readonly moves: readonly NodeMove[] }
  | { readonly type: 'rename-node'; readonly node: NodeId; readonly name: string }
  /** Gives a node another id; edges and state computations follow. */
  | { readonly type: 'change-id'; readonly node: NodeId; readonly id: NodeId }
  /** Replaces the fields of the node with this id; the kind stays. */
  | { readonly type: 'change-node'; readonly node: PipelineNode }
  | { readonly type: 'connect'; readonly edge: PipelineEdge }
  | { readonly type: 'disconnect'; readonly edges: readonly EdgeId[] }
  | { readonly type: 'set-types'; readonly types: string }
  | { readonly type: 'set-name'; readonly name: string }
  | { readonly type: 'set-description'; readonly description: string }
  /** Null: as often as is usual. */
  | { readonly type: 'set-checkpoint-interval'; readonly milliseconds: number | null }
  /** Puts another document in the place of this one: an earlier version, or one from another window. */
  | { readonly type: 'replace'; readonly pipeline: Pipeline }
  /** Several edits as one step of the history; all of them or none. */
  | { readonly type: 'sequence'; readonly edits: readonly Edit[] };

export type Applied = { readonly pipeline: Pipeline; readonly inverse: Edit };
type Outcome = Result<Applied, Diagnostic>;

export function applyEdit(pipeline: Pipeline, edit: Edit): Outcome {
  switch (edit.type) {
    case 'add-node':
      return insert(pipeline, [{ index: pipeline.nodes.length, node: edit.node }], []);
    case 'insert':
      return insert(pipeline, edit.nodes, edit.edges);
    case 'extract':
      return extract(pipeline, edit.nodes, edit.edges);
    case 'remove-nodes':
      return extract(pipeline, [...edit.nodes, ...computationsOf(pipeline, edit.nodes)], []);
    case 'move-nodes':
      return moveNodes(pipeline, edit.moves);
    case 'rename-node':
      return updateNode(
        pipeline,
        edit.node,
        (node) => ({ ...node, name: edit.name }),
        (old) => ({ ...edit, name: old.name }),
      );
    case 'change-id':
      return changeId(pipeline, edit.node, edit.id);
    case 'change-node':
      return changeNode(pipeline, edit.node);
    case 'connect':
      return insert(pipeline, [], [{ index: pipeline.edges.length, edge: edit.edge }]);
    case 'disconnect':
      return extract(pipeline, [], edit.edges);
    case 'set-types':
      return ok({ pipeline: { ...pipeline, types: edit.types }, inverse: { ...edit, types: pipeline.types } });
    case 'set-name':
      return ok({ pipeline: { ...pipeline, name: edit.name }, inverse: { ...edit, name: pipeline.name } });
    case 'set-description':
      return ok({
        pipeline: { ...pipeline, description: edit.description },
        inverse: { ...edit, description: pipeline.description },
      });
    case 'set-checkpoint-interval':
      return setCheckpointInterval(pipeline, edit.milliseconds);
    case 'replace':
      return ok({ pipeline: edit.pipeline, inverse: { ...edit, pipeline } });
    case 'sequence':
      return applyAll(pipeline, edit.edits);
  }
}

function applyAll(pipeline: Pipeline, edits: readonly Edit[]): Outcome {
  let current = pipeline;
  const inverses: Edit[] = [];
  for (const edit of edits) {
    const applied = applyEdit(current, edit);
    if (!applied.ok) return applied;
    current = applied.value.pipeline;
    inverses.push(applied.value.inverse);
  }
  return ok({ pipeline: current, inverse: { type: 'sequence', edits: inverses.reverse() } });
}

function setCheckpointInterval(pipeline: Pipeline, milliseconds: number | null): Outcome {
  const { checkpointIntervalMs = null, ...rest } = pipeline;
  const changed = milliseconds === null ? rest : { ...rest, checkpointIntervalMs: milliseconds };
  return ok({ pipeline: changed, inverse: { type: 'set-checkpoint-interval', milliseconds: checkpointIntervalMs } });
}

function insert(pipeline: Pipeline, placedNodes: readonly PlacedNode[], placedEdges: readonly PlacedEdge[]): Outcome {
  const nodes = [...pipeline.nodes];
  const edges = [...pipeline.edges];
  for (const { index, node } of placedNodes) {
    if (nodes.some((other) => other.id === node.id)) return err(takenId('node', node.id));
    if (!isPlace(index, nodes.length)) return err(noSuchPlace(index));
    nodes.splice(index, 0, node);
  }
  const present = new Set(nodes.map((node) => node.id));
  for (const { index, edge } of placedEdges) {
    if (edges.some((other) => other.id === edge.id)) return err(takenId('edge', edge.id));
    if (!isPlace(index, edges.length)) return err(noSuchPlace(index));
    if (!present.has(edge.from)) return err(noSuchNode(edge.from));
    if (!present.has(edge.to)) return err(noSuchNode(edge.to));
    edges.splice(index, 0, edge);
  }
  if (nodes.length > limits.nodesMax || edges.length > limits.edgesMax) return err(tooMany());
  const inverse: Edit = {
    type: 'extract',
    nodes: placedNodes.map(({ node }) => node.id),
    edges: placedEdges.map(({ edge }) => edge.id),
  };
  return ok({ pipeline: { ...pipeline, nodes, edges }, inverse });
}

function extract(pipeline: Pipeline, nodeIds: readonly NodeId[], edgeIds: readonly EdgeId[]): Outcome {
  const missingNode = nodeIds.find((id) => !pipeline.nodes.some((node) => node.id === id));
  if (missingNode !== undefined) return err(noSuchNode(missingNode));
  const missingEdge = edgeIds.find((id) => !pipeline.edges.some((edge) => edge.id === id));
  if (missingEdge !== undefined) return err(noSuchEdge(missingEdge));
  const gone = new Set(nodeIds);
  const cut = new Set(edgeIds);
  const nodes = placed(pipeline.nodes).filter(({ item }) => gone.has(item.id));
  const edges = placed(pipeline.edges).filter(
    ({ item }) => cut.has(item.id) || gone.has(item.from) || gone.has(item.to),
  );
  return ok({ pipeline: without(pipeline, nodes, edges), inverse: insertion(nodes, edges) });
}

/** The state computations of those nodes that are states. */
function computationsOf(pipeline: Pipeline, ids: readonly NodeId[]): readonly NodeId[] {
  const named = new Set(ids);
  const states = new Set(
    pipeline.nodes.filter((node) => node.kind === 'state' && named.has(node.id)).map((node) => node.id),
  );
  return pipeline.nodes.flatMap((node) =>
    node.kind === 'state-computation' && states.has(node.state) ? [node.id] : [],
  );
}

type Placed<Item> = { readonly index: number; readonly item: Item };
const placed = <Item>(items: readonly Item[]): Placed<Item>[] => items.map((item, index) => ({ index, item }));

function without(
  pipeline: Pipeline,
  nodes: readonly Placed<PipelineNode>[],
  edges: readonly Placed<PipelineEdge>[],
): Pipeline {
  const nodeIndexes = new Set(nodes.map(({ index }) => index));
  const edgeIndexes = new Set(edges.map(({ index }) => index));
  return {
    ...pipeline,
    nodes: pipeline.nodes.filter((_, index) => !nodeIndexes.has(index)),
    edges: pipeline.edges.filter((_, index) => !edgeIndexes.has(index)),
  };
}

const insertion = (nodes: readonly Placed<PipelineNode>[], edges: readonly Placed<PipelineEdge>[]): Edit => ({
  type: 'insert',
  nodes: nodes.map(({ index, item }) => ({ index, node: item })),
  edges: edges.map(({ index, item }) => ({ index, edge: item })),
});

function moveNodes(pipeline: Pipeline, moves: readonly NodeMove[]): Outcome {
  const targets = new Map(moves.map((move) => [move.node, move.position]));
  const before: NodeMove[] = [];
  const nodes = pipeline.nodes.map((node) => {
    const position = targets.get(node.id);
    if (position === undefined) return node;
    before.push({ node: node.id, position: node.position });
    return { ...node, position };
  });
  const missing = moves.find((move) => !before.some(({ node }) => node === move.node));
  if (missing !== undefined) return err(noSuchNode(missing.node));
  return ok({ pipeline: { ...pipeline, nodes }, inverse: { type: 'move-nodes', moves: before } });
}

function changeNode(pipeline: Pipeline, changed: PipelineNode): Outcome {
  const current = pipeline.nodes.find((node) => node.id === changed.id);
  if (current !== undefined && current.kind !== changed.kind) return err(otherKind(current, changed));
  return updateNode(
    pipeline,
    changed.id,
    () => changed,
    (old) => ({ type: 'change-node', node: old }),
  );
}

function updateNode(
  pipeline: Pipeline,
  id: NodeId,
  update: (node: PipelineNode) => PipelineNode,
  inverse: (old: PipelineNode) => Edit,
): Outcome {
  const old = pipeline.nodes.find((node) => node.id === id);
  if (old === undefined) return err(noSuchNode(id));
  const nodes = pipeline.nodes.map((node) => (node === old ? update(node) : node));
  return ok({ pipeline: { ...pipeline, nodes }, inverse: inverse(old) });
}

function changeId(pipeline: Pipeline, from: NodeId, to: NodeId): Outcome {
  if (!pipeline.nodes.some((node) => node.id === from)) return err(noSuchNode(from));
  if (from !== to && pipeline.nodes.some((node) => names(node, to))) return err(takenId('node', to));
  const renamed = (id: NodeId) => (id === from ? to : id);
  const nodes = pipeline.nodes.map((node) =>
    node.kind === 'state-computation'
      ? { ...node, id: renamed(node.id), state: renamed(node.state) }
      : { ...node, id: renamed(node.id) },
  );
  const edges = pipeline.edges.map((edge) => ({ ...edge, from: renamed(edge.from), to: renamed(edge.to) }));
  return ok({ pipeline: { ...pipeline, nodes, edges }, inverse: { type: 'change-id', node: to, id: from } });
}

/** A dangling reference counts: it would be taken for one to the renamed node, and undoing could not tell them apart. */
const names = (node: PipelineNode, id: NodeId): boolean =>
  node.id === id || (node.kind === 'state-computation' && node.state === id);

const isPlace = (index: number, length: number): boolean => Number.isInteger(index) && index >= 0 && index <= length;

const noSuchNode = (id: NodeId): Diagnostic =>
  diagnose('P151', {
    message: `There is no node "${id}".`,
    remedy: 'It may have been removed in the meantime: undo, or choose another node.',
    node: id,
  });
const noSuchEdge = (id: EdgeId): Diagnostic =>
  diagnose('P152', {
    message: `There is no edge "${id}".`,
    remedy: 'It may have been removed in the meantime: undo, or choose another edge.',
    edge: id,
  });
const takenId = (what: 'node' | 'edge', id: string): Diagnostic =>
  diagnose('P153', { message: `There is a ${what} "${id}" already.`, remedy: 'Choose another id.' });
const otherKind = (current: PipelineNode, changed: PipelineNode): Diagnostic =>
  diagnose('P154', {
    message: `The node "${current.id}" is a ${current.kind} and cannot become a ${changed.kind}.`,
    remedy: 'Remove it and add a new node.',
    node: current.id,
  });
const noSuchPlace = (index: number): Diagnostic =>
  diagnose('P155', { message: `There is no place ${index} to put it.`, remedy: 'Append it instead.' });
const tooMany = (): Diagnostic =>
  diagnose('P106', {
    message: `A pipeline has at most ${limits.nodesMax} nodes and ${limits.edgesMax} edges.`,
    remedy: 'Split it into several pipelines.',
  });
