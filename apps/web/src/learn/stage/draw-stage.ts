/** Draws a scene on a canvas from its layout. Colours come from the tokens, by way of whoever calls. */
import type { SceneView } from '@potoroo/runtime/sim/stage';
import { workerIdentity } from '../../theme/worker-identity.ts';
import type { Box, Layout, MessageMark, ObjectMark, Point } from './stage-layout.ts';
import { bend } from './stage-layout.ts';

export type Palette = {
  readonly workers: readonly string[];
  readonly ink: string;
  readonly quiet: string;
  readonly line: string;
  readonly ground: string;
  readonly accent: string;
  readonly bad: string;
  readonly output: string;
  /** On the colour of a worker. */
  readonly onWorker: string;
  readonly font: string;
};
export type Marked = {
  readonly object: string | null;
  readonly message: number | null;
  readonly worker: number | null;
};
type Pen = { readonly context: CanvasRenderingContext2D; readonly palette: Palette };

const colourOf = ({ workers }: Palette, worker: number): string => workers[worker % workers.length] ?? '';

export function drawStage(pen: Pen, view: SceneView, layout: Layout, marked: Marked): void {
  for (const box of layout.boxes) drawBox(pen, view, box, marked.worker === box.worker);
  const { objects } = layout;
  const shown: Shown = { ...layout.mark, view: layout.isCards ? view : null };
  for (const { ghost } of objects)
    if (ghost !== null) drawGhost(pen, ghost.at, shown, colourOf(pen.palette, ghost.colour));
  const hot = hotIn(view);
  for (const object of objects) {
    if (object.travels !== null) continue;
    drawObject(pen, object, shown, marked.object === nameOf(object));
    if (nameOf(object) === hot) dot(pen, object.at, shown);
    if (object.state === 'lock') padlock(pen, object.at, shown);
  }
  for (const object of objects)
    if (object.travels !== null) drawTraveller(pen, object, shown, marked.object === nameOf(object));
  for (const mark of layout.messages)
    if (mark.look !== 'slot') drawMessage(pen, mark, marked.message === mark.message.id);
}

export const nameOf = ({ state, key }: { readonly state: string; readonly key: string }): string => `${state} ${key}`;

/** An object that has counted more records than a quarter of all there are. */
function hotIn({ objects, counts }: SceneView): string | null {
  const all = counts['counted'] ?? 0;
  if (all < enoughMet) return null;
  const found = objects.find(({ value }) => countOf(value) > all / 4);
  return found === undefined ? null : nameOf(found);
}

const countOf = (value: unknown): number =>
  typeof value === 'object' && value !== null && 'count' in value && typeof value.count === 'number' ? value.count : 0;

function dot({ context, palette }: Pen, { x, y }: Point, { width, height }: Shown): void {
  context.fillStyle = palette.onWorker;
  context.beginPath();
  context.arc(x + width / 2, y + height / 2, Math.max(1.5, height / 4), 0, Math.PI * 2);
  context.fill();
}

/** The one object for which all others wait is told from them by its look. */
function padlock({ context, palette }: Pen, { x, y }: Point, { width, height }: Shown): void {
  const unit = Math.min(width, height) / 10;
  const [middle, top] = [x + width / 2, y + height / 2];
  context.save();
  context.fillStyle = palette.onWorker;
  context.strokeStyle = palette.onWorker;
  context.lineWidth = Math.max(1.2, unit);
  context.beginPath();
  context.arc(middle, top - unit * 0.6, unit * 1.6, Math.PI, 0);
  context.stroke();
  context.beginPath();
  context.roundRect(middle - unit * 2.6, top - unit * 0.6, unit * 5.2, unit * 3.8, unit * 0.8);
  context.fill();
  context.restore();
}

