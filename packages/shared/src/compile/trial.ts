/**
 * What has to be run to try one node on sample records: its snippet as JavaScript, the state and the key that it meets, and
 * the snippets on the way from a generator, which can make samples. Running them is the caller's business.
 */
import type { NodeId } from '../ids.ts';
import type { Pipeline, PipelineNode, SnippetField } from '../pipeline/index.ts';
import { type Graph, graphOf } from './graph.ts';
import { type Project, projectOf } from './project.ts';
import { transpile } from './transpile.ts';

export type TrialSnippet = {
  readonly node: NodeId;
  readonly name: string;
  readonly field: SnippetField;
  /** A CommonJS module. */
  readonly code: string;
  /** For each line of the code the author's line, from 1; 0 where it has none. */
  readonly lines: readonly number[];
};

export type Trial = {
  readonly kind: 'generate' | 'decode' | 'computation' | 'key' | 'state-computation' | 'encode';
  readonly tried: TrialSnippet;
  /** The initial value of the state that a state computation meets. */
  readonly initial: TrialSnippet | null;
  /** The key function before a state computation. */
  readonly key: TrialSnippet | null;
  /** `generate` and the computations after it; null where no generator leads here by computations alone. */
  readonly way: readonly TrialSnippet[] | null;
};

/** Null where the node has nothing that could be run. */
export function trialOf(pipeline: Pipeline, id: NodeId): Trial | null {
  const graph = graphOf(pipeline);
  const project = projectOf(graph);
  const node = graph.nodes.get(id);
  const kind = node === undefined ? null : kindOf(node);
  const tried = kind === null ? null : snippetOf(project, id, fieldOf(kind));
  if (node === undefined || kind === null || tried === null) return null;
  const before = graph.predecessors(id);
  const key = before.find((each) => each.kind === 'key');
  return {
    kind,
    tried,
    initial: node.kind === 'state-computation' ? snippetOf(project, node.state, 'initial') : null,
    key: node.kind === 'state-computation' && key !== undefined ? snippetOf(project, key.id, 'code') : null,
    way: kind === 'generate' ? [] : wayTo(project, graph, id),
  };
}

function kindOf(node: PipelineNode): Trial['kind'] | null {
  switch (node.kind) {
    case 'source':
      return node.generate !== null ? 'generate' : node.decode !== null ? 'decode' : null;
    case 'computation':
    case 'key':
    case 'state-computation':
      return node.kind;
    case 'sink':
      return node.encode === null ? null : 'encode';
    case 'state':
    case 'note':
      return null;
  }
}

const fieldOf = (kind: Trial['kind']): SnippetField =>
  kind === 'generate' || kind === 'decode' || kind === 'encode' ? kind : 'code';

function snippetOf(project: Project, id: NodeId, field: SnippetField): TrialSnippet | null {
  const file = project.snippets.find((each) => each.node?.id === id && each.field === field);
  if (file === undefined || file.node === null) return null;
  return { node: id, name: file.node.name, field, ...transpile(file.snippet) };
}

/** The nearest generator, breadth first; keys pass records on as they are. */
function wayTo(project: Project, graph: Graph, id: NodeId): readonly TrialSnippet[] | null {
  const seen = new Set<NodeId>([id]);
  let ways = [{ at: id, after: [] as readonly TrialSnippet[] }];
  while (ways.length > 0) {
    const next: typeof ways = [];
    for (const { at, after } of ways) {
      for (const node of graph.predecessors(at)) {
        if (seen.has(node.id)) continue;
        seen.add(node.id);
        const generate = snippetOf(project, node.id, 'generate');
        if (generate !== null) return [generate, ...after];
        if (node.kind === 'key') next.push({ at: node.id, after });
        const code = node.kind === 'computation' ? snippetOf(project, node.id, 'code') : null;
        if (code !== null) next.push({ at: node.id, after: [code, ...after] });
      }
    }
    ways = next;
  }
  return null;
}
