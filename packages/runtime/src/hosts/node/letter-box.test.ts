// A dead letter that comes again after a recovery is one dead letter; two bad records that are alike are two.
import { nodeId } from '@potoroo/shared/ids';
import { limits } from '@potoroo/shared/limits';
import type { DeadLetter } from '@potoroo/shared/telemetry';
import { expect, test } from 'vitest';
import { LetterBox } from './letter-box.ts';

const letter = (record: string, worker = 'w1'): DeadLetter => ({
  node: nodeId('count'),
  kind: 'snippet',
  message: 'it threw',
  line: 3,
  record,
  key: 'k',
  worker,
});

test('what a recovery takes back comes again in its place, at whatever worker', () => {
  const box = new LetterBox();
  box.add([letter('certain')], 3);
  box.add([letter('again'), letter('later')], 4);
  box.rolledBack(4);
  box.add([letter('again', 'w2')], 4);
  expect(box.all.map(({ record, worker }) => [record, worker])).toEqual([
    ['certain', 'w1'],
    ['later', 'w1'],
    ['again', 'w2'],
  ]);
});

test('records that are alike are as many letters as they are', () => {
  const box = new LetterBox();
  box.add([letter('same'), letter('same')], 3);
  box.rolledBack(4);
  box.add([letter('same')], 4);
  expect(box.all.length).toBe(3);
  box.rolledBack(4);
  box.add([letter('same'), letter('same')], 4);
  expect(box.all.length).toBe(4);
});

test('the last ones are kept', () => {
  const box = new LetterBox();
  for (let index = 0; index <= limits.deadLettersShownMax; index++) box.add([letter(String(index))], 1);
  expect([box.all.length, box.all[0]?.record]).toEqual([limits.deadLettersShownMax, '1']);
});

test('what was not met again is no letter of a run that was stopped', () => {
  const box = new LetterBox();
  box.add([letter('certain')], 3);
  box.add([letter('again'), letter('never accepted')], 4);
  box.rolledBack(4);
  box.add([letter('again')], 4);
  box.stopped();
  expect(box.all.map(({ record }) => record)).toEqual(['certain', 'again']);
});
