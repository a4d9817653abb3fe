/** The graph of a pipeline as a Mermaid flowchart, for pages that draw such text. States hold their state computations. */
import type { NodeId } from '../ids.ts';
import type { Pipeline, PipelineNode } from '../pipeline/index.ts';

export function mermaidOf(pipeline: Pipeline): string {
  const ids = new Map(pipeline.nodes.map((node, index) => [node.id, `n${index}`]));
  const idOf = (id: NodeId): string => ids.get(id) ?? 'n';
  const states = pipeline.nodes.filter((node) => node.kind === 'state');
  const inside = (node: PipelineNode): boolean =>
    node.kind === 'state-computation' && states.some(({ id }) => id === node.state);
  const outside = pipeline.nodes.filter((node) => node.kind !== 'state' && !inside(node));
  const lanes = states.flatMap((state) => [
    `  subgraph ${idOf(state.id)}["${label(state)}"]`,
    ...pipeline.nodes.flatMap((node) =>
      node.kind === 'state-computation' && node.state === state.id ? [`    ${shape(node, idOf(node.id))}`] : [],
    ),
    '  end',
  ]);
  const lines = [
    'flowchart LR',
    ...outside.map((node) => `  ${shape(node, idOf(node.id))}`),
    ...lanes,
    ...pipeline.edges.map(({ from, to }) => `  ${idOf(from)} --> ${idOf(to)}`),
  ];
  return `${lines.join('\n')}\n`;
}

function shape(node: PipelineNode, id: string): string {
  switch (node.kind) {
    case 'source':
    case 'sink':
      return `${id}(["${label(node)}"])`;
    case 'key':
      return `${id}{{"${label(node)}"}}`;
    case 'note':
      return `${id}>"${escaped(node.text)}"]`;
    case 'computation':
    case 'state':
    case 'state-computation':
      return `${id}["${label(node)}"]`;
  }
}

const label = ({ id, name }: PipelineNode): string => escaped(name.trim() === '' ? id : name);

/** Letters, digits and plain marks stay; all else becomes a numbered entity, which Mermaid never reads as its own syntax. */
const escaped = (text: string): string =>
  text
    .replaceAll(/\p{Cs}/gu, '\ufffd')
    .replaceAll(/[^\p{L}\p{N} .,:!?'-]/gu, (character) => `#${character.codePointAt(0) ?? 32};`);
