/**
 * Which live numbers on the canvas can be read now. From afar nobody can read the small print: it is not drawn then. What lies
 * outside of the view, or moves with it, rests until the view stands. With hundreds of nodes this is most of
 * what a browser would have to lay out and paint, four times a second.
 */
import { useStoreApi } from '@xyflow/react';
import { useEffect } from 'react';
import { hurry, readLive } from '../../run/live-store.ts';
import { flowInstance } from './flow-instance.ts';
import { useFlow } from './flow-store.ts';
import { markCanvas } from './mark-canvas.ts';

/** Text of 12 pixels is smaller than 6 below it. */
const farZoom = 0.5;
let moving = false;
let dragging = false;
const whenItStands = new Set<() => void>();

export const viewIsMoving = (): boolean => moving;

/** Returns what takes the listener away again. */
export function listenStanding(listener: () => void): () => void {
  whenItStands.add(listener);
  return () => void whenItStands.delete(listener);
}

/** Marks the canvas that is seen from afar. While the view moves its picture is moved, and shows what it showed. */
export function useDistance(): void {
  const store = useStoreApi();
  useEffect(() => {
    let wasFar: boolean | null = null;
    const look = () => {
      const isFar = store.getState().transform[2] < farZoom;
      if (moving || isFar === wasFar) return;
      wasFar = isFar;
      markCanvas('data-far', isFar);
    };
    look();
    const silences = [store.subscribe(look), listenStanding(look)];
    return () => silences.forEach((silence) => silence());
  }, [store]);
}

/** Between two notches of a wheel the view stands, and is about to move on: to paint it in between would hold up the next. */
const standsAfterMs = 350;
let standing: ReturnType<typeof setTimeout> | undefined;

/** While the view moves the browser moves a picture of it, and does not paint it again at each step. */
export function viewMoves(moves: boolean): void {
  clearTimeout(standing);
  if (moves) mark(true);
  else standing = setTimeout(() => mark(false), standsAfterMs);
}

/**
 * While a pointer holds the view nothing else can be below it, and a browser need not look at each step what is. Ends with
 * the gesture: what is pressed next is pressed.
 */
export const holdView = (holds: boolean): void => markCanvas('data-held', holds);

function mark(moves: boolean): void {
  moving = moves;
  markCanvas('data-moving', moves);
  hurry(moving || dragging);
  if (moves) return;
  for (const listener of whenItStands) listener();
}

/** Of nodes under the pointer: the same for the numbers as a view that moves. */
export function nodesMove(moves: boolean): void {
  dragging = moves;
  hurry(moving || dragging);
}

/** Whether the numbers at all of these nodes rest. */
export const rests = (...nodes: readonly string[]): boolean =>
  moving || dragging || !nodes.some((node) => nodesInView().has(node));

type Seen = { readonly of: object | null; readonly view: string; readonly nodes: ReadonlySet<string> };
let seen: Seen = { of: null, view: '', nodes: new Set() };

/** Found once for each frame of numbers and view. */
function nodesInView(): ReadonlySet<string> {
  const flow = flowInstance();
  if (flow === null) return seen.nodes;
  const { x, y, zoom } = flow.getViewport();
  const { span } = readLive();
  const view = `${x} ${y} ${zoom} ${innerWidth} ${innerHeight}`;
  if (seen.of !== span || seen.view !== view) seen = { of: span, view, nodes: found({ x, y, zoom }) };
  return seen.nodes;
}

/** Within the window, which is larger than the canvas: what is at its edge is there in time. */
function found({ x, y, zoom }: { readonly x: number; readonly y: number; readonly zoom: number }): ReadonlySet<string> {
  const flow = flowInstance();
  if (zoom < farZoom) return new Set();
  const isIn = (id: string): boolean => {
    const node = flow?.getInternalNode(id);
    if (node === undefined) return true;
    const { x: left, y: top } = node.internals.positionAbsolute;
    const { width = 0, height = 0 } = node.measured;
    const [right, bottom] = [(left + width) * zoom + x, (top + height) * zoom + y];
    return right >= 0 && bottom >= 0 && left * zoom + x <= innerWidth && top * zoom + y <= innerHeight;
  };
  return new Set(useFlow.getState().nodes.flatMap(({ id }) => (isIn(id) ? [id] : [])));
}
