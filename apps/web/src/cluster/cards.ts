/** Where the cards of a worker lie: one for each object, slot by slot, and one with a dashed edge for each that has just left. Pure. */
import type { Picture, Tile } from './picture.ts';
import type { Box } from './tiles.ts';

export type Card = {
  readonly tile: Tile;
  /** Of the object, among those of its slot. */
  readonly place: number;
  readonly box: Box;
};

const card = { width: 176, height: 62, gap: 6 } as const;

/** How many fit, with so many rows to spare. */
export function cardsFor({ width, height }: Pick<Box, 'width' | 'height'>, spare: number): number {
  const rows = Math.floor((height + card.gap) / (card.height + card.gap)) - spare;
  return columnsIn(width) * Math.max(0, rows);
}

const columnsIn = (width: number): number => Math.max(1, Math.floor((width + card.gap) / (card.width + card.gap)));

export function cardsIn({ tiles }: Pick<Picture, 'tiles'>, width: number): readonly Card[] {
  const columns = columnsIn(width);
  const across = (width + card.gap) / columns - card.gap;
  const objects = tiles.flatMap((tile) => Array.from({ length: tile.objects }, (_, place) => ({ tile, place })));
  return objects.map((object, index) => ({
    ...object,
    box: {
      x: (index % columns) * (across + card.gap),
      y: Math.floor(index / columns) * (card.height + card.gap),
      width: across,
      height: card.height,
    },
  }));
}

export const cardAt = (cards: readonly Card[], { x, y }: { readonly x: number; readonly y: number }): Card | null =>
  cards.find(({ box }) => x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height) ?? null;
