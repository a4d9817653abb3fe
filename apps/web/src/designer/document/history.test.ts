import type { Edit } from '@potoroo/shared/pipeline';
import { expect, test } from 'vitest';
import { emptyHistory, record, type Step, stepBack, stepForward } from './history.ts';

const named = (name: string): Edit => ({ type: 'set-name', name });
const step = (from: string, to: string, atMs: number, merge: string | null = null): Step => ({
  redo: named(to),
  undo: named(from),
  merge,
  atMs,
});

test('H1: what was undone can be redone, in order', () => {
  const history = record(record(emptyHistory, step('a', 'b', 0)), step('b', 'c', 10));
  const back = stepBack(history);
  expect(back?.step.undo).toEqual(named('b'));
  const forward = stepForward(back!.history);
  expect(forward?.step.redo).toEqual(named('c'));
  expect(forward?.history.past).toHaveLength(2);
  expect(stepBack(emptyHistory)).toBeNull();
});

test('H2: a new edit empties what could be redone', () => {
  const back = stepBack(record(emptyHistory, step('a', 'b', 0)));
  expect(record(back!.history, step('a', 'x', 20)).future).toEqual([]);
});

test('H3: quick edits of one thing are one step, which undoes to before the first and redoes to the last', () => {
  let history = emptyHistory;
  for (const [from, to, at] of [
    ['', 'M', 0],
    ['M', 'Ma', 200],
    ['Ma', 'Mar', 400],
  ] as const)
    history = record(history, step(from, to, at, 'name'));
  expect(history.past).toHaveLength(1);
  expect(history.past[0]?.undo).toEqual(named(''));
  expect(history.past[0]?.redo).toEqual(named('Mar'));
});

test('H3: a pause, another thing, or an undo in between begins a new step', () => {
  const first = record(emptyHistory, step('', 'M', 0, 'name'));
  expect(record(first, step('M', 'Ma', 1_500, 'name')).past).toHaveLength(2);
  expect(record(first, step('M', 'Ma', 100, 'description')).past).toHaveLength(2);
  const again = stepForward(stepBack(first)!.history)!.history;
  expect(record(again, step('M', 'Ma', 100, 'name')).past).toHaveLength(2);
});
