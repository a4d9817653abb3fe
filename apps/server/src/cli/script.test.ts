// A demonstration that is told to kill one process and kills another, or nothing, shows the wrong thing to everybody in the room.
import { describe, expect, test } from 'vitest';
import { parseScript } from './script.ts';

describe('a script', () => {
  test('is steps at times, in the order of their times', () => {
    expect(
      parseScript(
        'at 2s kill coordinator;at 1500ms kill w1; at 0.5s add ; at 3s drain w12; at 4s checkpoint;' +
          'at 5s move symbol-data AAPL to w2; at 6s move  totals  a to b  to w1; at 7s release totals a to b',
      ),
    ).toEqual({
      ok: true,
      value: [
        { atMs: 500, act: { type: 'add' } },
        { atMs: 1_500, act: { type: 'kill', name: 'w1' } },
        { atMs: 2_000, act: { type: 'kill', name: 'coordinator' } },
        { atMs: 3_000, act: { type: 'drain', name: 'w12' } },
        { atMs: 4_000, act: { type: 'checkpoint' } },
        { atMs: 5_000, act: { type: 'move', state: 'symbol-data', key: 'AAPL', name: 'w2' } },
        { atMs: 6_000, act: { type: 'move', state: 'totals', key: 'a to b', name: 'w1' } },
        { atMs: 7_000, act: { type: 'release', state: 'totals', key: 'a to b' } },
      ],
    });
  });

  test.each([
    '',
    ';',
    'add',
    'at 1 add',
    'at 1s',
    'at 1s add w1',
    'at 1s kill',
    'at 1s kill w0',
    'at 1s drain coordinator',
    'at -1s add',
    'at 1s explode w1',
    'at 1s move totals a',
    'at 1s move totals to w2',
    'at 1s move totals a to coordinator',
    'at 1s release totals',
  ])('%j is refused, with an example of what can be read', (text) => {
    expect(parseScript(text)).toMatchObject({
      ok: false,
      error: { remedy: expect.stringContaining('at 1500ms kill w1') },
    });
  });
});
