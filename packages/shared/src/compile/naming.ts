/** How diagnostics call a node: `the sink "Rejections"`. */
import type { NodeKind, PipelineNode } from '../pipeline/index.ts';

const kindNames: Readonly<Record<NodeKind, string>> = {
  source: 'source',
  computation: 'computation',
  key: 'key function',
  state: 'state',
  'state-computation': 'state computation',
  sink: 'sink',
  note: 'note',
};

/** `"Rejections"`, or the id where the node has no name. */
export const titled = (node: PipelineNode): string => `"${node.name.trim() === '' ? node.id : node.name}"`;

/** `source "Orders"` */
export const kindAndTitle = (node: PipelineNode): string => `${kindNames[node.kind]} ${titled(node)}`;

/** Whose snippet it is: null stands for the document itself. */
export const owner = ({ node }: { readonly node: PipelineNode | null }): string =>
  node === null ? 'the shared types' : titled(node);
