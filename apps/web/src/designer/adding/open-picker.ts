/** Opens the picker where it is wanted: at the pointer, at a point of the screen, or beside a node. */
import type { NodeId } from '@potoroo/shared/ids';
import type { Position } from '@potoroo/shared/pipeline';
import { flowInstance } from '../canvas/flow-instance.ts';
import { pointerPlace } from '../canvas/pointer-place.ts';
import { canvasBox } from '../canvas/view.ts';
import type { LooseEnd } from '../graph/add-connected.ts';
import { drawnSize } from '../graph/free-place.ts';
import { openPicker, type PickerPlace } from './picker-store.ts';

const pickerSize = { width: 320, height: 300 };
const margin = 12;

/** `/`, and a double click on empty canvas: where the pointer is, else beside what is selected. */
export function pickAtPointer(): void {
  const point = pointerPlace();
  if (point === null) openPicker({ type: 'add', at: null, place: placeIn(null) });
  else pickAtPoint(point);
}

export function pickAtPoint(point: Position): void {
  const at = flowInstance()?.screenToFlowPosition(point) ?? null;
  openPicker({ type: 'add', at, place: placeIn(point) });
}

type LetGo = { readonly point: Position; readonly lane: NodeId | null };

/** A wire was let go over empty canvas: the new node's port comes to lie there. */
export function pickAtEnd(end: LooseEnd, { point, lane }: LetGo): void {
  const flow = flowInstance()?.screenToFlowPosition(point);
  if (flow === undefined) return;
  const at = { x: end.side === 'output' ? flow.x : flow.x - drawnSize.width, y: flow.y - drawnSize.height / 2 };
  openPicker({ type: 'add-at-end', end, at, lane, place: placeIn(point) });
}

export const pickFollower = (node: NodeId): void =>
  openPicker({
    type: 'add-at-end',
    end: { node, side: 'output' },
    at: null,
    lane: null,
    place: placeIn(besideNode(node)),
  });

export const pickTarget = (from: NodeId): void =>
  openPicker({ type: 'connect', from, place: placeIn(besideNode(from)) });

function besideNode(id: NodeId): Position | null {
  const box = document.querySelector(`.react-flow__node[data-id="${CSS.escape(id)}"]`)?.getBoundingClientRect();
  return box === undefined ? null : { x: box.right + margin, y: box.top };
}

/** Within the canvas; in the middle of its upper half where no point is meant. */
function placeIn(point: Position | null): PickerPlace {
  const box = canvasBox();
  if (box === null) return { left: margin, top: margin };
  const wanted = point ?? { x: box.left + (box.width - pickerSize.width) / 2, y: box.top + box.height / 5 };
  return {
    left: Math.max(margin, Math.min(wanted.x - box.left, box.width - pickerSize.width - margin)),
    top: Math.max(margin, Math.min(wanted.y - box.top, box.height - pickerSize.height - margin)),
  };
}
