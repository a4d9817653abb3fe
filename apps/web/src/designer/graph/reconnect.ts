/** Removing nodes and leading what arrived at them on to what followed them: one edit. Pure. */
import type { NodeId } from '@potoroo/shared/ids';
import type { Edit, Pipeline } from '@potoroo/shared/pipeline';
import { connectEdit } from './connect.ts';
import { connectionFault, needsKeyBetween } from './connection-rules.ts';
import { type Draft, draftOf, editOf, extended } from './draft.ts';

/** What the rules do not allow stays unconnected, and so does what only a key function could connect. */
export function removeAndReconnect(pipeline: Pipeline, removed: readonly NodeId[]): Edit {
  const gone = withComputations(pipeline, removed);
  const cut = extended(draftOf(pipeline), { type: 'remove-nodes', nodes: [...gone] });
  const bridged = pipeline.edges
    .filter(({ from, to }) => !gone.has(from) && gone.has(to))
    .reduce((draft, { from, to }) => bridges(draft, from, beyond(pipeline, to, gone)), cut);
  return editOf(bridged);
}

/** A state goes with its computations, and their edges are bridged as well. */
function withComputations({ nodes }: Pipeline, removed: readonly NodeId[]): ReadonlySet<NodeId> {
  const named = new Set(removed);
  const inside = nodes.flatMap((node) => (node.kind === 'state-computation' && named.has(node.state) ? [node.id] : []));
  return new Set([...removed, ...inside]);
}

/** What is left of what follows a node, past all that is gone. */
function beyond({ edges }: Pipeline, start: NodeId, gone: ReadonlySet<NodeId>): readonly NodeId[] {
  const found = new Set<NodeId>();
  const seen = new Set([start]);
  const waiting = [start];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const { to } of edges.filter(({ from }) => from === at)) {
      if (seen.has(to)) continue;
      seen.add(to);
      if (gone.has(to)) waiting.push(to);
      else found.add(to);
    }
  }
  return [...found];
}

const bridges = (begun: Draft, from: NodeId, targets: readonly NodeId[]): Draft =>
  targets.reduce((draft, to) => {
    const [source, target] = [from, to].map((id) => draft.pipeline.nodes.find((node) => node.id === id));
    if (source === undefined || target === undefined || needsKeyBetween(source, target)) return draft;
    if (connectionFault(draft.pipeline, { from, to }) !== null) return draft;
    const edit = connectEdit(draft.pipeline, { from, to });
    return edit.ok ? extended(draft, edit.value) : draft;
  }, begun);
