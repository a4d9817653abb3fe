/** A misread control command would add, drain or kill what nobody meant. */
import { expect, test } from 'vitest';
import { parseArguments } from './arguments.ts';

const place = { data: null, port: null };

test.each([
  ['worker add', { type: 'worker', action: { type: 'add' } }],
  ['worker drain w2', { type: 'worker', action: { type: 'drain', worker: 'w2' } }],
  ['worker kill -9 w2', { type: 'worker', action: { type: 'kill', process: 'w2' } }],
  ['worker kill coordinator', { type: 'worker', action: { type: 'kill', process: 'coordinator' } }],
  ['disturb slow w2', { type: 'disturb', action: { type: 'slow', worker: 'w2', factor: 5, forMs: 5_000 } }],
  [
    'disturb cut w1 w2 --for 1500ms',
    { type: 'disturb', action: { type: 'cut', worker: 'w1', peer: 'w2', forMs: 1_500 } },
  ],
  [
    'disturb burst orders --factor 2.5 --for 10s',
    { type: 'disturb', action: { type: 'burst', source: 'orders', factor: 2.5, forMs: 10_000 } },
  ],
  [
    'disturb skew orders --share 0.5',
    { type: 'disturb', action: { type: 'skew', source: 'orders', share: 0.5, forMs: 5_000 } },
  ],
  ['checkpoint', { type: 'checkpoint' }],
  ['status', { type: 'status' }],
  ['placement', { type: 'placement' }],
  ['profile', { type: 'profile', workers: [], seconds: 5, out: null }],
  [
    'profile --workers w1,w3 --seconds 10 --out profiles',
    { type: 'profile', workers: ['w1', 'w3'], seconds: 10, out: 'profiles' },
  ],
  ['state symbol-data AAPL', { type: 'state', state: 'symbol-data', key: 'AAPL', action: null }],
  ['state symbol-data -- --json', { type: 'state', state: 'symbol-data', key: '--json', action: null }],
  ['state move AAPL', { type: 'state', state: 'move', key: 'AAPL', action: null }],
  [
    'state move symbol-data AAPL w2',
    {
      type: 'state',
      state: 'symbol-data',
      key: 'AAPL',
      action: { type: 'move', state: 'symbol-data', key: 'AAPL', worker: 'w2' },
    },
  ],
  [
    'state release symbol-data AAPL',
    {
      type: 'state',
      state: 'symbol-data',
      key: 'AAPL',
      action: { type: 'release', state: 'symbol-data', key: 'AAPL' },
    },
  ],
])('reads %j', (line, command) => {
  expect(parseArguments(line.split(' '))).toEqual({ ok: true, value: { ...command, json: false, place } });
});

test('reads what is deployed, and what becomes of its states', () => {
  const line = 'deploy app.ts --reset seen --migrate totals=totals.ts --port 4401';
  expect(parseArguments(line.split(' '))).toEqual({
    ok: true,
    value: {
      type: 'deploy',
      document: 'app.ts',
      resets: ['seen'],
      migrations: [{ state: 'totals', file: 'totals.ts' }],
      json: false,
      place: { data: null, port: 4401 },
    },
  });
});

test('reads where the studio is', () => {
  expect(parseArguments(['status', '--json', '--data', 'mine', '--port', '4401'])).toEqual({
    ok: true,
    value: { type: 'status', json: true, place: { data: 'mine', port: 4401 } },
  });
});

test.each([
  ['worker', 'needs to know what to do'],
  ['worker restart', 'cannot "restart"'],
  ['worker add w4', 'cannot be given the name "w4"'],
  ['worker drain', '"worker drain" needs a name'],
  ['worker kill -9', '"worker kill" needs a name'],
  ['worker drain coordinator', '"coordinator" is no name of a worker'],
  ['worker drain w0', '"w0" is no name of a worker'],
  ['worker kill -9 studio', '"studio" is no name of a process'],
  ['worker kill -15 w1', 'no flag "-1"'],
  ['worker drain w1 w2', 'does not know what to do with "w2"'],
  ['disturb', 'it needs to know what to do'],
  ['disturb slow coordinator', '"slow coordinator"'],
  ['disturb cut w1', '"cut w1"'],
  ['disturb burst orders twice', '"burst orders twice"'],
  ['disturb slow w1 --factor 1', 'is no number above 1'],
  ['disturb skew orders --share 1.5', 'up to 1'],
  ['disturb skew orders --factor 2', 'has no use for --factor'],
  ['disturb cut w1 w2 --for 2m', 'is no time from 100ms to 60s'],
  ['checkpoint -9', 'no flag "-9"'],
  ['status now', 'does not know what to do with "now"'],
  ['state symbol-data', 'needs a state and a key'],
  ['state a b c', 'does not know what to do with "c"'],
  ['state move a b w2 w3', 'does not know what to do with "w3"'],
  ['state move a b second', '"second" is no name of a worker'],
  ['state release a b w2', 'does not know what to do with "w2"'],
  ['deploy', 'needs a pipeline'],
  ['deploy a.json b.json', 'does not know what to do with "b.json"'],
  ['deploy a.json --migrate totals', 'is not STATE=FILE'],
  ['deploy a.json --reset a --migrate a=b.ts', 'is named twice'],
  ['status --port 0', 'is not a port'],
  ['profile --workers w1,second', '"second" is no name of a worker'],
  ['profile --seconds 31', 'is not a whole number from 1 to 30'],
  ['profile w1', 'does not know what to do with "w1"'],
  ['status --data', 'needs a value'],
])('refuses %j and says why', (line, reason) => {
  const parsed = parseArguments(line.split(' '));
  expect(parsed.ok ? 'accepted' : `${parsed.error.message} ${parsed.error.remedy}`).toContain(reason);
});
