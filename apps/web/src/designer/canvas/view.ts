/**
 * What part of the pipeline the canvas shows. It follows the size of the canvas until the person has panned or zoomed: from
 * then on the view is theirs, until they fit it again or open another project.
 */
import { useReactFlow, useStore } from '@xyflow/react';
import { useCallback, useEffect } from 'react';
import { create } from 'zustand';
import type { Position } from '@potoroo/shared/pipeline';
import { useProject } from '../document/project-store.ts';
import { drawnSize } from '../graph/free-place.ts';

/** How much of the canvas a fitted pipeline takes: a margin for the labels around it, and never larger than life. */
export const fitOptions = { padding: 0.14, maxZoom: 1.1, minZoom: 0.25 } as const;

const useView = create<{ readonly isTheirs: boolean }>(() => ({ isTheirs: false }));

/** The person has panned or zoomed. */
export const takeView = (): void => useView.setState({ isTheirs: true });

/** React Flow tells of its own moves too: only those with a gesture behind them are the person's. */
export function noticeMove(gesture: MouseEvent | TouchEvent | null): void {
  if (gesture !== null) takeView();
}

export function useFit(): () => void {
  const { fitView } = useReactFlow();
  return useCallback(() => {
    useView.setState({ isTheirs: false });
    void fitView(fitOptions);
  }, [fitView]);
}

/** Another project begins with all of it in view. */
export function useFitOnOpen(): void {
  const id = useProject((state) => state.id);
  const fit = useFit();
  useEffect(() => afterLayout(fit), [id, fit]);
}

/** React Flow's own measure is listened to, not the element's: it fits into the size that it knows. */
export function useFitOnResize(): void {
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const { fitView } = useReactFlow();
  useEffect(() => {
    if (width > 0 && height > 0 && !useView.getState().isTheirs) return afterLayout(() => void fitView(fitOptions));
    return undefined;
  }, [width, height, fitView]);
}

/** Brings a node at this place into view if it is outside: by fitting everything, or where the view is the person's, by moving it. */
export function useShowPlace(): (place: Position) => void {
  const { fitView, setCenter, getZoom, flowToScreenPosition } = useReactFlow();
  return (place) => {
    const box = document.querySelector('.canvas')?.getBoundingClientRect();
    if (box === undefined) return;
    const from = flowToScreenPosition(place);
    const to = flowToScreenPosition({ x: place.x + drawnSize.width, y: place.y + drawnSize.height });
    if (from.x >= box.left && from.y >= box.top && to.x <= box.right && to.y <= box.bottom) return;
    if (useView.getState().isTheirs)
      void setCenter(place.x + drawnSize.width / 2, place.y + drawnSize.height / 2, { zoom: getZoom() });
    else afterLayout(() => void fitView(fitOptions));
  };
}

/** Two frames: one draws, the next has measured. Returns what calls it off. */
function afterLayout(act: () => void): () => void {
  let frame = requestAnimationFrame(() => {
    frame = requestAnimationFrame(act);
  });
  return () => cancelAnimationFrame(frame);
}
