import { palette, paletteSections } from '@potoroo/shared/catalogue';
import { expect, test } from 'vitest';
import { paletteView, rankedEntries } from './palette-view.ts';

const shown = (filter: string) => paletteView(filter).flatMap(({ entries }) => entries.map(({ id }) => id));

test('without a filter everything is offered, in the order of the sections', () => {
  expect(shown('')).toHaveLength(palette.length);
  expect(paletteView('').map(({ section }) => section)).toEqual(paletteSections);
});

test('a filter finds by title and by other words, and all its words must fit', () => {
  expect(shown('tcp')).toEqual(['tcp-source', 'tcp-sink']);
  expect(shown('tcp si')).toEqual(['tcp-sink']);
  expect(shown('CSV')).toEqual(['file-source', 'file-sink']);
  expect(shown('nothing like this')).toEqual([]);
});

test('Enter takes the entry whose title begins with what was typed before one found by another word', () => {
  expect(rankedEntries('state')[0]?.id).toBe('state');
  expect(rankedEntries('f')[0]?.title.startsWith('F')).toBe(true);
  expect(rankedEntries('zzz')).toEqual([]);
});
