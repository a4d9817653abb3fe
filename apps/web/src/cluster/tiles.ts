/**
 * Where slots and their objects lie in the picture of a worker. A slot has a tile, tiles lie in the order of their slots, and
 * an object has a fixed place in its slot's tile: wherever the slot moves, the same object is the same mark. Pure.
 */
export type Area = { readonly width: number; readonly height: number };
export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

export type TileGrid = {
  readonly columns: number;
  readonly tile: Area;
  readonly gap: number;
};

/** Tiles that fill the area, as near to squares as it allows; `most` of them on the fullest worker. */
export function tileGrid(most: number, { width, height }: Area): TileGrid {
  const count = Math.max(1, most);
  let best: TileGrid | null = null;
  let nearest = Number.POSITIVE_INFINITY;
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const tile = { width: width / columns, height: height / rows };
    const away = Math.abs(Math.log(tile.width / tile.height));
    if (away >= nearest) continue;
    nearest = away;
    best = { columns, tile, gap: Math.min(tile.width, tile.height) > 9 ? 2 : 1 };
  }
  return best ?? { columns: 1, tile: { width, height }, gap: 1 };
}

export function tileBox({ columns, tile, gap }: TileGrid, index: number): Box {
  const x = (index % columns) * tile.width;
  const y = Math.floor(index / columns) * tile.height;
  return { x: x + gap / 2, y: y + gap / 2, width: tile.width - gap, height: tile.height - gap };
}

/**
 * The places for objects in each tile: as many columns and rows as the fullest slot of all needs. Taken in an order that
 * is the slot's own, so that a few objects do not all lie in one corner.
 */
export function placesIn(box: Box, capacity: number, slot = 0): (index: number) => Box {
  const columns = Math.max(1, Math.ceil(Math.sqrt((capacity * box.width) / Math.max(1, box.height))));
  const rows = Math.max(1, Math.ceil(capacity / columns));
  const size = Math.min(box.width / columns, box.height / rows);
  const gap = size > 8 ? 2 : size > 4 ? 1 : 0;
  const places = columns * rows;
  const stride = strideFor(places);
  const indent = { x: (box.width - columns * size) / 2, y: (box.height - rows * size) / 2 };
  return (index) => {
    const place = (slot * 7 + index * stride) % places;
    return {
      x: box.x + indent.x + (place % columns) * size + gap / 2,
      y: box.y + indent.y + Math.floor(place / columns) * size + gap / 2,
      width: Math.max(1, size - gap),
      height: Math.max(1, size - gap),
    };
  };
}

/** A step that meets every place once: near the golden section of their number, and without a divisor in common with it. */
function strideFor(places: number): number {
  const common = (a: number, b: number): number => (b === 0 ? a : common(b, a % b));
  let stride = Math.max(1, Math.round(places * 0.618));
  while (common(stride, places) !== 1) stride -= 1;
  return stride;
}

/** The index of the tile at a point; null beside all tiles. */
export function tileAt({ columns, tile }: TileGrid, count: number, point: { readonly x: number; readonly y: number }) {
  const column = Math.floor(point.x / tile.width);
  const index = Math.floor(point.y / tile.height) * columns + column;
  return column < 0 || column >= columns || index < 0 || index >= count ? null : index;
}
