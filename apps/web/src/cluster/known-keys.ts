/**
 * The keys that are known of each slot, and their values where they are cards. Asked for while they are drawn one by one:
 * keys when there are more or fewer of them than are known, values once a second. An object keeps its place by the order in which
 * its key was first heard, wherever its slot goes.
 */
import type { SlotsQuestion, SlotsReport } from '@potoroo/shared/control';
import type { NodeId } from '@potoroo/shared/ids';
import { limits } from '@potoroo/shared/limits';
import { slotsOfState } from '../link/deployment-api.ts';
import type { Detail } from './detail.ts';

export type KnownObject = { readonly key: string; readonly value: string | null };

/** Of a long key only the beginning is listed: under that nothing can be looked up. */
export const isBeginning = (key: string): boolean => key.length >= limits.listedTextCharsMax;
export const keyLabel = (key: string): string => (key === '' ? 'the empty key' : isBeginning(key) ? `${key}…` : key);

let of: string | null = null;
let known = new Map<number, Map<string, string | null>>();
/** Slot -> how many there were when it was asked. */
let askedAt = new Map<number, number>();
/** Slot -> how many there were when keys were last needed. */
let counted: readonly number[] = [];
let isAsking = false;
let valuesAskedAt = Number.NEGATIVE_INFINITY;
const listeners = new Set<() => void>();

const askAgainMs = 1_000;

export function listenKeys(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** In their places; null where nothing is known of the slot. */
export function objectsIn(slot: number): readonly KnownObject[] | null {
  const objects = known.get(slot);
  return objects === undefined ? null : Array.from(objects, ([key, value]) => ({ key, value }));
}

export function placeOf(slot: number, key: string | null): number | null {
  const keys = known.get(slot);
  const place = keys === undefined || key === null ? -1 : [...keys.keys()].indexOf(key);
  return place < 0 ? null : place;
}

/** `next`: the run and its state that keys are told of from now on. */
export function forgetKeys(next: string | null): void {
  of = next;
  known = new Map();
  askedAt = new Map();
  counted = [];
  valuesAskedAt = Number.NEGATIVE_INFINITY;
}

type Need = {
  /** Objects of another run are others, whatever their state is called. */
  readonly run: string | null;
  readonly state: NodeId;
  readonly detail: Detail;
  /** Slot -> state objects. */
  readonly objects: readonly number[];
  /** A slot that the person looks at, at any detail. */
  readonly chosenSlot: number | null;
  readonly now: number;
};

/** What has to be asked to draw this; null where everything is known, or nothing is drawn by itself. */
export function questionFor({ state, detail, objects, chosenSlot, now }: Need): SlotsQuestion | null {
  const isWanted = (slot: number): boolean => detail !== 'cell' || slot === chosenSlot;
  const values = detail === 'card' && now - valuesAskedAt >= askAgainMs;
  const slots = objects.flatMap((count, slot) =>
    count > 0 && isWanted(slot) && (values || count > (askedAt.get(slot) ?? 0)) ? [slot] : [],
  );
  return slots.length === 0 ? null : { state, slots, values: detail === 'card' };
}

export async function needKeys(need: Need): Promise<void> {
  const subject = `${need.run} ${need.state}`;
  if (subject !== of) forgetKeys(subject);
  // A recovery goes back to before some of them were there.
  need.objects.forEach((count, slot) => count < (counted[slot] ?? 0) && askedAt.delete(slot));
  counted = need.objects;
  const question = isAsking ? null : questionFor(need);
  if (question === null) return;
  isAsking = true;
  if (question.values) valuesAskedAt = need.now;
  const answer = await slotsOfState(question);
  isAsking = false;
  if (!answer.ok || of !== subject) return;
  takeSlots(answer.value);
  for (const listener of listeners) listener();
}

export function takeSlots({ slots }: SlotsReport): void {
  for (const { slot, total, keys, values } of slots) {
    askedAt.set(slot, total);
    const objects = known.get(slot) ?? new Map<string, string | null>();
    // One that was moved by itself is not here any more.
    if (keys.length === total) for (const key of objects.keys()) if (!keys.includes(key)) objects.delete(key);
    keys.forEach((key, index) => objects.set(key, values?.[index] ?? objects.get(key) ?? null));
    known.set(slot, objects);
  }
}
