import { limits } from '@potoroo/shared/limits';
import { emptyPipeline, type Pipeline } from '@potoroo/shared/pipeline';
import { expect, test } from 'vitest';
import { intervalEdit, intervalFault, intervalOf, secondsText } from './checkpoint-interval.ts';

test('what is typed in seconds is an edit in whole milliseconds, and what is usual is left out', () => {
  const milliseconds = (text: string) => [intervalFault(text), intervalEdit(text)];
  const edit = (value: number | null) => [null, { type: 'set-checkpoint-interval', milliseconds: value }];
  expect(milliseconds('0.2')).toEqual(edit(200));
  expect(milliseconds(' 0.29 ')).toEqual(edit(290));
  expect(milliseconds('600')).toEqual(edit(600_000));
  for (const usual of ['1', '1.0', ' 1 ', secondsText(limits.barrierIntervalMs)])
    expect(milliseconds(usual)).toEqual(edit(null));
});

test('what is no such time is refused with the times that there are', () => {
  for (const text of ['', ' ', '0', '-1', 'soon', '0.0005', '0.0105', '601', '1e9', 'Infinity'])
    expect(intervalFault(text)).toMatch(/from 0\.01 to 600 seconds/);
});

test('a document that says nothing is checkpointed as often as is usual', () => {
  const pipeline: Pipeline = emptyPipeline('');
  expect([null, pipeline, { ...pipeline, checkpointIntervalMs: 50 }].map(intervalOf)).toEqual([
    limits.barrierIntervalMs,
    limits.barrierIntervalMs,
    50,
  ]);
});
