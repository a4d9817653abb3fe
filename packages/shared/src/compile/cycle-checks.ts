/**
 * Loops (P215, P216). Records may not come back: neither to a node they have passed, nor to a keyed stage they have left
 * through another of its state computations. The second is not always a cycle of nodes: two state computations of one state,
 * one behind the other, are one stage that feeds itself. Such a stage would wait for its own credit and for its own barriers,
 * and stand still.
 */
import type { NodeId } from '../ids.ts';
import { type Diagnostic, diagnose } from '../pipeline/index.ts';
import { type FlowNode, type Graph, reachable } from './graph.ts';
import { titled } from './naming.ts';

/** Cycles without a state computation; those with one are reported as stages that feed themselves. */
export function cycles(graph: Graph): readonly Diagnostic[] {
  const reported = new Set<NodeId>();
  return graph.flow.flatMap((node) => {
    if (reported.has(node.id)) return [];
    const loop = shortestWay(graph, node, (at) => at.id === node.id);
    if (loop === null || loop.some((each) => each.kind === 'state-computation')) return [];
    for (const each of loop) reported.add(each.id);
    return [
      diagnose('P215', {
        message: `A cycle: ${loop.map(titled).join(' → ')}. Records would go round for ever.`,
        remedy: 'Remove one of these edges. To remember something between records, use a state.',
        node: node.id,
      }),
    ];
  });
}

/** One diagnostic for each set of states that feed each other. */
export function selfFeedingStages(graph: Graph): readonly Diagnostic[] {
  const following = statesFollowing(graph);
  const reported = new Set<NodeId>();
  return [...graph.states.values()].flatMap((state) => {
    const ahead = reachable([...(following.get(state.id) ?? [])], (id) => [...(following.get(id) ?? [])]);
    if (!ahead.has(state.id) || reported.has(state.id)) return [];
    for (const other of ahead) {
      const back = reachable([...(following.get(other) ?? [])], (id) => [...(following.get(id) ?? [])]);
      if (back.has(state.id)) reported.add(other);
    }
    const way = wayBack(graph, state.id);
    const first = way[0];
    return [
      diagnose('P216', {
        message:
          `The state ${titled(state)} would feed itself: ${way.map(titled).join(' → ')}. ` +
          'The state computations of a state are one stage, and a stage that sends to itself would wait for itself.',
        remedy: 'Let the later step use a state of its own, or do both steps in one state computation.',
        ...(first === undefined ? {} : { node: first.id }),
      }),
    ];
  });
}

/** For each state, the states whose computations its results reach without passing another state computation. */
function statesFollowing(graph: Graph): ReadonlyMap<NodeId, ReadonlySet<NodeId>> {
  const following = new Map<NodeId, Set<NodeId>>();
  for (const node of graph.flow) {
    if (node.kind !== 'state-computation') continue;
    const targets = following.get(node.state) ?? new Set();
    following.set(node.state, targets);
    for (const target of nextStateComputations(graph, node)) targets.add(target.state);
  }
  return following;
}

function nextStateComputations(graph: Graph, start: FlowNode) {
  const between = (node: FlowNode) => node.kind === 'computation' || node.kind === 'key';
  const seen = new Set<FlowNode>();
  const waiting = [...graph.successors(start.id)];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (between(node)) waiting.push(...graph.successors(node.id));
  }
  return [...seen].filter((node) => node.kind === 'state-computation');
}

/** A shortest way from a state computation of the state to one of the same state, jumping inside each state on the way. */
function wayBack(graph: Graph, state: NodeId): readonly FlowNode[] {
  const members = graph.flow.filter((node) => node.kind === 'state-computation' && node.state === state);
  const ways = members.map((node) =>
    shortestWay(graph, node, (at) => at.kind === 'state-computation' && at.state === state, true),
  );
  return ways.filter((way) => way !== null).toSorted((one, other) => one.length - other.length)[0] ?? members;
}

/**
 * Breadth first from `start` (not counted itself) to the first node that is a goal; both ends are part of the way. With
 * `throughStates` a step may also go from a state computation to what follows another one of the same state.
 */
function shortestWay(
  graph: Graph,
  start: FlowNode,
  isGoal: (node: FlowNode) => boolean,
  throughStates = false,
): readonly FlowNode[] | null {
  const cameFrom = new Map<FlowNode, FlowNode>();
  const queue: FlowNode[] = [start];
  for (let at = 0; at < queue.length; at += 1) {
    const node = queue[at];
    if (node === undefined) break;
    for (const next of onwards(graph, node, throughStates)) {
      if (isGoal(next)) return [...wayTo(cameFrom, node, start), next];
      if (cameFrom.has(next) || next === start) continue;
      cameFrom.set(next, node);
      queue.push(next);
    }
  }
  return null;
}

function onwards(graph: Graph, node: FlowNode, throughStates: boolean): readonly FlowNode[] {
  const direct = graph.successors(node.id);
  if (!throughStates || node.kind !== 'state-computation') return direct;
  const others = graph.flow.filter(
    (other) => other.kind === 'state-computation' && other.state === node.state && other !== node,
  );
  return [...direct, ...others.flatMap((other) => graph.successors(other.id))];
}

function wayTo(cameFrom: ReadonlyMap<FlowNode, FlowNode>, end: FlowNode, start: FlowNode): readonly FlowNode[] {
  const way = [end];
  for (let node = end; node !== start;) {
    const before = cameFrom.get(node);
    if (before === undefined) break;
    way.unshift(before);
    node = before;
  }
  return way;
}
