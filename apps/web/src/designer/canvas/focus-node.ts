/** Gives the focus to a node on the canvas, so that the keys that follow are about it. */
import type { NodeId } from '@potoroo/shared/ids';

/** After the frame in which a new node is drawn. */
export function focusNode(id: NodeId): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const element = document.querySelector(`.react-flow__node[data-id="${CSS.escape(id)}"]`);
      if (element instanceof HTMLElement) element.focus({ preventScroll: true });
    }),
  );
}

/** The id of the node that has the focus, or null. */
export function focusedNode(): string | null {
  return document.activeElement?.closest('.react-flow__node')?.getAttribute('data-id') ?? null;
}
