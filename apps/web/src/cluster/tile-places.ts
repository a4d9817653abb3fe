/** Where each worker's tiles and cards are on screen now, for what is drawn across workers. */
import type { OwnerChange } from '../run/owner-changes.ts';
import { cardsIn } from './cards.ts';
import type { Detail } from './detail.ts';
import type { Picture, Tile } from './picture.ts';
import { type Box, tileBox } from './tiles.ts';

type Place = { readonly canvas: HTMLCanvasElement; readonly picture: Picture };

const places = new Map<number, Place>();

export const notePlace = (worker: number, place: Place): void => void places.set(worker, place);
export const forgetPlace = (worker: number): void => void places.delete(worker);

/** How large objects are drawn now; all boxes have one size. */
export const shownDetail = (): Detail | null => [...places.values()][0]?.picture.detail ?? null;

/**
 * What a worker shows of a slot, or of an object that lies alone, in the coordinates of the window: its tile, or the cards of
 * its objects. Empty where the worker shows nothing of it.
 */
export function boxesOnScreen(worker: number, { slot, key }: Pick<OwnerChange, 'slot' | 'key'>): readonly Box[] {
  const place = places.get(worker);
  if (place === undefined) return [];
  const { canvas, picture } = place;
  const { left, top } = canvas.getBoundingClientRect();
  const isIt = (tile: Tile): boolean => (key === null ? tile.solo === null && tile.slot === slot : tile.solo === key);
  const boxes =
    picture.detail === 'card'
      ? cardsIn(picture, canvas.clientWidth).flatMap(({ tile, box }) => (isIt(tile) ? [box] : []))
      : picture.tiles.flatMap((tile, index) => (isIt(tile) ? [tileBox(picture.grid, index)] : []));
  return boxes.map((box) => ({ ...box, x: left + box.x, y: top + box.y }));
}
