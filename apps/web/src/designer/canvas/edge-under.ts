/**
 * The edge that what is dragged would be dropped on. Its sign is drawn by the edge itself, which alone draws anew when it
 * becomes or ceases to be the one.
 */
import { type EdgeId, edgeId } from '@potoroo/shared/ids';
import { create } from 'zustand';

type Point = { readonly x: number; readonly y: number };

export const useEdgeUnder = create<{ readonly edge: EdgeId | null }>(() => ({ edge: null }));

export const edgeUnder = (): EdgeId | null => useEdgeUnder.getState().edge;

/** Called on every move of a drag; tells only what has changed. */
export function lookUnder({ x, y }: Point): void {
  const found = document
    .elementsFromPoint(x, y)
    .find((element) => element.matches('.react-flow__edge-interaction'))
    ?.closest('.react-flow__edge')
    ?.getAttribute('data-id');
  const edge = found == null ? null : edgeId(found);
  if (edge !== edgeUnder()) useEdgeUnder.setState({ edge });
}

export function forgetUnder(): void {
  if (edgeUnder() !== null) useEdgeUnder.setState({ edge: null });
}
