// A search that named a schedule which breaks nothing, or called a scene safe that it never tried, would teach the wrong thing.
import { endOf } from '@potoroo/runtime/sim/stage';
import { describe, expect, it } from 'vitest';
import { lessons } from '../lessons/course.ts';
import { FailureSearch } from './failure-search.ts';

const specs = lessons.find(({ id }) => id === 'delivery')?.scenes ?? [];

/** To its end, and in how many slices. */
function searched(search: ConstructorParameters<typeof FailureSearch>[0]) {
  const slices = new FailureSearch(search).slices();
  let [next, count] = [slices.next(), 1];
  for (; next.done !== true; next = slices.next()) count++;
  return { ...next.value, count };
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

  it('finds none where copies are discarded, and says how many it has tried', () => {
    expect(searched({ specs, scene: 2, moments: 2 })).toMatchObject({ deeds: [], singles: 4, pairs: 4 });
  });
});
