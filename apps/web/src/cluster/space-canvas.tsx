/** The whole slot space of a state in one picture, coloured and lettered by owner: as a fixed grid, or as a ring. */
import { type MouseEvent, useEffect, useRef } from 'react';
import { cleanPencil, type Pencil, useRepaint } from '../run/canvas-2d.tsx';
import { workerIdentity } from '../theme/worker-identity.ts';
import { previewNow, stageViewNow } from './moment.ts';
import { hatch, inner, outline, rounded } from './paint.ts';
import type { StageView } from './picture.ts';
import { useShownEffect } from './shown-parts.tsx';
import { tileAt, tileBox, tileGrid } from './tiles.ts';
import { chooseSlot, useView } from './view-store.ts';
import { workerColour } from './worker-colours.ts';

type Form = 'grid' | 'ring';

export function SpaceCanvas({ form }: { readonly form: Form }) {
  const element = useRef<HTMLCanvasElement>(null);
  const paint = () => {
    const canvas = element.current;
    const context = canvas?.getContext('2d') ?? null;
    const view = stageViewNow();
    if (canvas === null || context === null || view === null || canvas.clientWidth === 0) return;
    const pencil = cleanPencil(canvas, context);
    if (form === 'grid') paintGrid(pencil, view);
    else paintRing(pencil, view);
    context.globalAlpha = 1;
  };
  useShownEffect(paint);
  useRepaint(element, paint);
  const latest = useRef(paint);
  latest.current = paint;
  useEffect(() => useView.subscribe(() => latest.current()), []);
  const choose = ({ nativeEvent: { offsetX: x, offsetY: y } }: MouseEvent) => {
    const slots = stageViewNow()?.stage.placement.length ?? 0;
    const canvas = element.current;
    if (canvas === null || form === 'ring') return;
    chooseSlot(tileAt(tileGrid(slots, { width: canvas.clientWidth, height: canvas.clientHeight }), slots, { x, y }));
  };
  return (
    <canvas
      ref={element}
      className="space-canvas"
      role="img"
      aria-label={`All slots of the state as a ${form}, by owner; the numbers stand in the table`}
      onClick={choose}
    />
  );
}

function paintGrid({ context, width, height }: Pencil, { stage, shares, ghosts }: StageView): void {
  const grid = tileGrid(stage.placement.length, { width, height });
  const preview = previewNow();
  const { slot: chosen } = useView.getState();
  const ink = getComputedStyle(document.body).color;
  stage.placement.forEach((owner, slot) => {
    const box = tileBox(grid, slot);
    context.fillStyle = workerColour(owner);
    context.globalAlpha = 0.24 + 0.76 * (shares[slot] ?? 0);
    rounded(context, box, 3);
    context.fill();
    context.globalAlpha = 1;
    const to = preview?.moving.has(slot) === true ? (preview.table[slot] ?? null) : null;
    if (to !== null) hatch(context, box, workerColour(to));
    if (ghosts.some((ghost) => ghost.slot === slot)) outline(context, inner(box, 1), ink, [3, 3], 1.2);
    if (slot === chosen) outline(context, box, ink, [], 2);
    if (box.width < 18 || box.height < 16) return;
    context.fillStyle = ink;
    context.font = '600 10px "Inter Variable", sans-serif';
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillText(workerIdentity(owner).letter, box.x + box.width / 2, box.y + box.height / 2);
  });
}

/** Slot 0 at the top, clockwise; a slot's length outward is its brightness. */
function paintRing({ context, width, height }: Pencil, { stage, shares }: StageView): void {
  const slots = stage.placement.length;
  const middle = { x: width / 2, y: height / 2 };
  const outer = Math.max(20, Math.min(width, height) / 2 - 14);
  const core = outer * 0.62;
  const angleOf = (slot: number): number => (slot / slots) * 2 * Math.PI - Math.PI / 2;
  const preview = previewNow();
  stage.placement.forEach((owner, slot) => {
    const [from, to] = [angleOf(slot), angleOf(slot + 1) - 0.004];
    const promised = preview?.moving.has(slot) === true ? (preview.table[slot] ?? owner) : owner;
    context.fillStyle = workerColour(owner);
    context.globalAlpha = 0.9;
    sector(context, middle, { from, to, inside: core, outside: core + 14 });
    if (promised !== owner) {
      context.fillStyle = workerColour(promised);
      sector(context, middle, { from, to, inside: core - 12, outside: core - 3 });
      context.fillStyle = workerColour(owner);
    }
    context.globalAlpha = 0.35 + 0.5 * (shares[slot] ?? 0);
    sector(context, middle, {
      from,
      to,
      inside: core + 16,
      outside: core + 16 + (outer - core - 16) * Math.max(0.04, shares[slot] ?? 0),
    });
  });
}

type Sector = { readonly from: number; readonly to: number; readonly inside: number; readonly outside: number };

function sector(
  context: CanvasRenderingContext2D,
  { x, y }: { readonly x: number; readonly y: number },
  { from, to, inside, outside }: Sector,
): void {
  context.beginPath();
  context.arc(x, y, outside, from, to);
  context.arc(x, y, inside, to, from, true);
  context.closePath();
  context.fill();
}
