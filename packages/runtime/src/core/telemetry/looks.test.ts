/** If a look stayed in the way of records, or saw more than it may, looking at a run would slow it down. */
import { nodeId } from '@potoroo/shared/ids';
import { limits } from '@potoroo/shared/limits';
import { expect, test } from 'vitest';
import type { ValvePlace, Witness } from '../../api/index.ts';
import { Looks } from './looks.ts';

const [source, key, sink] = [nodeId('votes'), nodeId('votes-key'), nodeId('totals')];

/** Three places by hand. */
function world(stopwatch: (() => number) | null = null) {
  const clock = { now: 0 };
  const looks = new Looks({ clock, stopwatch });
  const watches = new Map<string, Witness | null>();
  const places: readonly (readonly [typeof source, ValvePlace])[] = [
    [source, 'makes'],
    [key, 'keys'],
    [sink, 'writes'],
  ];
  for (const [node, place] of places) looks.register(node, place, (watch) => watches.set(node, watch));
  const call = (node: string, record: unknown, given: () => unknown): unknown =>
    (watches.get(node) ?? ((_seen, code, ...args) => code(...args)))({ record, key: '' }, given);
  const push = (record: unknown, itsKey = ''): void => {
    call(source, null, () => record);
    call(key, record, () => itsKey);
    call(sink, record, () => undefined);
  };
  return { clock, looks, push, call, taken: () => looks.take(clock.now) };
}

test('a tap takes so many records of its node and is out of the way until the next sample', () => {
  const { looks, push, taken } = world();
  push({ n: 0 });
  looks.ask({ costs: false, taps: [{ node: key, key: null }] }, 0);
  expect(taken().taps).toEqual([]);
  for (let n = 1; n <= 100; n++) push({ n }, `k${n}`);
  expect(looks.isLooking).toBe(false);
  const { taps } = taken();
  expect(taps).toHaveLength(limits.tapRecordsMax);
  expect(taps[0]).toEqual({ node: key, key: 'k1', at: 0, text: '{"n":1}', isCut: false });
  expect(looks.isLooking).toBe(true);
});

test('what code gives is the record, several in an array, or none', () => {
  const { looks, push, taken } = world();
  looks.ask(
    {
      costs: true,
      taps: [
        { node: source, key: null },
        { node: sink, key: null },
      ],
    },
    0,
  );
  taken();
  for (const given of [1, [2, null, 3], null, undefined, []]) push(given);
  expect(taken().taps.map(({ text }) => text)).toEqual(['1', '2', '3']);
});

test('one key can be followed, however many others there are', () => {
  const { looks, push, taken } = world();
  looks.ask({ costs: false, taps: [{ node: key, key: 'rare' }] }, 0);
  taken();
  for (let n = 1; n <= 10_000; n++) push({ n }, n % 5_000 === 0 ? 'rare' : 'other');
  expect(taken().taps.map(({ text }) => text)).toEqual(['{"n":5000}', '{"n":10000}']);
});

test('a look that is not asked for again ends, and nothing is left in the way', () => {
  const { clock, looks, push, taken } = world(() => 0);
  looks.ask({ costs: true, taps: [{ node: source, key: null }] }, 0);
  taken();
  expect(looks.isLooking).toBe(true);
  clock.now = limits.watchLeaseMs;
  push(1);
  expect(taken().taps).toHaveLength(1);
  expect(looks.isLooking).toBe(false);
  expect(taken()).toEqual({ taps: [], costs: [] });
});

test('long records are cut, many long ones fewer, and one that throws when it is looked at is said to', () => {
  const { looks, push, taken } = world();
  looks.ask({ costs: false, taps: [{ node: source, key: null }] }, 0);
  taken();
  const hostile = (): never => {
    throw new Error('no');
  };
  push({ toJSON: hostile, toString: hostile });
  for (let n = 0; n < limits.tapRecordsMax; n++) push('x'.repeat(limits.tapRecordCharsMax * 3));
  const { taps } = taken();
  expect(taps[0]?.text).toMatch(/throws when it is looked at/);
  expect(taps[1]).toMatchObject({ isCut: true });
  expect(taps[1]?.text).toHaveLength(limits.tapRecordCharsMax);
  expect(taps.length).toBeLessThan(limits.tapRecordsMax);
});

test('what the code of a node takes is measured on a few records, and what throws goes on to throw', () => {
  let ms = 0;
  const { looks, call, taken } = world(() => ms);
  looks.ask({ costs: true, taps: [{ node: source, key: null }] }, 0);
  taken();
  for (let n = 0; n < 100; n++) {
    call(source, null, () => (ms += n === 10 ? 900 : 0.25));
    expect(() =>
      call(sink, 1, () => {
        ms += 0.5;
        throw new Error('full');
      }),
    ).toThrow('full');
    call(key, 1, () => 'k');
  }
  const costs = new Map(taken().costs.map(({ node, records, ms: spent }) => [node, spent / records]));
  expect(costs.get(sink)).toBeCloseTo(0.5);
  expect(costs.get(key)).toBe(0);
  expect(costs.get(source), 'an interruption counts as one slow record').toBeLessThan(0.6);
  expect(looks.isLooking).toBe(true);
});

test('an interruption while the stopwatch is measured does not make every node cost nothing', () => {
  let [ms, calls] = [0, 0];
  const { looks, call, taken } = world(() => {
    calls += 1;
    return (ms += calls === 20 ? 900 : 0.001);
  });
  looks.ask({ costs: true, taps: [] }, 0);
  taken();
  for (let n = 0; n < 20; n++) call(source, null, () => (ms += 0.25));
  const [{ ms: spent, records } = { ms: 0, records: 1 }] = taken().costs;
  expect(spent / records).toBeCloseTo(0.25);
});
