// A search that named a schedule which breaks nothing, or called a scene safe that it never tried, would teach the wrong thing.
import { endOf } from '@potoroo/runtime/sim/stage';
import { describe, expect, it } from 'vitest';
import { lessons } from '../lessons/course.ts';
import { FailureSearch } from './failure-search.ts';

const specs = lessons.find(({ id }) => id === 'delivery')?.scenes ?? [];

/** To its end, and in how many slices. */
function searched(search: ConstructorParameters<typeof FailureSearch>[0]) {
  const failureSearch = new FailureSearch(search);
  const slices = failureSearch.slices();
  let [next, count] = [slices.next(), 1];
  for (; next.done !== true; next = slices.next()) count++;
  return { ...next.value, tried: failureSearch.tried, count };
}

describe('the search for a failure', { timeout: 120_000 }, () => {
  it('names one fault that breaks a link that sends again and does not look at numbers, and it does', () => {
    const { deeds, singles, count } = searched({ specs, scene: 1, moments: 2 });
    expect(deeds.map(({ act, scene }) => [act.type, scene])).toEqual([['duplicate', 1]]);
    expect(singles).toBe(2);
    // Whoever waits is told something many times a run.
    expect(count).toBeGreaterThan(6);
    const end = endOf(specs, deeds)[1];
    expect(end?.counts['counted']).toBeGreaterThan(end?.counts['given'] ?? 0);
  });

  it('finds none where copies are discarded, and says how many it has tried, of every two kinds', () => {
    const search = searched({ specs, scene: 2, moments: 6 });
    expect(search).toMatchObject({ deeds: [], singles: 12 });
    const kinds = search.tried.map((deeds) => deeds.map(({ act }) => act.type).join(' and '));
    expect(kinds.slice(12)).toHaveLength(search.pairs);
    expect(new Set(kinds)).toEqual(
      new Set(['drop', 'duplicate'].flatMap((one) => [one, `${one} and drop`, `${one} and duplicate`])),
    );
  });
});
