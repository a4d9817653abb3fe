/** A person who is told of a lost worker only does not learn that code threw, and that it is guarded from now on. */
import { moduleId } from '@potoroo/shared/ids';
import { expect, test } from 'vitest';
import { countLines } from '../../testing/sample-topologies.ts';
import { goesOnNotes, missedNotes, rollBackNotes } from './roll-back-notes.ts';

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
  expect(rollBackNotes(news)).toEqual([`A worker that was joining or leaving is lost; ${goesOn}`]);
});

test('workers that are lost together are all named, also those that were lost with the coordinator', () => {
  expect(rollBackNotes({ ...news, lost: [0, 1] })).toEqual(['w1, w2 lost; everything goes on from checkpoint 3']);
  expect(missedNotes([0, 2], 3)).toEqual([
    'w1, w3 lost, too, while there was no coordinator; everything goes on from checkpoint 3',
  ]);
  expect(missedNotes([], 3)).toEqual([]);
});

test('a run that begins anew goes on from nothing', () => {
  expect(goesOnNotes(0, 'state')).toEqual([]);
  expect(goesOnNotes(6, 'state')).toEqual(['goes on from checkpoint 6 in state']);
});
