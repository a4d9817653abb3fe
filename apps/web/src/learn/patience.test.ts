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
  const slow = new Waiting(patience, (end) => ended.push(`slow ${end}`));
  const answered = new Waiting(patience, () => ended.push('answered'));
  answered.end();
  for (let second = 1; second <= 59; second++) {
    vi.advanceTimersByTime(1_000);
    slow.hear();
    expect(ended).toEqual(second < 5 ? [] : ['silent']);
    if (second === 5) silent.end();
  }
  vi.advanceTimersByTime(1_000);
  expect(ended).toEqual(['silent', 'slow wholeMs']);
});

it('gives up on a stage that is silent, whatever was asked of it, and waits longer for one that is set up anew', () => {
  const [meddle, next] = [{ type: 'meddle', scene: 0, act: { type: 'kill', worker: 1 } }, { type: 'next' }] as const;
  const ended: string[] = [];
  const open = { type: 'open', lesson: 'scaling' } as const;
  for (const command of [meddle, next, open])
    new Waiting(patienceFor(command), (end) => ended.push(`${command.type} ${end}`));
  vi.advanceTimersByTime(9_900);
  expect(ended).toEqual([]);
  vi.advanceTimersByTime(200);
  expect(ended).toEqual(['meddle silenceMs', 'next silenceMs']);
  vi.advanceTimersByTime(45_000);
  expect(ended).toHaveLength(2);
  vi.advanceTimersByTime(5_000);
  expect(ended.at(-1)).toBe('open silenceMs');
});
