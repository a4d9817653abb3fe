import { expect, test } from 'vitest';
import { heightIn, layoutText, parseLayout } from './runtime-height.ts';

test('a chosen share of the window stays that share when the window changes, within limits', () => {
  expect([heightIn(1_000, 0.4), heightIn(800, 0.4), heightIn(300, 0.4), heightIn(4_000, 0.4)]).toEqual([
    400, 320, 180, 900,
  ]);
});

test('until chosen, the pane has a little less than half of the window', () => {
  expect([heightIn(500, null), heightIn(800, null), heightIn(2_000, null)]).toEqual([280, 352, 460]);
});

test('the choice comes back as it was kept, and what cannot be read is no choice', () => {
  for (const kept of [
    { runtimeShare: 0.3125, isOpen: false },
    { runtimeShare: null, isOpen: true },
  ])
    expect(parseLayout(layoutText(kept))).toEqual(kept);
  expect(parseLayout('440 open')).toEqual({ runtimeShare: null, isOpen: true });
  expect(parseLayout('')).toEqual({ runtimeShare: null, isOpen: true });
});