function drawBox(
  { context, palette }: Pen,
  view: SceneView,
  { worker, x, y, width, height }: Box,
  isMarked: boolean,
): void {
  const found = view.workers.find((candidate) => candidate.worker === worker);
  const condition = found?.condition ?? 'gone';
  const isAway = condition === 'dead' || condition === 'gone';
  const colour = isAway ? palette.quiet : colourOf(palette, worker);
  context.save();
  context.strokeStyle = colour;
  context.globalAlpha = isMarked || condition === 'joining' || condition === 'starting' ? 0.95 : 0.55;
  context.lineWidth = isMarked ? 2.5 : condition === 'serving' ? 1.5 : 2;
  context.setLineDash(condition === 'serving' ? [] : [6, 4]);
  round(context, x + 1, y + 1, width - 2, height - 2, 12);
  context.stroke();
  context.restore();
  context.textBaseline = 'alphabetic';
  context.font = `400 12px ${palette.font}`;
  const count = countText(view, found, width);
  const counted = condition === 'serving' || width > roomy ? context.measureText(count).width : 0;
  context.font = `600 13px ${palette.font}`;
  const letter = workerIdentity(worker).letter;
  const text = conditionText[condition];
  const room = width - 26 - (counted === 0 ? 0 : counted + 8);
  const long = text === '' ? `Worker ${letter}` : `Worker ${letter}, ${text}`;
  const title = [long, `Worker ${letter}`].find((each) => context.measureText(each).width <= room) ?? letter;
  context.fillStyle = colour;
  context.fillText(title, x + 14, y + 22);
  if (isAway) strike(context, x + 14, y + 18, context.measureText(title).width, colour);
  context.fillStyle = palette.quiet;
  context.font = `400 12px ${palette.font}`;
  if (title !== long) context.fillText(text, x + 14, y + 38);
  context.textAlign = 'right';
  if (counted > 0) context.fillText(count, x + width - 14, y + 22);
  context.textAlign = 'left';
}

/** A box as wide as this has room for words. */
const roomy = 190;

/** How many objects a worker has, and how much of all records it has met where that matters: in a narrow box only that. */
function countText(view: SceneView, found: SceneView['workers'][number] | undefined, width: number): string {
  const held = found?.objects ?? 0;
  const share = loadText(view, found?.met ?? 0);
  const busy = found?.busy === true && width > roomy ? ' · busy' : '';
  if (share === '') return `${held}${width > roomy ? (held === 1 ? ' object' : ' objects') : ''}${busy}`;
  if (width < 150) return share;
  return width > 250 ? `${held} objects · ${share} of records${busy}` : `${held} · ${share}${busy}`;
}

/** Fewer records say nothing of how they are spread. */
const enoughMet = 100;

/** Where one worker meets more than all others together, each says how much of all records it has met; elsewhere nothing. */
function loadText({ workers }: SceneView, met: number): string {
  const all = workers.reduce((sum, worker) => sum + worker.met, 0);
  const most = Math.max(...workers.map((worker) => worker.met));
  if (workers.length < 3 || all < enoughMet || most < all / 2) return '';
  return `${Math.round((100 * met) / Math.max(1, all))} %`;
}

const conditionText = {
  serving: '',
  starting: 'starting',
  joining: 'joining',
  leaving: 'leaving',
  dead: 'killed',
  gone: 'has left',
} as const;

function strike(context: CanvasRenderingContext2D, x: number, y: number, width: number, colour: string): void {
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + width, y);
  context.stroke();
}

/** How large an object is; with a view, what it holds is written on it. */
type Shown = { readonly width: number; readonly height: number; readonly view: SceneView | null };
const cornerOf = ({ height }: Shown): number => Math.min(4, height / 4);

function drawGhost({ context }: Pen, { x, y }: Point, shown: Shown, colour: string): void {
  context.save();
  context.strokeStyle = colour;
  context.globalAlpha = 0.6;
  context.lineWidth = 1;
  context.setLineDash([3, 2]);
  round(context, x + 0.5, y + 0.5, shown.width - 1, shown.height - 1, cornerOf(shown));
  context.stroke();
  context.restore();
}

function drawObject({ context, palette }: Pen, object: ObjectMark, shown: Shown, isMarked: boolean): void {
  const { at, colour } = object;
  context.save();
  // At no worker, and not on its way yet: a checkpoint has it, or its old owner is about to send it.
  if (object.isNowhere) context.globalAlpha = 0.3;
  context.fillStyle = colourOf(palette, colour);
  round(context, at.x, at.y, shown.width, shown.height, cornerOf(shown));
  context.fill();
  context.restore();
  if (object.isNowhere) drawGhost({ context, palette }, at, shown, colourOf(palette, colour));
  if (shown.view !== null) writeCard({ context, palette }, object, shown);
  if (isMarked) ring({ context, palette }, at, shown);
}

