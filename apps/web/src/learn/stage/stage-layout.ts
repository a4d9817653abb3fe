/**
 * Where things are in the picture of a scene: a box for each worker, a place for each of its objects, and the way of whatever
 * travels. An object keeps its place while it stays; one that has gone leaves a gap; those that come stand below. Pure.
 */
import type { MessageView, SceneView } from '@potoroo/runtime/sim/stage';

export type Point = { readonly x: number; readonly y: number };
export type Box = {
  readonly worker: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};
export type ObjectMark = {
  readonly state: string;
  readonly key: string;
  /** Whose colour it has. */
  readonly colour: number;
  readonly at: Point;
  /** It is at no worker, and nothing that is on its way carries it. */
  readonly isNowhere: boolean;
  readonly travels: { readonly from: Point; readonly to: Point; readonly part: number } | null;
  /** Where it was at first, if it has gone from there. */
  readonly ghost: { readonly at: Point; readonly colour: number } | null;
};
export type MessageMark = {
  readonly message: MessageView;
  readonly at: Point;
  readonly colour: number | null;
  readonly look: 'record' | 'barrier' | 'slot' | 'output' | 'control';
};
export type Layout = {
  readonly boxes: readonly Box[];
  /** How far marks are from each other. */
  readonly cell: number;
  /** How large a mark is. */
  readonly mark: { readonly width: number; readonly height: number };
  /** There is room for what the objects hold. */
  readonly isCards: boolean;
  readonly objects: readonly ObjectMark[];
  readonly messages: readonly MessageMark[];
};

/** `grows`: a worker may join, and three leave room for it, as one always does. */
type Size = { readonly width: number; readonly height: number; readonly grows: boolean };
const gap = 14;
const pad = 14;
const headHeight = 34;
const blockGap = 12;
const cells = { most: 40, least: 8 } as const;
const cards = { most: 12, height: 30, width: 210, gap: 6, least: 14 } as const;
const markOf = (cell: number): number => Math.max(5, Math.round(cell * 0.74));

export function layoutOf(view: SceneView, size: Size, now: number): Layout {
  const { width } = size;
  const boxes = boxesOf(view, size);
  const groups = groupsOf(view);
  const isCards = view.objects.length > 0 && view.objects.length <= cards.most;
  const cell = isCards ? cardPitch(boxes, groups) : cellOf(boxes, groups);
  const mark = isCards
    ? { width: Math.min(cards.width, (boxes[0]?.width ?? 0) - pad * 2), height: cell - cards.gap }
    : { width: markOf(cell), height: markOf(cell) };
  const places = placesOf(boxes, groups, { cell, isCards });
  const flights = flightsOf(view);
  const objects = view.objects.flatMap((object): readonly ObjectMark[] => {
    const name = nameOf(object);
    const home = places.home.get(name);
    if (home === undefined) return [];
    const isHome = object.worker === object.home;
    const guest = places.guest.get(name) ?? home;
    const flight = flights.get(name);
    const colour = object.worker ?? object.to ?? object.home;
    const part = flight === undefined ? 0 : partOf(flight, now);
    const travels =
      object.worker === null && object.to !== null && flight !== undefined ? { from: home, to: guest, part } : null;
    return [
      {
        state: object.state,
        key: object.key,
        colour: object.worker === null && travels === null ? object.home : colour,
        at: travels === null ? (isHome || object.worker === null ? home : guest) : along(home, guest, part),
        isNowhere: object.worker === null && travels === null,
        travels,
        ghost: isHome || (object.worker === null && travels === null) ? null : { at: home, colour: object.home },
      },
    ];
  });
  return { boxes, cell, mark, isCards, objects, messages: messagesOf(view, { boxes, places, now, cell, width }) };
}

