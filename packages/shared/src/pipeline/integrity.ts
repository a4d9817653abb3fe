/**
 * What must hold for a document to be a graph at all: ids name one thing each, and edges end at nodes. Without it neither
 * an editor nor the compiler can say what it means, so `parsePipeline` refuses such documents.
 */
import { diagnose } from './diagnostic-catalogue.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Pipeline, PipelineEdge } from './pipeline.ts';

export function integrityFaults(pipeline: Pick<Pipeline, 'nodes' | 'edges'>): readonly Diagnostic[] {
  const nodes = new Set(pipeline.nodes.map((node) => node.id));
  return [
    ...repeated(pipeline.nodes.map((node) => node.id)).map((id) =>
      diagnose('P202', { message: `Two nodes have the id "${id}".`, remedy: 'Give one of them another id.', node: id }),
    ),
    ...repeated(pipeline.edges.map((edge) => edge.id)).map((id) =>
      diagnose('P203', { message: `Two edges have the id "${id}".`, remedy: 'Give one of them another id.', edge: id }),
    ),
    ...pipeline.edges.flatMap((edge) => danglingEnds(edge, nodes)),
  ];
}

const danglingEnds = (edge: PipelineEdge, nodes: ReadonlySet<string>): readonly Diagnostic[] =>
  [
    { word: 'begins', id: edge.from },
    { word: 'ends', id: edge.to },
  ]
    .filter(({ id }) => !nodes.has(id))
    .map(({ word, id }) =>
      diagnose('P204', {
        message: `The edge "${edge.id}" ${word} at "${id}", and there is no such node.`,
        remedy: 'Remove the edge, or correct the id at its end.',
        edge: edge.id,
      }),
    );

/** Every id that occurs more than once, once. */
function repeated<Id extends string>(ids: readonly Id[]): readonly Id[] {
  const seen = new Set<Id>();
  const again = new Set<Id>();
  for (const id of ids) (seen.has(id) ? again : seen).add(id);
  return [...again];
}