function writeCard({ context, palette }: Pen, { at, state, key }: ObjectMark, { width, height, view }: Shown): void {
  const value = view?.objects.find((object) => object.state === state && object.key === key)?.value;
  context.save();
  context.beginPath();
  context.rect(at.x, at.y, width - 6, height);
  context.clip();
  context.fillStyle = palette.onWorker;
  context.font = `650 12px ${palette.font}`;
  context.fillText(key, at.x + 9, at.y + height / 2 + 4);
  const indent = context.measureText(key).width + 18;
  context.font = `450 12px ${palette.font}`;
  context.fillText(shortly(value), at.x + indent, at.y + height / 2 + 4);
  context.restore();
}

/** What an object holds, without its quotes and braces. */
const shortly = (value: unknown): string =>
  JSON.stringify(value ?? null)
    .replaceAll('":', ': ')
    .replaceAll(/["{}]/g, '')
    .replaceAll(',', ', ');

function drawTraveller(pen: Pen, object: ObjectMark, shown: Shown, isMarked: boolean): void {
  const { context, palette } = pen;
  const { travels } = object;
  if (travels === null) return;
  const half = shown.height / 2;
  const control = bend(travels.from, travels.to);
  context.save();
  context.strokeStyle = colourOf(palette, object.colour);
  context.globalAlpha = 0.5;
  context.lineWidth = 1.2;
  context.beginPath();
  context.moveTo(travels.from.x + half, travels.from.y + half);
  context.quadraticCurveTo(control.x + half, control.y + half, travels.to.x + half, travels.to.y + half);
  context.stroke();
  context.restore();
  context.globalAlpha = 0.9;
  drawObject(pen, object, shown, isMarked);
  context.globalAlpha = 1;
}

function ring({ context, palette }: Pen, { x, y }: Point, { width, height }: Shown): void {
  context.save();
  context.strokeStyle = palette.ink;
  context.lineWidth = 2;
  round(context, x - 2.5, y - 2.5, width + 5, height + 5, 6);
  context.stroke();
  context.restore();
}

function drawMessage({ context, palette }: Pen, { at, colour, look, message }: MessageMark, isMarked: boolean): void {
  const paint = colour === null ? palette.quiet : colourOf(palette, colour);
  context.save();
  context.fillStyle = paint;
  context.strokeStyle = palette.ground;
  context.lineWidth = 1.5;
  const isLost = message.fate === 'lost' || message.fate === 'resent';
  if (isLost) context.globalAlpha = 0.55;
  context.beginPath();
  switch (look) {
    case 'record':
      context.arc(at.x, at.y, 5, 0, Math.PI * 2);
      break;
    case 'barrier':
      context.fillStyle = palette.ink;
      context.rect(at.x - 2, at.y - 8, 4, 16);
      break;
    case 'output':
      context.fillStyle = palette.output;
      context.moveTo(at.x - 5, at.y + 4);
      context.lineTo(at.x, at.y - 5);
      context.lineTo(at.x + 5, at.y + 4);
      context.closePath();
      break;
    default:
      context.fillStyle = palette.quiet;
      context.globalAlpha = 0.7;
      context.arc(at.x, at.y, 2.2, 0, Math.PI * 2);
  }
  context.fill();
  context.stroke();
  context.globalAlpha = 1;
  if (isLost) cross({ context, palette }, at);
  if (message.fate === 'doubled' || message.fate === 'copy discarded') {
    context.strokeStyle = message.fate === 'doubled' ? palette.bad : palette.quiet;
    context.lineWidth = 2;
    context.beginPath();
    context.arc(at.x + 4, at.y - 3, 5, 0, Math.PI * 2);
    context.stroke();
  }
  if (isMarked) {
    context.strokeStyle = palette.ink;
    context.lineWidth = 2;
    context.beginPath();
    context.arc(at.x, at.y, 9, 0, Math.PI * 2);
    context.stroke();
  }
  context.restore();
}

function cross({ context, palette }: Pen, { x, y }: Point): void {
  context.strokeStyle = palette.bad;
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(x - 5, y - 5);
  context.lineTo(x + 5, y + 5);
  context.moveTo(x + 5, y - 5);
  context.lineTo(x - 5, y + 5);
  context.stroke();
}

function round(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  radius: number,
): void {
  context.beginPath();
  context.roundRect(x, y, width, height, radius);
}