/** The message that carries a slot, for each object in it. */
function flightsOf(view: SceneView): ReadonlyMap<string, MessageView> {
  const flights = new Map<string, MessageView>();
  for (const message of view.messages) {
    if (message.content.type !== 'slot') continue;
    const { keys } = message.content;
    for (const object of view.objects)
      if (object.worker === null && keys.includes(object.key)) flights.set(nameOf(object), message);
  }
  return flights;
}

const nameOf = ({ state, key }: { readonly state: string; readonly key: string }): string => `${state} ${key}`;

function boxesOf({ workers }: SceneView, { width, height, grows }: Size): readonly Box[] {
  const columns = Math.max(
    2,
    workers.length > 4
      ? Math.ceil(workers.length / Math.ceil(workers.length / 8))
      : workers.length + (workers.length === 3 && grows ? 1 : 0),
  );
  const rows = Math.max(1, Math.ceil(workers.length / columns));
  const boxWidth = (width - gap * (columns - 1)) / columns;
  const boxHeight = (height - gap * (rows - 1)) / rows;
  return workers.map(({ worker }, index) => ({
    worker,
    x: (index % columns) * (boxWidth + gap),
    y: Math.floor(index / columns) * (boxHeight + gap),
    width: boxWidth,
    height: boxHeight,
  }));
}

type Groups = {
  readonly home: ReadonlyMap<number, readonly string[]>;
  readonly guest: ReadonlyMap<number, readonly string[]>;
};

function groupsOf(view: SceneView): Groups {
  const home = new Map<number, string[]>();
  const guest = new Map<number, string[]>();
  const push = (groups: Map<number, string[]>, worker: number, name: string) =>
    groups.set(worker, [...(groups.get(worker) ?? []), name]);
  for (const object of view.objects) {
    push(home, object.home, nameOf(object));
    const now = object.worker ?? object.to;
    if (now !== null && now !== object.home) push(guest, now, nameOf(object));
  }
  return { home, guest };
}

/** Cards are lower where a box would not hold them all. */
function cardPitch(boxes: readonly Box[], { home, guest }: Groups): number {
  const pitches = boxes.map(({ worker, height }) => {
    const rows = (home.get(worker)?.length ?? 0) + (guest.get(worker)?.length ?? 0);
    return Math.floor((height - headHeight - blockGap - pad) / Math.max(1, rows));
  });
  return Math.max(cards.least + cards.gap, Math.min(cards.height + cards.gap, ...pitches));
}

/** As large as all boxes allow. */
function cellOf(boxes: readonly Box[], { home, guest }: Groups): number {
  for (let cell: number = cells.most; cell > cells.least; cell--) {
    const fits = boxes.every(({ worker, width, height }) => {
      const columns = columnsOf(width, cell);
      const rowsOf = (names: readonly string[] = []): number => Math.ceil(names.length / columns);
      const guests = rowsOf(guest.get(worker));
      const rows = rowsOf(home.get(worker)) + guests;
      return rows * cell + headHeight + (guests > 0 ? blockGap : 0) + pad <= height;
    });
    if (fits) return cell;
  }
  return cells.least;
}

const columnsOf = (width: number, cell: number): number => Math.max(1, Math.floor((width - pad * 2) / cell));

type Places = { readonly home: ReadonlyMap<string, Point>; readonly guest: ReadonlyMap<string, Point> };

type Grid = { readonly cell: number; readonly isCards: boolean };

function placesOf(boxes: readonly Box[], groups: Groups, { cell, isCards }: Grid): Places {
  const home = new Map<string, Point>();
  const guest = new Map<string, Point>();
  for (const box of boxes) {
    const columns = isCards ? 1 : columnsOf(box.width, cell);
    const own = groups.home.get(box.worker) ?? [];
    const place = (index: number, top: number): Point => ({
      x: box.x + pad + (index % columns) * cell,
      y: top + Math.floor(index / columns) * cell,
    });
    const top = box.y + headHeight;
    own.forEach((name, index) => home.set(name, place(index, top)));
    const below = own.length === 0 ? top : top + Math.ceil(own.length / columns) * cell + blockGap;
    (groups.guest.get(box.worker) ?? []).forEach((name, index) => guest.set(name, place(index, below)));
  }
  return { home, guest };
}

