/**
 * What is drawn of one state on one worker: a tile for each slot that it owns or has just given away, and how bright each
 * is. The same for all workers but for the slots, so that they can be compared. Pure.
 */
import type { KeyedStageSample } from '@potoroo/shared/telemetry';
import { type OwnerChange, ownerOf } from '../run/owner-changes.ts';
import { type Detail, detailFor } from './detail.ts';
import { type Area, tileGrid, type TileGrid } from './tiles.ts';

export type Shade = 'owner' | 'rate' | 'count' | 'moved';

export type Tile = {
  readonly slot: number;
  /** Of a ghost: so many have left. */
  readonly objects: number;
  /** Brightness, 0 to 1, as the shade has it. */
  readonly share: number;
  /** Gave its objects to this worker: only its outline is left here. Null: the slot is owned. */
  readonly ghostOf: number | null;
  /** It came here a moment ago. */
  readonly isNew: boolean;
  /** The key of an object that was moved by itself and has the slot alone; null: a slot of the hashes. */
  readonly solo: string | null;
};

export type Picture = {
  readonly detail: Detail;
  readonly tiles: readonly Tile[];
  readonly grid: TileGrid;
  /** Objects of the fullest slot of the stage: the places that every tile has. */
  readonly capacity: number;
};

/** Nobody measures the rate of one object: it is neither pale nor bright. */
const soloShare = 0.7;

/** How long a move leaves a trace. */
export const traceMs = 8_000;

/** What all pictures of one stage have in common, worked out once for a moment. */
export type StageView = {
  readonly stage: KeyedStageSample;
  readonly shares: readonly number[];
  readonly ghosts: readonly OwnerChange[];
  readonly capacity: number;
  readonly mostTiles: number;
  readonly mostObjects: number;
};

export type StageViewParts = {
  readonly stage: KeyedStageSample;
  /** Slot -> records a second. */
  readonly rates: readonly number[];
  /** The recorded changes of owner, oldest first. */
  readonly changes: readonly OwnerChange[];
  readonly atMs: number;
  readonly shade: Shade;
};

export function stageView({ stage, rates, changes, atMs, shade }: StageViewParts): StageView {
  const recent = changesUntil(changes, atMs, stage.state).filter((change) => atMs - change.atMs <= traceMs);
  const ghosts = lastPerOrigin(recent).filter((change) => {
    const owner = ownerNow(stage, change);
    return owner !== null && owner !== change.from;
  });
  const tiles = new Map<number, number>();
  const objects = new Map<number, number>();
  const add = (sums: Map<number, number>, worker: number, value: number) =>
    sums.set(worker, (sums.get(worker) ?? 0) + value);
  stage.placement.forEach((owner, slot) => {
    add(tiles, owner, 1);
    add(objects, owner, stage.objects[slot] ?? 0);
  });
  for (const { from } of ghosts) add(tiles, from, 1);
  for (const { worker, objects: own } of stage.solos ?? []) {
    add(tiles, worker, 1);
    add(objects, worker, own);
  }
  return {
    stage,
    shares: sharesOf({ stage, rates, changes, atMs, shade }),
    ghosts,
    capacity: Math.max(1, ...stage.objects),
    mostTiles: Math.max(1, ...tiles.values()),
    mostObjects: Math.max(1, ...objects.values()),
  };
}

export function pictureOf(view: StageView, worker: number, area: Area, before: Detail | null): Picture {
  const { stage, shares, ghosts, capacity, mostTiles, mostObjects } = view;
  const owned = stage.placement.flatMap((owner, slot): readonly Tile[] =>
    owner === worker
      ? [
          {
            slot,
            objects: stage.objects[slot] ?? 0,
            share: shares[slot] ?? 0,
            ghostOf: null,
            isNew: ghosts.some((ghost) => ghost.key === null && ghost.slot === slot && ghost.to === worker),
            solo: null,
          },
        ]
      : [],
  );
  const left = ghosts.flatMap((ghost): readonly Tile[] => {
    const { slot, key, from } = ghost;
    const objects = key === null ? (stage.objects[slot] ?? 0) : 1;
    return from === worker
      ? [{ slot, objects, share: 0, ghostOf: ownerNow(stage, ghost), isNew: false, solo: key }]
      : [];
  });
  // Behind those of the hashes, in their order.
  const alone = (stage.solos ?? []).flatMap(({ slot, key, worker: owner, objects }): readonly Tile[] =>
    owner === worker
      ? [
          {
            slot,
            objects,
            share: soloShare,
            ghostOf: null,
            isNew: ghosts.some((ghost) => ghost.key === key && ghost.to === worker),
            solo: key,
          },
        ]
      : [],
  );
  return {
    detail: detailFor({ ...area, objects: mostObjects }, before),
    tiles: [...owned, ...left, ...alone].toSorted((a, b) => a.slot - b.slot),
    grid: tileGrid(mostTiles, area),
    capacity,
  };
}

function sharesOf({ stage, rates, changes, atMs, shade }: StageViewParts): readonly number[] {
  switch (shade) {
    case 'owner':
      return stage.placement.map(() => 0.8);
    case 'rate':
      return againstMost(stage.placement.map((_, slot) => rates[slot] ?? 0));
    case 'count':
      return againstMost(stage.objects);
    case 'moved': {
      const last = new Map(changesUntil(changes, atMs, stage.state).map((change) => [change.slot, change.atMs]));
      return stage.placement.map((_, slot) => {
        const moved = last.get(slot);
        return moved === undefined ? 0 : Math.max(0.15, 1 - (atMs - moved) / minuteMs);
      });
    }
  }
}

const minuteMs = 60_000;

function againstMost(values: readonly number[]): readonly number[] {
  const most = Math.max(...values, Number.MIN_VALUE);
  return values.map((value) => Math.sqrt(value / most));
}

const changesUntil = (changes: readonly OwnerChange[], atMs: number, state: string): readonly OwnerChange[] =>
  changes.filter((change) => change.state === state && change.atMs <= atMs);

/** A slot that moved twice within a moment left a trace at each of its owners, but only one at each. */
const lastPerOrigin = (changes: readonly OwnerChange[]): readonly OwnerChange[] => [
  ...new Map(changes.map((change) => [`${change.from} ${change.key ?? change.slot}`, change])).values(),
];

/** Wherever it has gone on to since. */
const ownerNow = (stage: KeyedStageSample, { slot, key }: OwnerChange): number | null =>
  key === null ? (stage.placement[slot] ?? null) : ownerOf(stage, key);
