/**
 * The flow of a pipeline as a graph: which nodes follow which, in what order, and what sources reach. Edges that cannot be
 * part of a flow (dangling, doubled, at a state or a note, into a source, out of a sink) are left out here and reported by
 * `graph-checks.ts`, so everything that walks this graph may rely on its form.
 */
import type { NodeId } from '../ids.ts';
import type {
  ComputationNode,
  KeyNode,
  Pipeline,
  PipelineEdge,
  PipelineNode,
  SinkNode,
  SourceNode,
  StateComputationNode,
  StateNode,
} from '../pipeline/index.ts';

export type FlowNode = SourceNode | ComputationNode | KeyNode | StateComputationNode | SinkNode;

export type Graph = {
  readonly pipeline: Pipeline;
  readonly nodes: ReadonlyMap<NodeId, PipelineNode>;
  readonly states: ReadonlyMap<NodeId, StateNode>;
  /** In document order. */
  readonly flow: readonly FlowNode[];
  /** The edges that take part in the flow, in document order. */
  readonly edges: readonly PipelineEdge[];
  readonly incoming: (id: NodeId) => readonly PipelineEdge[];
  readonly outgoing: (id: NodeId) => readonly PipelineEdge[];
  readonly successors: (id: NodeId) => readonly FlowNode[];
  readonly predecessors: (id: NodeId) => readonly FlowNode[];
  /** Flow nodes so that every edge leads onwards; nodes on a cycle, and what follows them, come last in document order. */
  readonly order: readonly FlowNode[];
  /** What a source reaches, sources included. */
  readonly reached: ReadonlySet<NodeId>;
};

export function graphOf(pipeline: Pipeline): Graph {
  const nodes = new Map<NodeId, PipelineNode>();
  for (const node of pipeline.nodes) if (!nodes.has(node.id)) nodes.set(node.id, node);
  const flow = [...nodes.values()].filter(isFlowNode);
  const states = new Map([...nodes.values()].filter((node) => node.kind === 'state').map((node) => [node.id, node]));
  const edges = flowEdges(pipeline.edges, nodes);

  const into = groupedBy(edges, (edge) => edge.to);
  const outOf = groupedBy(edges, (edge) => edge.from);
  const incoming = (id: NodeId) => into.get(id) ?? [];
  const outgoing = (id: NodeId) => outOf.get(id) ?? [];
  const flowNode = (id: NodeId) => flowNodes.get(id) ?? [];
  const flowNodes = new Map(flow.map((node) => [node.id, [node]]));
  const successors = (id: NodeId) => outgoing(id).flatMap((edge) => flowNode(edge.to));
  const predecessors = (id: NodeId) => incoming(id).flatMap((edge) => flowNode(edge.from));

  const sources = flow.filter((node) => node.kind === 'source').map((node) => node.id);
  const reached = reachable(sources, (id) => outgoing(id).map((edge) => edge.to));
  const order = topologicalOrder(flow, incoming, successors);
  return { pipeline, nodes, states, flow, edges, incoming, outgoing, successors, predecessors, order, reached };
}

export const isFlowNode = (node: PipelineNode): node is FlowNode => node.kind !== 'state' && node.kind !== 'note';

/** `starts` and everything that `next` leads to from there. */
export function reachable<Id>(starts: readonly Id[], next: (id: Id) => readonly Id[]): ReadonlySet<Id> {
  const seen = new Set(starts);
  const waiting = [...starts];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const successor of next(id)) {
      if (seen.has(successor)) continue;
      seen.add(successor);
      waiting.push(successor);
    }
  }
  return seen;
}

export function groupedBy<Item, Key>(
  items: readonly Item[],
  keyOf: (item: Item) => Key,
): ReadonlyMap<Key, readonly Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

function flowEdges(edges: readonly PipelineEdge[], nodes: ReadonlyMap<NodeId, PipelineNode>): readonly PipelineEdge[] {
  const seen = new Set<string>();
  return edges.filter((edge) => {
    const from = nodes.get(edge.from);
    const to = nodes.get(edge.to);
    if (from === undefined || to === undefined || !isFlowNode(from) || !isFlowNode(to)) return false;
    if (from.kind === 'sink' || to.kind === 'source') return false;
    const ends = `${edge.from} ${edge.to}`;
    if (seen.has(ends)) return false;
    seen.add(ends);
    return true;
  });
}

/** Kahn's algorithm; among nodes that are ready the document's order decides. */
function topologicalOrder(
  flow: readonly FlowNode[],
  incoming: Graph['incoming'],
  successors: Graph['successors'],
): readonly FlowNode[] {
  const missing = new Map(flow.map((node) => [node.id, incoming(node.id).length]));
  const ready = flow.filter((node) => missing.get(node.id) === 0);
  const order: FlowNode[] = [];
  for (let at = 0; at < ready.length; at += 1) {
    const node = ready[at];
    if (node === undefined) break;
    order.push(node);
    for (const successor of successors(node.id)) {
      const left = (missing.get(successor.id) ?? 0) - 1;
      missing.set(successor.id, left);
      if (left === 0) ready.push(successor);
    }
  }
  const ordered = new Set(order);
  return [...order, ...flow.filter((node) => !ordered.has(node))];
}