export const partOf = ({ sentAt, arrivesAt }: MessageView, now: number): number =>
  arrivesAt <= sentAt ? 1 : Math.min(1, Math.max(0, (now - sentAt) / (arrivesAt - sentAt)));

/** A flat arc, so that ways in opposite directions do not lie on each other. */
export function along(from: Point, to: Point, part: number): Point {
  const control = bend(from, to);
  const rest = 1 - part;
  return {
    x: rest * rest * from.x + 2 * rest * part * control.x + part * part * to.x,
    y: rest * rest * from.y + 2 * rest * part * control.y + part * part * to.y,
  };
}

export const bend = (from: Point, to: Point): Point => ({
  x: (from.x + to.x) / 2,
  y: Math.min(from.y, to.y) - 26,
});

type Ways = {
  readonly boxes: readonly Box[];
  readonly places: Places;
  readonly now: number;
  readonly cell: number;
  readonly width: number;
};

const looks: Readonly<Record<string, MessageMark['look']>> = {
  records: 'record',
  barrier: 'barrier',
  slot: 'slot',
  outputs: 'output',
};

function messagesOf(view: SceneView, { boxes, places, now, cell, width }: Ways): readonly MessageMark[] {
  const box = (worker: number): Box | undefined => boxes.find((candidate) => candidate.worker === worker);
  const middle = ({ x, y, width: wide, height }: Box): Point => ({ x: x + wide / 2, y: y + height - pad });
  const top = ({ x, width: wide, y }: Box): Point => ({ x: x + wide / 2, y: y + 5 });
  const end = (who: MessageView['to'], message: MessageView): Point | null => {
    if (who === 'coordinator') return { x: width / 2, y: -8 };
    const found = box(who);
    if (found === undefined) return null;
    const isControl = message.from === 'coordinator' || message.to === 'coordinator';
    if (isControl) return top(found);
    if (message.to !== who) return middle(found);
    if (message.content.type === 'records') {
      const key = message.content.records[0]?.key;
      // Two states may have objects of one key, at two workers.
      const object = view.objects.find(
        (candidate) =>
          candidate.key === key && candidate.state !== 'lock' && (candidate.worker ?? candidate.to) === who,
      );
      const name = object === undefined ? '' : nameOf(object);
      const at = object?.worker === object?.home ? places.home.get(name) : places.guest.get(name);
      if (at !== undefined) return { x: at.x + cell / 2, y: at.y + cell / 2 };
    }
    return middle(found);
  };
  return view.messages.flatMap((message) => {
    const [from, to] = [end(message.from, message), end(message.to, message)];
    if (from === null || to === null) return [];
    const look = looks[message.what] ?? 'control';
    const at = along(from, to, partOf(message, now));
    return [{ message, at, look, colour: message.to === 'coordinator' ? null : message.to }];
  });
}

/** What lies under a point: a message before an object, an object before its worker. */
export function hit(
  { boxes, mark, objects, messages }: Layout,
  { x, y }: Point,
): { readonly message: number } | { readonly object: ObjectMark } | { readonly worker: number } | null {
  const near = messages
    .map(({ at, message, look }) => ({
      id: message.id,
      distance: Math.hypot(at.x - x, at.y - y) + (look === 'control' ? 4 : 0),
    }))
    .toSorted((a, b) => a.distance - b.distance)[0];
  if (near !== undefined && near.distance < 9) return { message: near.id };
  const object = objects.find(({ at }) => x >= at.x && x < at.x + mark.width && y >= at.y && y < at.y + mark.height);
  if (object !== undefined) return { object };
  const box = boxes.find(
    (candidate) =>
      x >= candidate.x && x < candidate.x + candidate.width && y >= candidate.y && y < candidate.y + candidate.height,
  );
  return box === undefined ? null : { worker: box.worker };
}
