/** Reading keyed stages out of telemetry: which there are, what rate each slot has, who owns which stretch of slots. Pure. */
import type { NodeId } from '@potoroo/shared/ids';
import type { KeyedStageSample } from '@potoroo/shared/telemetry';
import type { Span } from './frames.ts';

export const stageIn = (span: Span | null, state: NodeId): KeyedStageSample | null =>
  span?.newest.stages.find((stage) => stage.state === state) ?? null;

/** Slot -> records applied a second. */
export function slotRates(span: Span, state: NodeId): readonly number[] {
  const newest = stageIn(span, state);
  if (newest === null) return [];
  if (span.ended || span.newest.recovering !== undefined) return newest.applied.map(() => 0);
  const base = span.newest === span.base ? null : (span.base.stages.find((stage) => stage.state === state) ?? null);
  const ms = base === null ? span.newest.atMs : span.newest.atMs - span.base.atMs;
  // A count falls where its worker left or was lost: what its slots do then is not known until the next second.
  return newest.applied.map((applied, slot) =>
    ms <= 0 ? 0 : Math.max(0, ((applied - (base?.applied[slot] ?? 0)) * 1_000) / ms),
  );
}

/** Of one slot, of an object alone too: a number that counts on whatever moves is not to be had for a slot, this one is. */
export function slotRate(span: Span, state: NodeId, slot: number): number {
  const soloIn = (stage: KeyedStageSample | null) => stage?.solos?.find((one) => one.slot === slot);
  const newest = soloIn(stageIn(span, state));
  if (newest === undefined) return slotRates(span, state)[slot] ?? 0;
  const base = soloIn(span.base.stages.find((stage) => stage.state === state) ?? null);
  const ms = span.newest.atMs - span.base.atMs;
  if (span.ended || span.newest.recovering !== undefined || ms <= 0 || base === undefined || base.key !== newest.key)
    return 0;
  return Math.max(0, ((newest.applied - base.applied) * 1_000) / ms);
}

/** A stretch of neighbouring slots with one owner, and with one to come where a change is looked at. */
export type Stretch = {
  readonly worker: number;
  readonly first: number;
  readonly slots: number;
  readonly promisedTo: number | null;
};

/** `promised`: slot -> who would own it after a change that is only looked at. */
export function stretchesOf(
  placement: readonly number[],
  promised: readonly number[] | null = null,
): readonly Stretch[] {
  const stretches: Stretch[] = [];
  placement.forEach((worker, slot) => {
    const to = promised?.[slot] ?? worker;
    const promisedTo = to === worker ? null : to;
    const last = stretches.at(-1);
    if (last?.worker === worker && last.promisedTo === promisedTo)
      stretches[stretches.length - 1] = { ...last, slots: last.slots + 1 };
    else stretches.push({ worker, first: slot, slots: 1, promisedTo });
  });
  return stretches;
}

export const objectsOf = (stage: KeyedStageSample | null, worker: number): number =>
  stage === null
    ? 0
    : sumOf([
        ...stage.objects.filter((_, slot) => stage.placement[slot] === worker),
        ...(stage.solos ?? []).flatMap((solo) => (solo.worker === worker ? [solo.objects] : [])),
      ]);

export const allObjects = (stage: KeyedStageSample | null): number =>
  stage === null ? 0 : sumOf(stage.objects) + (stage.alone ?? 0);

/** Slot -> state objects, those that have a slot of their own at its number among them. */
export function objectsBySlot(stage: KeyedStageSample): readonly number[] {
  const objects = [...stage.objects];
  for (const { slot, objects: own } of stage.solos ?? []) objects[slot] = own;
  return Array.from(objects, (count) => count ?? 0);
}

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
