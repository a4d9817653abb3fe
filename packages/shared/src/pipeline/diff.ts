/**
 * What differs between two versions of a pipeline: nodes by id, edges by their ends, and the document's own fields. Pure.
 * A node that became another kind is one removed and one added. Who shows it decides what matters: a moved node changes the
 * drawing and nothing that runs.
 */
import type { SnippetField } from './diagnostic.ts';
import type { Pipeline, PipelineEdge, PipelineNode } from './pipeline.ts';
import { isSameJson } from './same-json.ts';

export type NodeAspect = 'name' | 'code' | 'settings' | 'text' | 'fixtures' | 'place';
export type NodeDifference = {
  readonly before: PipelineNode;
  readonly after: PipelineNode;
  readonly aspects: readonly NodeAspect[];
  /** The snippets that differ. */
  readonly snippets: readonly SnippetField[];
};
export type PipelineDiff = {
  readonly added: readonly PipelineNode[];
  readonly removed: readonly PipelineNode[];
  readonly changed: readonly NodeDifference[];
  readonly connected: readonly PipelineEdge[];
  readonly disconnected: readonly PipelineEdge[];
  /** The fields of the document itself that differ: `name`, `description`, `types`, and what comes later. */
  readonly document: readonly string[];
};

const toldElsewhere = new Set(['format', 'version', 'nodes', 'edges']);
const snippetFields: readonly SnippetField[] = ['recordType', 'decode', 'generate', 'initial', 'code', 'encode'];
/** Every other field is a setting, so that a field which comes later is never overlooked. */
const otherAspects: ReadonlyMap<string, NodeAspect> = new Map([
  ['name', 'name'],
  ['text', 'text'],
  ['fixtures', 'fixtures'],
  ['position', 'place'],
  ['size', 'place'],
]);

export function diffPipelines(before: Pipeline, after: Pipeline): PipelineDiff {
  const old = new Map(before.nodes.map((node) => [node.id, node]));
  const present = new Map(after.nodes.map((node) => [node.id, node]));
  const stays = (node: PipelineNode, others: ReadonlyMap<string, PipelineNode>): boolean =>
    others.get(node.id)?.kind === node.kind;
  return {
    added: after.nodes.filter((node) => !stays(node, old)),
    removed: before.nodes.filter((node) => !stays(node, present)),
    changed: after.nodes.flatMap((node) => {
      const earlier = old.get(node.id);
      return earlier === undefined || !stays(node, old) ? [] : differenceOf(earlier, node);
    }),
    connected: edgesOnlyIn(after, before),
    disconnected: edgesOnlyIn(before, after),
    document: fieldsThatDiffer(before, after).filter((field) => !toldElsewhere.has(field)),
  };
}

export const isEmptyDiff = (diff: PipelineDiff): boolean => Object.values(diff).every((list) => list.length === 0);

function differenceOf(before: PipelineNode, after: PipelineNode): readonly NodeDifference[] {
  const fields = fieldsThatDiffer(before, after);
  const snippets = snippetFields.filter((field) => fields.includes(field));
  const aspects = new Set(fields.map(aspectOf));
  return fields.length === 0 ? [] : [{ before, after, aspects: [...aspects], snippets }];
}

function fieldsThatDiffer(before: object, after: object): readonly string[] {
  const old = new Map<string, unknown>(Object.entries(before));
  const now = new Map<string, unknown>(Object.entries(after));
  return [...new Set([...now.keys(), ...old.keys()])].filter((field) => !isSameJson(old.get(field), now.get(field)));
}

const aspectOf = (field: string): NodeAspect =>
  otherAspects.get(field) ?? (snippetFields.some((snippet) => snippet === field) ? 'code' : 'settings');

function edgesOnlyIn(one: Pipeline, other: Pipeline): readonly PipelineEdge[] {
  const known = new Set(other.edges.map(endsOf));
  return one.edges.filter((edge) => !known.has(endsOf(edge)));
}

const endsOf = ({ from, to }: PipelineEdge): string => `${from} ${to}`;
