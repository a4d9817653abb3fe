/** What a trial of a node depends on, as one text to compare: its own code, that of its state, and the shared types. Pure. */
import type { NodeId } from '@potoroo/shared/ids';
import type { Pipeline, PipelineNode } from '@potoroo/shared/pipeline';

export function codeAround({ nodes, types }: Pipeline, id: NodeId): string {
  const node = nodes.find((each) => each.id === id);
  const state = node?.kind === 'state-computation' ? nodes.find((each) => each.id === node.state) : undefined;
  return JSON.stringify([types, codeOf(node), codeOf(state)]);
}

function codeOf(node: PipelineNode | undefined): readonly (string | null)[] {
  switch (node?.kind) {
    case 'source':
      return [node.generate, node.decode];
    case 'sink':
      return [node.encode];
    case 'state':
      return [node.initial];
    case 'computation':
    case 'key':
    case 'state-computation':
      return [node.code];
    case 'note':
    case undefined:
      return [];
  }
}
