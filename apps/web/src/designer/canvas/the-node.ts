/** The node that a command on one node is about. */
import type { PipelineNode } from '@potoroo/shared/pipeline';
import { useDocument } from '../document/document-store.ts';
import { selectedIn, useFlow } from './flow-store.ts';
import { focusedNode } from './focus-node.ts';

/** The node that has the focus, else the only one that is selected. */
export function theNode(): PipelineNode | null {
  const { nodes } = useDocument.getState().pipeline ?? { nodes: [] };
  const selected = selectedIn(useFlow.getState()).nodes;
  const id = focusedNode() ?? (selected.length === 1 ? selected[0] : null);
  return nodes.find((node) => node.id === id) ?? null;
}
