/** A person who is told of a lost worker only does not learn that code threw, and that it is guarded from now on. */
import { moduleId } from '@potoroo/shared/ids';
import { expect, test } from 'vitest';
import { countLines } from '../../testing/sample-topologies.ts';
import { rollBackNotes } from './roll-back-notes.ts';

const news = { topology: countLines, epoch: 3, lost: [], found: [], spoilt: [], isSafe: false, wasSafe: false };
const spoilt = [moduleId(2)];
const threw =
  'the state computation count threw and may have left its object half changed (from now on such an object is put back)';

test('a roll-back is told with everything that led to it', () => {
  const goesOn = 'everything goes on from checkpoint 3';
  expect(rollBackNotes({ ...news, lost: [1] })).toEqual([`w2 lost; ${goesOn}`]);
  expect(rollBackNotes({ ...news, spoilt })).toEqual([`${threw}; ${goesOn}`]);
  expect(rollBackNotes({ ...news, lost: [1], spoilt })).toEqual([`w2 lost; ${threw}; ${goesOn}`]);
  expect(rollBackNotes({ ...news, wasSafe: true })).toEqual([`safe mode is over; ${goesOn}`]);
  expect(rollBackNotes(news)).toEqual([`A worker that was joining is lost; ${goesOn}`]);
});
