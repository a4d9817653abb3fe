/** Where each worker's tiles are on screen now, for what is drawn across workers. */
import type { Detail } from './detail.ts';
import type { Picture } from './picture.ts';
import { type Box, tileBox } from './tiles.ts';

type Place = { readonly canvas: HTMLCanvasElement; readonly picture: Picture };

const places = new Map<number, Place>();

export const notePlace = (worker: number, place: Place): void => void places.set(worker, place);
export const forgetPlace = (worker: number): void => void places.delete(worker);

/** How large objects are drawn now; all boxes have one size. */
export const shownDetail = (): Detail | null => [...places.values()][0]?.picture.detail ?? null;

/** The box of a slot in the coordinates of the window; null where the worker does not show it. */
export function boxOnScreen(worker: number, slot: number): Box | null {
  const place = places.get(worker);
  const index = place?.picture.tiles.findIndex((tile) => tile.slot === slot) ?? -1;
  if (place === undefined || index < 0) return null;
  const { left, top } = place.canvas.getBoundingClientRect();
  const box = tileBox(place.picture.grid, index);
  return { ...box, x: left + box.x, y: top + box.y };
}
