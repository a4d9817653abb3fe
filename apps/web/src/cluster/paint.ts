/** Draws the picture of one worker: cells, dots or cards, ghosts where objects have left, hatching where some would leave. */
import type { Pencil } from '../run/canvas-2d.tsx';
import { type Card, cardsIn } from './cards.ts';
import { keyLabel, type KnownObject } from './known-keys.ts';
import type { Picture, Tile } from './picture.ts';
import { type Box, placesIn, tileBox } from './tiles.ts';

export type PaintParts = {
  readonly picture: Picture;
  readonly colourOf: (worker: number) => string;
  readonly letterOf: (worker: number) => string;
  /** Slots that a change which is only looked at would move, and to whom. */
  readonly promised: (slot: number) => number | null;
  readonly chosenSlot: number | null;
  /** The place of the chosen object in its tile; null: none is. */
  readonly chosenPlace: number | null;
  /** What is known of the objects of a slot, in their places. */
  readonly objectsIn: (slot: number) => readonly KnownObject[] | null;
  /** The record of a key that was seen last, as text. */
  readonly lastOf: (key: string) => string | null;
  /** Nothing more is to come: what is known of an object is of some time before the end. */
  readonly isOver: boolean;
  /** The key that is looked at closely. */
  readonly chosenKey: string | null;
  readonly ink: string;
};

export function paintPicture(pencil: Pencil, parts: PaintParts): void {
  const { picture } = parts;
  if (picture.detail === 'card') return paintCards(pencil, parts);
  picture.tiles.forEach((tile, index) => paintTile(pencil, parts, tile, tileBox(picture.grid, index)));
  pencil.context.globalAlpha = 1;
}

function paintTile(pencil: Pencil, parts: PaintParts, tile: Tile, box: Box): void {
  const { context, colour } = pencil;
  if (tile.ghostOf !== null) return paintGhost(pencil, parts, tile.ghostOf, box);
  context.fillStyle = colour;
  if (parts.picture.detail === 'dot') {
    context.globalAlpha = 0.08;
    rounded(context, box, 3);
    context.fill();
    paintDots(pencil, parts, tile, box);
  } else {
    context.globalAlpha = tile.objects === 0 ? 0.1 : 0.24 + 0.76 * tile.share;
    rounded(context, box, 3);
    context.fill();
  }
  const to = parts.promised(tile.slot);
  if (to !== null) hatch(context, box, parts.colourOf(to));
  if (tile.isNew) outline(context, inner(box, 1), colour, [], 2);
  if (tile.solo !== null) paintAlone(context, box, parts.ink);
  const isChosen = tile.solo === null ? tile.slot === parts.chosenSlot : tile.solo === parts.chosenKey;
  if (isChosen) outline(context, box, parts.ink, [], 2);
}

/** A ring: this object has a slot to itself. */
function paintAlone(context: CanvasRenderingContext2D, box: Box, ink: string): void {
  const radius = Math.max(1.5, Math.min(4, Math.min(box.width, box.height) / 4));
  context.globalAlpha = 1;
  context.strokeStyle = ink;
  context.lineWidth = Math.max(1, radius / 2.5);
  context.beginPath();
  context.arc(box.x + box.width - radius * 1.8, box.y + radius * 1.8, radius, 0, 2 * Math.PI);
  context.stroke();
}

function paintDots({ context, colour }: Pencil, parts: PaintParts, tile: Tile, box: Box): void {
  const placeOf = placesIn(inner(box, 1), parts.picture.capacity, tile.slot);
  context.fillStyle = colour;
  context.globalAlpha = 0.32 + 0.68 * tile.share;
  context.beginPath();
  for (let index = 0; index < tile.objects; index += 1) {
    const place = placeOf(index);
    context.roundRect(place.x, place.y, place.width, place.height, Math.min(3, place.width / 3));
  }
  context.fill();
  if (tile.slot !== parts.chosenSlot || parts.chosenPlace === null) return;
  outline(context, inner(placeOf(parts.chosenPlace), -1.5), parts.ink, [], 2);
}

/** The objects are gone; where they went is written into the outline. */
function paintGhost({ context, ground }: Pencil, parts: PaintParts, to: number, box: Box): void {
  context.globalAlpha = 1;
  context.fillStyle = ground;
  outline(context, inner(box, 1), parts.colourOf(to), [3, 3], 1.2);
  if (box.width < 13 || box.height < 13) return;
  context.fillStyle = parts.colourOf(to);
  context.font = '600 10px "Inter Variable", sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(parts.letterOf(to), box.x + box.width / 2, box.y + box.height / 2 + 0.5);
}

