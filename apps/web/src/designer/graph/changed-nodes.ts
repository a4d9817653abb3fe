/** Where on the canvas an edit was felt. Pure. */
import type { Pipeline } from '@potoroo/shared/pipeline';
import { type Box, boxOf } from './free-place.ts';

/** The smallest box around the nodes that an edit has added, or that lie elsewhere since; null where there are none. */
export function changedBox(before: Pipeline, after: Pipeline): Box | null {
  const places = new Map(before.nodes.map(({ id, position }) => [id, position]));
  const changed = after.nodes.filter(({ id, position }) => {
    const place = places.get(id);
    return place?.x !== position.x || place.y !== position.y;
  });
  return changed.length === 0 ? null : around(changed.map(boxOf));
}

function around(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}
