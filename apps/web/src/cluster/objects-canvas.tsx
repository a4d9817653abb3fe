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
import { isBeginning, keyLabel, listenKeys, objectsIn, placeOf } from './known-keys.ts';
import { lastRecordOf, listenRecords } from './card-records.ts';
import { previewNow, stageViewNow } from './moment.ts';
import { cardAt, cardsIn } from './cards.ts';
import { objectOn, paintPicture } from './paint.ts';
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
      isOver: readShown().span?.ended ?? false,
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

  const under = ({ nativeEvent: { offsetX: x, offsetY: y } }: MouseEvent): Mark | null => {
    const [picture, canvas] = [drawn.current, element.current];
    if (picture === null || canvas === null) return null;
    if (picture.detail === 'card') {
      const card = cardAt(cardsIn(picture, canvas.clientWidth), { x, y });
      return card === null ? null : { tile: card.tile, key: objectOn(card, objectsIn)?.key ?? null };
    }
    const index = tileAt(picture.grid, picture.tiles.length, { x, y });
    const tile = index === null ? undefined : picture.tiles[index];
    return tile === undefined ? null : { tile, key: tile.solo };
  };
  return (
    <canvas
      ref={element}
      className="objects-canvas"
      role="img"
      aria-label={label}
      onMouseMove={(event) => {
        if (element.current !== null) element.current.title = markText(under(event));
      }}
      onClick={(event) => choose(under(event))}
    />
  );
}

/** What is under the pointer; `key` null: a slot of many. */
type Mark = { readonly tile: Tile; readonly key: string | null };

/** A single object is looked at closely at once. */
function choose(mark: Mark | null): void {
  if (mark?.key != null && !isBeginning(mark.key)) useView.setState({ key: mark.key });
  else chooseSlot(mark?.tile.slot ?? null);
}

function markText(mark: Mark | null): string {
  const stage = stageViewNow()?.stage;
  const { span } = readShown();
  if (mark === null || stage === undefined || span === null) return '';
  const { slot, solo, ghostOf } = mark.tile;
  if (ghostOf !== null)
    return `${mark.key === null ? `Slot ${slot}` : keyLabel(mark.key)} was here and went to ${workerIdentity(ghostOf).name}`;
  if (solo !== null) return `${solo}: moved by itself, in a slot of its own`;
  if (mark.key !== null) return `${keyLabel(mark.key)}: in slot ${slot}`;
  const perSecond = slotRates(span, stage.state)[slot] ?? 0;
  return `Slot ${slot}: ${counted(stage.objects[slot] ?? 0, 'object')}, ${rate(perSecond)}`;
}
