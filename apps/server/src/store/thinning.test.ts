import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { thinned, versionsMax } from './thinning.ts';
import type { VersionAge } from './thinning.ts';

const hour = 3_600_000;
const now = Date.parse('2026-06-01T12:00:00Z');
const everyMs = (stepMs: number, count: number): readonly VersionAge[] =>
  Array.from({ length: count }, (_, index) => ({ revision: count - index, savedAtMs: now - index * stepMs }));

describe('thinning', () => {
  test('keeps the newest twenty, however close together, in their order', () => {
    expect(thinned(everyMs(600, 20), now)).toEqual(everyMs(600, 20));
  });

  test('keeps a version of each minute of the last hour, of each quarter of the last day, and of each day before', () => {
    const kept = thinned(everyMs(10_000, 8_640 * 5), now).map(({ savedAtMs }) => now - savedAtMs);
    const within = (from: number, to: number): number => kept.filter((age) => age > from && age <= to).length;
    expect(within(0.5 * hour, hour)).toBe(30);
    expect(within(2 * hour, 22 * hour)).toBe(80);
    expect(within(48 * hour, 96 * hour)).toBe(2);
  });

  test('never keeps more than the most, or fewer than one for each day of a fortnight of work', () => {
    const years = everyMs(hour, 24 * 365 * 30);
    expect(thinned(years, now).length).toBeLessThanOrEqual(versionsMax);
    expect(thinned(everyMs(hour / 2, 48 * 14), now).length).toBeGreaterThan(14);
  });

  test('the newest always stays, and thinning again at once takes nothing more', () => {
    const anyGaps = fc.array(fc.integer({ min: 1, max: 40 * hour }), { minLength: 1, maxLength: 120 });
    fc.assert(
      fc.property(anyGaps, (gaps) => {
        let at = now;
        let kept: readonly VersionAge[] = [];
        for (const [index, gap] of gaps.entries()) {
          at += gap;
          kept = thinned([...kept, { revision: index + 1, savedAtMs: at }], at);
          expect(kept[0]?.revision).toBe(index + 1);
          expect(thinned(kept, at)).toEqual(kept);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('a clock that was set back loses nothing of the newest', () => {
    const versions = everyMs(1_000, 30).map((version) => ({ ...version, savedAtMs: version.savedAtMs + 10 * hour }));
    expect(thinned(versions, now).slice(0, 20)).toEqual(versions.slice(0, 20));
  });
});
