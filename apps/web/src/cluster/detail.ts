/**
 * How large a state object is drawn, from the pixels that there are for one: a card with its key and value, a dot, or one
 * cell for all objects of a slot. Each border is crossed later on the way back, so that the picture does not flicker. Pure.
 */
import { cardsFor } from './cards.ts';

export type Detail = 'card' | 'dot' | 'cell';

/** Square pixels an object, on the fullest worker: from here on it is drawn so, and until below the second it stays so. */
const dotPixels = { enter: 46, leave: 30 } as const;

export type Crowd = {
  /** Of the picture of one worker. */
  readonly width: number;
  readonly height: number;
  /** State objects of the fullest worker. */
  readonly objects: number;
};

export function detailFor({ width, height, objects }: Crowd, before: Detail | null): Detail {
  const pixels = (width * height) / Math.max(1, objects);
  // A card that does not fit would hide an object. From dots there must be a row to spare.
  const spare = before === 'dot' || before === 'cell' ? 1 : 0;
  if (objects <= cardsFor({ width, height }, spare)) return 'card';
  return pixels >= (before === 'dot' || before === 'card' ? dotPixels.leave : dotPixels.enter) ? 'dot' : 'cell';
}

export const detailText: Readonly<Record<Detail, string>> = {
  card: 'one card is one object, with the record seen last',
  dot: 'one dot is one object',
  cell: 'one cell is one slot',
};
