/**
 * Nodes and edges far outside of the canvas are marked, and the style sheet leaves out what is in them. They keep their size and
 * their focus; a browser that moves the view has only those to put together that can be seen. Looked for again
 * when the view has moved by half of the margin, or when what lies on the canvas has changed.
 */
import { type ReactFlowState, useStoreApi } from '@xyflow/react';
import { useEffect } from 'react';
import type { FlowNode } from './flow-model.ts';

/** In pixels of the screen. Labels and problems reach beyond their nodes; and the view may move half of it before the next look. */
const margin = 400;

type Box = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
type State = ReactFlowState<FlowNode>;
type Seen = Pick<State, 'transform' | 'nodes' | 'edges' | 'width' | 'height'>;

export function useOutOfView(): void {
  const store = useStoreApi<FlowNode>();
  useEffect(() => {
    let seen: Seen | null = null;
    const look = (): void => {
      const state = store.getState();
      if (seen !== null && !hasLeft(seen, state)) return;
      const { transform, nodes, edges, width, height } = state;
      seen = { transform, nodes, edges, width, height };
      mark(state);
    };
    look();
    return store.subscribe(look);
  }, [store]);
}

/** A node that is dragged is under the pointer: it is looked for when it is let go. */
function hasLeft(seen: Seen, now: State): boolean {
  if (seen.width !== now.width || seen.height !== now.height || seen.edges !== now.edges) return true;
  if (seen.nodes !== now.nodes && !now.nodes.some(({ dragging }) => dragging)) return true;
  const [x, y, zoom] = seen.transform;
  const [nowX, nowY, nowZoom] = now.transform;
  const slack = margin / 2;
  if (zoom === nowZoom) return Math.abs(x - nowX) > slack || Math.abs(y - nowY) > slack;
  // What was seen of the pipeline, as it lies on the screen now: its borders must still be outside of the canvas.
  const scale = nowZoom / zoom;
  const left = (-margin - x) * scale + nowX;
  const top = (-margin - y) * scale + nowY;
  const right = (seen.width + margin - x) * scale + nowX;
  const bottom = (seen.height + margin - y) * scale + nowY;
  return left > 0 || top > 0 || right < now.width || bottom < now.height || scale < 0.5;
}

function mark(state: State): void {
  const [x, y, zoom] = state.transform;
  const view = {
    left: (-margin - x) / zoom,
    top: (-margin - y) / zoom,
    right: (state.width + margin - x) / zoom,
    bottom: (state.height + margin - y) / zoom,
  };
  const boxes = new Map([...state.nodeLookup].map(([id, node]) => [id, boxOf(node)]));
  const isOut = (box: Box | null): boolean => box !== null && isApart(box, view);
  const ends = new Map(
    state.edges.map(({ id, source, target }) => [id, around(boxes.get(source) ?? null, boxes.get(target) ?? null)]),
  );
  for (const element of state.domNode?.querySelectorAll('.react-flow__node') ?? [])
    element.toggleAttribute('data-out', isOut(boxes.get(element.getAttribute('data-id') ?? '') ?? null));
  for (const element of state.domNode?.querySelectorAll('.react-flow__edge, [data-edge]') ?? []) {
    const id = element.getAttribute('data-edge') ?? element.getAttribute('data-id') ?? '';
    element.toggleAttribute('data-out', isOut(ends.get(id) ?? null));
  }
}

/** Null where it is not known yet: then it is drawn. */
function boxOf({ internals, measured }: NonNullable<ReturnType<State['nodeLookup']['get']>>): Box | null {
  const { width, height } = measured;
  if (width === undefined || height === undefined) return null;
  const { x, y } = internals.positionAbsolute;
  return { left: x, top: y, right: x + width, bottom: y + height };
}

const isApart = (a: Box, b: Box): boolean =>
  a.right < b.left || a.left > b.right || a.bottom < b.top || a.top > b.bottom;

const around = (a: Box | null, b: Box | null): Box | null =>
  a === null || b === null
    ? null
    : {
        left: Math.min(a.left, b.left),
        top: Math.min(a.top, b.top),
        right: Math.max(a.right, b.right),
        bottom: Math.max(a.bottom, b.bottom),
      };
