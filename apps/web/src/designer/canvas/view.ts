/**
 * What part of the pipeline the canvas shows. It follows the size of the canvas until the person has panned or zoomed: from
 * then on the view is theirs, until they fit it again or open another project.
 */
import { useStore, type Viewport } from '@xyflow/react';
import { useEffect } from 'react';
import type { Pipeline, Position } from '@potoroo/shared/pipeline';
import { useProject } from '../document/project-store.ts';
import { changedBox } from '../graph/changed-nodes.ts';
import { type Box, drawnSize } from '../graph/free-place.ts';
import { shortfall } from './shortfall.ts';
import { flowInstance } from './flow-instance.ts';
import { selectedIn, useFlow } from './flow-store.ts';

/** How much of the canvas a fitted pipeline takes: a margin for the labels around it, and never larger than life. */
export const fitOptions = { padding: 0.14, maxZoom: 1.1, minZoom: 0.1 } as const;

const panStep = 80;

/** The person has panned or zoomed, and has not asked to fit since. */
let isTheirs = false;

const takeView = (): void => {
  isTheirs = true;
};

/** React Flow tells of its own moves too: only those with a gesture behind them are the person's. */
export function noticeMove(gesture: MouseEvent | TouchEvent | null): void {
  if (gesture !== null) takeView();
}

/** An empty canvas has nothing to fit, and begins at life size. */
export function fit(): void {
  isTheirs = false;
  const flow = flowInstance();
  if (flow?.getNodes().length === 0) void flow.setViewport({ x: 0, y: 0, zoom: 1 });
  else void flow?.fitView(fitOptions);
}

export function fitSelection(): void {
  takeView();
  const nodes = selectedIn(useFlow.getState()).nodes.map((id) => ({ id }));
  void flowInstance()?.fitView({ ...fitOptions, nodes });
}

export function zoomIn(): void {
  takeView();
  void flowInstance()?.zoomIn();
}

export function zoomOut(): void {
  takeView();
  void flowInstance()?.zoomOut();
}

export function zoomToLife(): void {
  takeView();
  void flowInstance()?.zoomTo(1);
}

/** Moves the view by whole steps: `{ x: 1, y: 0 }` shows what lies to the right. */
export function pan(steps: Position): void {
  const flow = flowInstance();
  if (flow === null) return;
  takeView();
  const { x, y, zoom } = flow.getViewport();
  void flow.setViewport({ x: x - steps.x * panStep, y: y - steps.y * panStep, zoom });
}

/** What the canvas showed when another screen took its place. */
let left: { readonly project: string | null; readonly viewport: Viewport } | null = null;

/** Another project begins with all of it in view; back from another screen, a view that is the person's is as they left it. */
export function useFitOnOpen(): void {
  const id = useProject((state) => state.id);
  useEffect(() => {
    const { viewport } = left?.project === id && isTheirs ? left : { viewport: null };
    const cancel = afterLayout(() => {
      if (viewport === null) fit();
      else void flowInstance()?.setViewport(viewport);
    });
    return () => {
      cancel();
      const now = flowInstance()?.getViewport();
      left = now === undefined ? null : { project: id, viewport: now };
    };
  }, [id]);
}

/** React Flow's own measure is listened to, not the element's: it fits into the size that it knows. */
export function useFitOnResize(): void {
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  useEffect(() => {
    if (width > 0 && height > 0 && !isTheirs) return afterLayout(() => void flowInstance()?.fitView(fitOptions));
    return undefined;
  }, [width, height]);
}

/** Brings a node at this place into view if it is outside. */
export const showPlace = (place: Position): void => showBox({ ...place, ...drawnSize });

/** What an edit has added or moved out of the view comes back into it. */
export function showChanged(before: Pipeline, after: Pipeline): void {
  const box = changedBox(before, after);
  if (box !== null) showBox(box);
}

/** By fitting everything, or where the view is the person's, by moving it no further than it takes. */
function showBox(box: Box): void {
  const flow = flowInstance();
  const canvas = canvasBox();
  if (canvas === null || flow === null) return;
  const from = flow.flowToScreenPosition(box);
  const to = flow.flowToScreenPosition({ x: box.x + box.width, y: box.y + box.height });
  const by = {
    x: shortfall({ from: from.x, to: to.x }, { from: canvas.left, to: canvas.right }),
    y: shortfall({ from: from.y, to: to.y }, { from: canvas.top, to: canvas.bottom }),
  };
  if (by.x === 0 && by.y === 0) return;
  if (!isTheirs) return void afterLayout(() => void flow.fitView(fitOptions));
  const { x, y, zoom } = flow.getViewport();
  const fits = to.x - from.x < canvas.width && to.y - from.y < canvas.height;
  if (fits) void flow.setViewport({ x: x + by.x, y: y + by.y, zoom });
  else void flow.fitBounds(box, { padding: fitOptions.padding });
}

/** Where a new node lies in the middle of what is seen. */
export function middleOfView(): Position | null {
  const flow = flowInstance();
  const box = canvasBox();
  if (box === null || flow === null) return null;
  const middle = flow.screenToFlowPosition({ x: box.left + box.width / 2, y: box.top + box.height / 2 });
  return { x: middle.x - drawnSize.width / 2, y: middle.y - drawnSize.height / 2 };
}

export const canvasBox = (): DOMRect | null => document.querySelector('.canvas')?.getBoundingClientRect() ?? null;

/** All of it in view once what was moved has been drawn, unless the view is the person's. */
export function fitAfterLayout(): void {
  if (!isTheirs) afterLayout(fit);
}

/** Two frames: one draws, the next has measured. Returns what calls it off. */
function afterLayout(act: () => void): () => void {
  let frame = requestAnimationFrame(() => {
    frame = requestAnimationFrame(act);
  });
  return () => cancelAnimationFrame(frame);
}
