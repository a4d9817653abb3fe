/**
 * Slots and single objects on their way: when the shown placement changes, live or in a replay, each tile or card that has
 * moved flies from its old owner's box to its new one's. Decoration over the boxes, which have the truth; nothing flies where
 * motion is reduced.
 */
import { useEffect, useRef } from 'react';
import { cleanPencil } from '../run/canvas-2d.tsx';
import { recording } from '../run/live-store.ts';
import { homeSlotOf, type OwnerChange } from '../run/owner-changes.ts';
import { rounded } from './paint.ts';
import { shownState, stageViewNow } from './moment.ts';
import { boxesOnScreen } from './tile-places.ts';
import type { Box } from './tiles.ts';
import { listenShown, readShown } from './time-store.ts';
import { useView } from './view-store.ts';
import { workerColour } from './worker-colours.ts';

type Flight = { readonly from: Box; readonly to: Box; readonly colour: string; readonly startsAt: number };

const flightMs = 700;
const leapMs = 2_000;
/** Between the first and the last to start. */
const spreadMs = 350;

export function Flights() {
  const element = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let flights: readonly Flight[] = [];
    let frame = 0;
    let seenMs = momentMs();
    const draw = (now: number) => {
      const canvas = element.current;
      const context = canvas?.getContext('2d') ?? null;
      flights = flights.filter(({ startsAt }) => now < startsAt + flightMs);
      frame = flights.length > 0 ? requestAnimationFrame(draw) : 0;
      if (canvas !== null && context !== null) paintFlights(canvas, context, flights, now);
    };
    const listener = () => {
      const changes = changesSince(seenMs);
      seenMs = momentMs();
      if (changes.length === 0 || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
      // The box of a worker that leaves is gone by the next picture.
      const left = changes.map((change) => boxesOnScreen(change.from, change));
      // The boxes draw the new placement first: then both ends are known.
      requestAnimationFrame((now) => {
        flights = [...flights, ...flightsOf(changes, left, now)];
        if (frame === 0 && flights.length > 0) frame = requestAnimationFrame(draw);
      });
    };
    const silence = listenShown(listener);
    return () => {
      silence();
      cancelAnimationFrame(frame);
    };
  }, []);
  return <canvas ref={element} className="flights" aria-hidden="true" />;
}

function momentMs(): number {
  const { cursorMs, span } = readShown();
  return cursorMs ?? span?.newest.atMs ?? 0;
}

/** A leap through time is not a movement. */
function changesSince(seenMs: number): readonly OwnerChange[] {
  const now = momentMs();
  if (now - seenMs > leapMs || useView.getState().arrangement !== 'workers') return [];
  const state = shownState(readShown());
  return recording.changes.filter(({ atMs, state: of }) => atMs > seenMs && atMs <= now && of === state);
}

/** `left`: where each was before. */
const flightsOf = (
  changes: readonly OwnerChange[],
  left: readonly (readonly Box[])[],
  now: number,
): readonly Flight[] =>
  changes.flatMap((change, index) => {
    const landings = landingsOf(change);
    const starts = boxesOnScreen(change.from, change);
    return (starts.length > 0 ? starts : (left[index] ?? [])).flatMap((from, place) => {
      const to = landings[place] ?? landings.at(-1);
      const startsAt = now + (index * spreadMs) / Math.max(1, changes.length);
      return to === undefined ? [] : [{ from, to, colour: workerColour(change.to), startsAt }];
    });
  });

/** An object that came home lies among the others of its slot. */
function landingsOf(change: OwnerChange): readonly Box[] {
  const alone = boxesOnScreen(change.to, change);
  if (alone.length > 0 || change.key === null) return alone;
  const slots = stageViewNow()?.stage.placement.length ?? 1;
  return boxesOnScreen(change.to, { slot: homeSlotOf(change.key, slots), key: null }).slice(0, 1);
}

function paintFlights(
  canvas: HTMLCanvasElement,
  context: CanvasRenderingContext2D,
  flights: readonly Flight[],
  now: number,
): void {
  cleanPencil(canvas, context);
  const { left, top } = canvas.getBoundingClientRect();
  for (const { from, to, colour, startsAt } of flights) {
    const share = Math.min(1, Math.max(0, (now - startsAt) / flightMs));
    const eased = share < 0.5 ? 4 * share ** 3 : 1 - (-2 * share + 2) ** 3 / 2;
    const between = (a: number, b: number): number => a + (b - a) * eased;
    context.globalAlpha = 0.9 * Math.min(1, (1 - share) * 6);
    context.fillStyle = colour;
    rounded(
      context,
      {
        x: between(from.x, to.x) - left,
        y: between(from.y, to.y) - top - Math.sin(Math.PI * eased) * 24,
        width: between(from.width, to.width),
        height: between(from.height, to.height),
      },
      4,
    );
    context.fill();
  }
  context.globalAlpha = 1;
}
