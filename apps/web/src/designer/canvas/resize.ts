/** A finished resize as one edit. Resizing from the left or the top moves the node too; what lies in a lane stays where it is. */
import type { NodeId } from '@potoroo/shared/ids';
import { apply, useDocument } from '../document/document-store.ts';

type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

export function commitSize(id: NodeId, { x, y, width, height }: Box): void {
  const node = useDocument.getState().pipeline?.nodes.find((each) => each.id === id);
  if (node === undefined || !('size' in node)) return;
  const size = { width: Math.round(width), height: Math.round(height) };
  apply({ type: 'change-node', node: { ...node, size, position: { x: Math.round(x), y: Math.round(y) } } });
}
