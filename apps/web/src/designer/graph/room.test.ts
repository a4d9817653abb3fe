/** Edits that build on each other cannot be taken back halfway: they would end in a fault instead of a sentence. */
import { limits } from '@potoroo/shared/limits';
import { expect, it } from 'vitest';
import { fromPalette } from './from-palette.fixture.ts';
import { roomFault } from './room.ts';
import { documentOf } from './sample-document.fixture.ts';

const full = documentOf(
  Array.from({ length: limits.nodesMax - 1 }, (_, index) => fromPalette('map', `n${index}`)),
  [],
);

it('has room up to its limits, and says which one is reached', () => {
  expect(roomFault(full, { nodes: 1, edges: 0 })).toBeNull();
  expect(roomFault(full, { nodes: 2, edges: 0 })).toBe(
    'A pipeline has at most 1,000 nodes, and this could make it 1,001.',
  );
  expect(roomFault(full, { nodes: 0, edges: limits.edgesMax + 1 })).toMatch(/at most 4,000 edges/);
});
