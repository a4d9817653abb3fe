// A search that named a schedule which breaks nothing, or called a scene safe that it never tried, would teach the wrong thing.
import { endOf } from '@potoroo/runtime/sim/stage';
import { describe, expect, it } from 'vitest';
import { lessons } from '../lessons/course.ts';
import { searchFailure } from './failure-search.ts';

const specs = lessons.find(({ id }) => id === 'delivery')?.scenes ?? [];

describe('the search for a failure', { timeout: 120_000 }, () => {
  it('names one fault that breaks a link that sends again and does not look at numbers, and it does', () => {
    const { deeds, singles } = searchFailure({ specs, scene: 1, moments: 2 });
    expect(deeds.map(({ act }) => act.type)).toEqual(['duplicate']);
    expect(singles).toBe(2);
    const end = endOf(specs, deeds)[1];
    expect(end?.counts['counted']).toBeGreaterThan(end?.counts['given'] ?? 0);
  });

  it('finds none where copies are discarded, and says how many it has tried', () => {
    expect(searchFailure({ specs: specs.slice(2), scene: 0, moments: 2 })).toEqual({ deeds: [], singles: 4, pairs: 4 });
  });
});
