// Code that never ends, and fills the memory meanwhile, must be ended soon; and a stage that is only slow must not be.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { patienceFor, Waiting } from './patience.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('gives up on written code that is silent for some seconds, not on one that goes on, and on all of it in the end', () => {
  const patience = patienceFor({ type: 'act', text: 'for (;;) {}' });
  const ended: string[] = [];
  const silent = new Waiting(patience, () => ended.push('silent'));
  const slow = new Waiting(patience, () => ended.push('slow'));
  const answered = new Waiting(patience, () => ended.push('answered'));
  answered.end();
  for (let second = 1; second <= 59; second++) {
    vi.advanceTimersByTime(1_000);
    slow.hear();
    expect(ended).toEqual(second < 5 ? [] : ['silent']);
    if (second === 5) silent.end();
  }
  vi.advanceTimersByTime(1_000);
  expect(ended).toEqual(['silent', 'slow']);
});

it('waits long for a lesson that is opened, whether it says anything or not', () => {
  const ended: string[] = [];
  const opening = new Waiting(patienceFor({ type: 'open', lesson: 'scaling' }), () => ended.push('opening'));
  vi.advanceTimersByTime(200_000);
  expect(ended).toEqual([]);
  opening.end();
});
