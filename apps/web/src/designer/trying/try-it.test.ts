import type { Trial, TrialSnippet } from '@potoroo/shared/compile';
import { nodeId } from '@potoroo/shared/ids';
import { expect, test } from 'vitest';
import { evaluated } from './evaluate.ts';
import { limits } from '@potoroo/shared/limits';
import { parseSamples } from './parse-samples.ts';
import { runTrial, shown } from '@potoroo/shared/trial';
import { seal } from './seal.ts';

const snippet = (node: string, code: string, field: TrialSnippet['field'] = 'code'): TrialSnippet => ({
  node: nodeId(node),
  name: node,
  field,
  code: `exports.default = ${code}`,
  lines: [1, 2, 3],
});
const trialOf = (kind: Trial['kind'], code: string, rest: Partial<Trial> = {}): Trial => ({
  kind,
  tried: snippet('tried', code),
  initial: null,
  key: null,
  way: null,
  ...rest,
});
const steps = (trial: Trial, ...records: readonly unknown[]) =>
  runTrial({ trial, records, wanted: 5 }, evaluated).steps;

test('null is no record, an array is many, all else is one', () => {
  const trial = trialOf('computation', '(n) => n === 0 ? null : n === 1 ? [n, null, "x"] : { n }');
  expect(steps(trial, 0, 1, 2).map(({ outputs }) => outputs)).toEqual([[], ['1', '"x"'], ['{"n":2}']]);
});

test('records of one key meet one state object, which is seen before and after', () => {
  const trial = trialOf('state-computation', '(n, state, { key }) => { state.sum += n; return key; }', {
    initial: snippet('sums', '(key) => ({ sum: 0, key })', 'initial'),
    key: snippet('parity', '(n) => n % 2 === 0 ? "even" : "odd"'),
  });
  expect(steps(trial, 2, 3, 4).map(({ key, before, after, outputs }) => [key, before, after, outputs])).toEqual([
    ['even', '{"sum":0,"key":"even"}', '{"sum":2,"key":"even"}', ['"even"']],
    ['odd', '{"sum":0,"key":"odd"}', '{"sum":3,"key":"odd"}', ['"odd"']],
    ['even', '{"sum":2,"key":"even"}', '{"sum":6,"key":"even"}', ['"even"']],
  ]);
});

test('what throws is told with its own line, and the next record is tried', () => {
  const trial = trialOf('computation', '(n) => {\n  if (n === 1) throw new Error("one");\n  return n; }');
  const [first, second] = steps(trial, 1, 2);
  expect(first?.fault).toMatchObject({ node: 'tried', message: 'Error: one', line: 2 });
  expect(second?.outputs).toEqual(['2']);
  expect(steps(trialOf('computation', '42'), 1)[0]?.fault?.message).toMatch(/does not give a function/);
  expect(steps(trialOf('computation', '(n) => { throw null }'), 1)[0]?.fault).toMatchObject({
    message: 'thrown: null',
    line: null,
  });
  expect(steps(trialOf('computation', '(n) => { throw { get x() { throw 1 } } }'), 1)[0]?.fault?.message).toBeTruthy();
});

test('samples come from the generator by way of the computations, the same each time', () => {
  const generate = {
    ...snippet(
      'source',
      '(index, memory, random) => index < 3 ? null : { index: memory.seen++, r: random() }',
      'generate',
    ),
    code: 'exports.memory = () => ({ seen: 0 }); exports.default = (index, memory, random) => index < 3 ? null : ({ n: memory.seen++, r: random() < 1 })',
  };
  const trial = trialOf('key', '({ n }) => String(n)', {
    way: [generate, snippet('twice', '(record) => [record, record]')],
  });
  const run = () => runTrial({ trial, records: null, wanted: 3 }, evaluated);
  expect(run()).toEqual(run());
  expect(run().records).toEqual(['{"n":0,"r":true}', '{"n":0,"r":true}', '{"n":1,"r":true}']);
  expect(run().steps.map(({ outputs }) => outputs)).toEqual([['"0"'], ['"0"'], ['"1"']]);
  const silent = trialOf('key', '(n) => n', { way: [snippet('source', '() => null', 'generate')] });
  expect(runTrial({ trial: silent, records: null, wanted: 3 }, evaluated).steps).toEqual([]);
  const broken = trialOf('key', '(n) => n', { way: [snippet('source', '() => missing', 'generate')] });
  expect(runTrial({ trial: broken, records: null, wanted: 3 }, evaluated).steps[0]?.fault?.name).toBe('source');
});

test('whatever a snippet gives is shown, and never at length', () => {
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  expect([1n, () => 1, circle, 'a"b', undefined].map(shown)).toEqual([
    '"1n"',
    '() => 1',
    '[object Object]',
    '"a\\"b"',
    'undefined',
  ]);
  expect(shown('x'.repeat(9_000)).length).toBeLessThan(2_100);
});

test('records are written one a line, and what is wrong with them is said', () => {
  expect(parseSamples('{"a":1}\n\n 2 \n', false)).toEqual({ ok: true, value: [{ a: 1 }, 2] });
  expect(parseSamples('{"a":1}\n{oops', false)).toMatchObject({ error: expect.stringContaining('Line 2') });
  expect(parseSamples('  ', false)).toMatchObject({ ok: false });
  expect(parseSamples('1\n'.repeat(limits.fixtureRecordsMax + 1), false)).toMatchObject({ ok: false });
  expect(parseSamples('ab', true)).toEqual({ ok: true, value: [new Uint8Array([97, 98])] });
});

test('sealed, a global has the language and nothing of the browser, up its chain too', () => {
  const above = { fetch: () => 'reached', Map };
  const global: object = Object.create(above, {
    indexedDB: { value: {}, configurable: true },
    localStorage: { get: () => 'kept things', configurable: true },
    location: { value: 'where we are' },
    JSON: { value: JSON, configurable: true },
  });
  expect(seal(global)).toEqual(['location']);
  expect(['fetch', 'indexedDB', 'localStorage', 'Map', 'JSON', 'toString'].filter((name) => name in global)).toEqual([
    'Map',
    'JSON',
    'toString',
  ]);
});
