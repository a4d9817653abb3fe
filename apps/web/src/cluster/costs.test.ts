/** A dip that is not there, or one that is hidden, decides whether a worker is added under load. */
import { nodeId } from '@potoroo/shared/ids';
import type { TelemetryFrame } from '@potoroo/shared/telemetry';
import { expect, test } from 'vitest';
import { dipOf } from './costs.ts';

const frames = (rateAt: (atMs: number) => number): readonly TelemetryFrame[] => {
  let applied = 0;
  return Array.from({ length: 80 }, (_, index) => {
    const atMs = index * 250;
    applied += rateAt(atMs) / 4;
    return {
      sequence: index,
      atMs,
      nodes: [],
      stages: [{ state: nodeId('s'), placement: [0], objects: [1], applied: [applied] }],
    };
  }) as unknown as readonly TelemetryFrame[];
};

test('the worst second against the seconds before', () => {
  expect(
    dipOf(
      frames(() => 1_000),
      10_000,
      11_000,
    ),
  ).toBeCloseTo(0, 2);
  const halved = frames((atMs) => (atMs > 10_000 && atMs <= 12_000 ? 500 : 1_000));
  expect(dipOf(halved, 10_000, 12_000)).toBeCloseTo(0.5, 1);
  expect(dipOf(halved, 1_000, 2_000), 'nothing fell there').toBeCloseTo(0, 1);
});

test('says nothing where nothing was recorded before, or nothing flowed', () => {
  expect(
    dipOf(
      frames(() => 1_000),
      0,
      500,
    ),
  ).toBeNull();
  expect(
    dipOf(
      frames(() => 0),
      10_000,
      11_000,
    ),
  ).toBeNull();
  expect(dipOf([], 0, 1)).toBeNull();
});