function paintCards(pencil: Pencil, parts: PaintParts): void {
  for (const card of cardsIn(parts.picture, pencil.width)) {
    const text = objectOn(card, parts.objectsIn);
    if (card.tile.ghostOf === null) paintCard(pencil, parts, { ...card, text });
    else paintGhostCard(pencil, parts, { ...card, text, to: card.tile.ghostOf });
  }
  pencil.context.globalAlpha = 1;
}

/** What is known of the object of a card; null: nothing yet. */
export const objectOn = ({ tile, place }: Card, objects: PaintParts['objectsIn']): KnownObject | null =>
  objects(tile.slot)?.[place] ?? (tile.solo === null ? null : { key: tile.solo, value: null });

type CardParts = Card & { readonly text: KnownObject | null };

/** Where it was, and to whom it went. */
function paintGhostCard(
  { context }: Pencil,
  parts: PaintParts,
  { box, text, to }: CardParts & { readonly to: number },
): void {
  outline(context, inner(box, 1), parts.colourOf(to), [3, 3], 1.2);
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  context.fillStyle = parts.ink;
  context.globalAlpha = 0.6;
  context.font = '600 12px "Inter Variable", sans-serif';
  context.fillText(cut(context, text === null ? '' : keyLabel(text.key), box.width - 20), box.x + 10, box.y + 18);
  context.font = '11px "Inter Variable", sans-serif';
  context.fillText(`went to ${parts.letterOf(to)}`, box.x + 10, box.y + 35);
}

function paintCard({ context, colour }: Pencil, parts: PaintParts, { tile, box, text }: CardParts): void {
  context.fillStyle = colour;
  context.globalAlpha = 0.12 + 0.3 * tile.share;
  rounded(context, box, 6);
  context.fill();
  context.globalAlpha = 1;
  context.fillRect(box.x, box.y + 6, 3, box.height - 12);
  const to = parts.promised(tile.slot);
  // At its end: words over lines cannot be read.
  if (to !== null) hatch(context, { ...box, x: box.x + box.width - hatchedEnd, width: hatchedEnd }, parts.colourOf(to));
  if (tile.isNew) outline(context, inner(box, 1), colour, [], 2);
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  context.fillStyle = parts.ink;
  context.font = '600 12px "Inter Variable", sans-serif';
  context.fillText(
    cut(context, text === null ? `slot ${tile.slot}` : keyLabel(text.key), box.width - 20),
    box.x + 10,
    box.y + 18,
  );
  context.globalAlpha = 0.85;
  context.font = '11px "JetBrains Mono Variable", monospace';
  context.fillText(cut(context, text?.value ?? '…', box.width - 20), box.x + 10, box.y + 35);
  context.globalAlpha = to === null ? 0.6 : 1;
  context.fillText(cut(context, lastLine(parts, text, to), box.width - 20), box.x + 10, box.y + 52);
  context.globalAlpha = 1;
  if (tile.solo !== null) paintAlone(context, box, parts.ink);
}

const hatchedEnd = 30;

/** While a change is looked at that would move it, where to; else the record seen last. */
function lastLine(
  { letterOf, lastOf, isOver }: Pick<PaintParts, 'letterOf' | 'lastOf' | 'isOver'>,
  text: KnownObject | null,
  to: number | null,
): string {
  if (to !== null) return `would go to ${letterOf(to)}`;
  // Its worker is gone, and nobody can be asked for the value at the end.
  if (isOver) return 'seen last before the run was over';
  const last = text === null ? null : lastOf(text.key);
  return last === null ? 'no record seen yet' : `← ${last}`;
}

function cut(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  const most = Math.max(1, Math.floor((text.length * width) / context.measureText(text).width) - 1);
  return `${text.slice(0, most)}…`;
}

export function hatch(context: CanvasRenderingContext2D, box: Box, colour: string): void {
  context.save();
  context.globalAlpha = 1;
  rounded(context, box, 3);
  context.clip();
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.beginPath();
  for (let x = box.x - box.height; x < box.x + box.width; x += 5) {
    context.moveTo(x, box.y + box.height);
    context.lineTo(x + box.height, box.y);
  }
  context.stroke();
  context.restore();
}

export function outline(
  context: CanvasRenderingContext2D,
  box: Box,
  colour: string,
  dash: readonly number[],
  width: number,
): void {
  context.globalAlpha = 1;
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.setLineDash([...dash]);
  rounded(context, box, 3);
  context.stroke();
  context.setLineDash([]);
}

export function rounded(context: CanvasRenderingContext2D, { x, y, width, height }: Box, radius: number): void {
  context.beginPath();
  context.roundRect(x, y, Math.max(0, width), Math.max(0, height), Math.min(radius, Math.max(0, width / 3)));
}

export const inner = ({ x, y, width, height }: Box, by: number): Box => ({
  x: x + by,
  y: y + by,
  width: width - 2 * by,
  height: height - 2 * by,
});
