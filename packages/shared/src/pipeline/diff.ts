/**
 * What differs between two versions of a pipeline: nodes by id, edges by their ends, and the document's own fields. Pure.
 * A node that became another kind is one removed and one added. Who shows it decides what matters: a moved node changes the
 * drawing and nothing that runs.
 */
import type { SnippetField } from './diagnostic.ts';
import type { Pipeline, PipelineEdge, PipelineNode } from './pipeline.ts';
import { isSameJson } from './same-json.ts';

export type NodeAspect = 'name' | 'code' | 'settings' | 'text' | 'place';
export type NodeDifference = {
  readonly before: PipelineNode;
  readonly after: PipelineNode;
  readonly aspects: readonly NodeAspect[];
  /** The snippets that differ. */
  readonly snippets: readonly SnippetField[];
};
export type DocumentField = 'name' | 'description' | 'types';
export type PipelineDiff = {
  readonly added: readonly PipelineNode[];
  readonly removed: readonly PipelineNode[];
  readonly changed: readonly NodeDifference[];
  readonly connected: readonly PipelineEdge[];
  readonly disconnected: readonly PipelineEdge[];
  readonly document: readonly DocumentField[];
};

const documentFields: readonly DocumentField[] = ['name', 'description', 'types'];
const snippetFields: readonly SnippetField[] = ['recordType', 'decode', 'generate', 'initial', 'code', 'encode'];
const otherAspects: Readonly<Record<string, NodeAspect>> = {
  name: 'name',
  connector: 'settings',
  state: 'settings',
  text: 'text',
  position: 'place',
  size: 'place',
};

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
    document: documentFields.filter((field) => before[field] !== after[field]),
  };
}

export const isEmptyDiff = (diff: PipelineDiff): boolean => Object.values(diff).every((list) => list.length === 0);

function differenceOf(before: PipelineNode, after: PipelineNode): readonly NodeDifference[] {
  const differs = (field: string): boolean => !isSameJson(fieldOf(before, field), fieldOf(after, field));
  const snippets = snippetFields.filter(differs);
  const others = Object.keys(otherAspects).flatMap((field) => (differs(field) ? (otherAspects[field] ?? []) : []));
  const aspects = [...new Set<NodeAspect>([...others, ...(snippets.length > 0 ? (['code'] as const) : [])])];
  return aspects.length === 0 ? [] : [{ before, after, aspects, snippets }];
}

/** Fields differ by kind; one that a kind does not have is undefined on both sides. */
const fieldOf = (node: PipelineNode, field: string): unknown =>
  Object.entries(node).find(([name]) => name === field)?.[1];

function edgesOnlyIn(one: Pipeline, other: Pipeline): readonly PipelineEdge[] {
  const known = new Set(other.edges.map(endsOf));
  return one.edges.filter((edge) => !known.has(endsOf(edge)));
}

const endsOf = ({ from, to }: PipelineEdge): string => `${from} ${to}`;
