/**
 * The state objects of one worker as a picture. It follows the shown moment, and what the person looks at; pointing at a
 * tile names its slot, a click chooses it. For everyone else the numbers stand in the box, in the table and in the panel.
 */
import { type MouseEvent, useEffect, useRef } from 'react';
import { cleanPencil, useRepaint } from '../run/canvas-2d.tsx';
import { workerIdentity } from '../theme/worker-identity.ts';
import { counted, rate } from '../ui/numbers.ts';
import { slotRates } from '../run/stages.ts';
import type { Detail } from './detail.ts';
import { listenKeys, objectsIn, placeOf } from './known-keys.ts';
import { lastRecordOf, listenRecords } from './card-records.ts';
import { previewNow, stageViewNow } from './moment.ts';
import { paintPicture } from './paint.ts';
import { type Picture, pictureOf, type Tile } from './picture.ts';
import { useShownEffect } from './shown-parts.tsx';
import { forgetPlace, notePlace } from './tile-places.ts';
import { tileAt } from './tiles.ts';
import { readShown } from './time-store.ts';
import { chooseSlot, useView } from './view-store.ts';
import { workerColour } from './worker-colours.ts';

const letterOf = (worker: number): string => workerIdentity(worker).letter;

export function ObjectsCanvas({ worker, label }: { readonly worker: number; readonly label: string }) {
  const element = useRef<HTMLCanvasElement>(null);
  const detail = useRef<Detail | null>(null);
  const drawn = useRef<Picture | null>(null);
  const paint = () => {
    const canvas = element.current;
    const context = canvas?.getContext('2d') ?? null;
    const view = stageViewNow();
    if (canvas === null || context === null || view === null || canvas.clientWidth === 0) return;
    const pencil = cleanPencil(canvas, context);
    const picture = pictureOf(view, worker, pencil, detail.current);
    detail.current = picture.detail;
    drawn.current = picture;
    const preview = previewNow();
    const { slot: chosenSlot, key } = useView.getState();
    paintPicture(pencil, {
      picture,
      colourOf: workerColour,
      letterOf,
      promised: (slot) => (preview?.moving.has(slot) === true ? (preview.table[slot] ?? null) : null),
      chosenSlot,
      chosenPlace: chosenSlot === null ? null : placeOf(chosenSlot, key),
      objectsIn,
      lastOf: lastRecordOf,
      chosenKey: key,
      ink: getComputedStyle(document.body).color,
    });
    notePlace(worker, { canvas, picture });
  };
  useShownEffect(paint);
  useRepaint(element, paint);
  const latest = useRef(paint);
  latest.current = paint;
  useEffect(() => {
    const again = () => latest.current();
    const silences = [useView.subscribe(again), listenKeys(again), listenRecords(again)];
    return () => {
      for (const silence of silences) silence();
    };
  }, []);
  useEffect(() => () => forgetPlace(worker), [worker]);

  const tileUnder = ({ nativeEvent: { offsetX: x, offsetY: y } }: MouseEvent): Tile | null => {
    const picture = drawn.current;
    if (picture === null || picture.detail === 'card') return null;
    const index = tileAt(picture.grid, picture.tiles.length, { x, y });
    return index === null ? null : (picture.tiles[index] ?? null);
  };
  return (
    <canvas
      ref={element}
      className="objects-canvas"
      role="img"
      aria-label={label}
      onMouseMove={(event) => {
        if (element.current !== null) element.current.title = tileText(tileUnder(event));
      }}
      onClick={(event) => choose(tileUnder(event))}
    />
  );
}

/** An object that lies alone is looked at closely at once. */
function choose(tile: Tile | null): void {
  if (tile?.solo != null) useView.setState({ key: tile.solo });
  else chooseSlot(tile?.slot ?? null);
}

function tileText(tile: Tile | null): string {
  const stage = stageViewNow()?.stage;
  const { span } = readShown();
  if (tile === null || stage === undefined || span === null) return '';
  const { slot, solo } = tile;
  if (solo !== null) return `${solo}: moved by itself, in a slot of its own`;
  const perSecond = slotRates(span, stage.state)[slot] ?? 0;
  return `Slot ${slot}: ${counted(stage.objects[slot] ?? 0, 'object')}, ${rate(perSecond)}`;
}
