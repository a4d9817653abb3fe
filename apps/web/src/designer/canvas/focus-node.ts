/** Gives the focus to a node, so that the keys that follow are about it: on the canvas, or in the outline where one works there. */
import type { NodeId } from '@potoroo/shared/ids';

export type Area = 'canvas' | 'outline';

export const areaOf = (element: Element | null): Area => (element?.closest('.outline') == null ? 'canvas' : 'outline');

/** After the frame in which a new node is drawn. */
export function focusNode(id: NodeId, area: Area = areaOf(document.activeElement)): void {
  const name = CSS.escape(id);
  const selector = area === 'outline' ? `.outline [data-node="${name}"]` : `.react-flow__node[data-id="${name}"]`;
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const element = document.querySelector(selector);
      if (element instanceof HTMLElement) element.focus({ preventScroll: true });
    }),
  );
}

/** The id of the node that has the focus, or null. */
export function focusedNode(): string | null {
  const element = document.activeElement?.closest('.react-flow__node, .outline [data-node]');
  return element?.getAttribute('data-id') ?? element?.getAttribute('data-node') ?? null;
}
