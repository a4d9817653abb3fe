// Lines of JSON that stay bytes, from the source to the state object at another worker, in memory that is read over as soon as it is
// used up. What would break: a record is told apart by how it was written, or by what has come into its memory since.
import { exchangeId, moduleId, nodeId, stageId } from '@potoroo/shared/ids';
import type { Module, Topology } from '@potoroo/shared/topology';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { plainText } from '../api/index.ts';
import { TopologyDriver } from '../testing/topology-driver.ts';
import { productLimits } from './data-plane-limits.ts';
import type { Placement } from './placement/placement.ts';
import { WorkerPair } from './testing/worker-pair.ts';
import type { Reconfiguration } from './worker-messages.ts';

const slots = 64;
const [votes, totals] = [nodeId('votes'), nodeId('totals')];
const module = (id: number, node: string, code: string): Module => ({
  id: moduleId(id),
  node: nodeId(node),
  field: 'code',
  code: `exports.default = ${code};`,
  lines: [1],
});

/** Sums by name and notes the last text; a vote that is closed fails, and each tenth one is told of. */
const summing = (lazy: boolean): Topology => ({
  version: 1,
  name: 'summing',
  codeHash: 'summing',
  modules: [
    module(0, 'by-name', '(vote) => vote.name'),
    module(1, 'total', '() => ({ sum: 0, met: 0, note: "" })'),
    module(
      2,
      'add',
      '(vote, state, { key }) => { if (!vote.isOpen) throw new Error("closed"); state.sum += vote.amount; state.note = vote.note; return ++state.met % 10 === 0 ? `${key} ${vote.note}` : null; }',
    ),
    module(3, 'totals', '(text) => text'),
  ],
  stages: [
    {
      id: stageId(0),
      kind: 'source',
      name: 'votes',
      node: votes,
      connector: { type: 'file', path: 'unused', rate: null, format: 'ndjson' },
      lazy,
      decode: null,
      generate: null,
      shape: null,
      outputs: [0],
      steps: [{ type: 'key', node: nodeId('by-name'), module: moduleId(0), exchanges: [exchangeId(0)] }],
    },
    {
      id: stageId(1),
      kind: 'keyed',
      name: 'total',
      state: nodeId('total'),
      initial: moduleId(1),
      slots,
      inputs: [{ node: nodeId('add'), module: moduleId(2), outputs: [0] }],
      steps: [{ type: 'encode', node: totals, module: moduleId(3), exchange: exchangeId(1) }],
    },
    {
      id: stageId(2),
      kind: 'sink',
      name: 'totals',
      node: totals,
      connector: { type: 'file', path: 'unused', format: 'lines' },
      encode: moduleId(3),
      shards: 1,
      steps: [],
    },
  ],
  exchanges: [
    { id: exchangeId(0), kind: 'hash', from: stageId(0), to: stageId(1), input: 0, node: nodeId('by-name') },
    { id: exchangeId(1), kind: 'shard', from: stageId(1), to: stageId(2), input: 0, node: nodeId('add') },
  ],
});

const vote = fc.record({
  name: fc.constantFrom('ada', 'bob', 'cy', 'Dörte', 'e"e', ''),
  amount: fc.oneof(fc.integer({ min: -99, max: 99 }), fc.constantFrom(0.25, -1.5, 1e21, 123456789012345)),
  isOpen: fc.constantFrom(true, true, true, false),
  note: fc.oneof(
    fc.constantFrom('', 'short', 'with, "quotes"', 'tab\t', '\ud83d half', 'ümlaut'),
    fc.constantFrom(9, 33, 254, 255, 256, 300).map((length) => 'x'.repeat(length)),
  ),
});
type Vote = typeof vote extends fc.Arbitrary<infer Value> ? Value : never;
const styles: readonly ((given: Vote) => string)[] = [
  (given) => JSON.stringify(given),
  (given) => JSON.stringify(given),
  (given) => JSON.stringify(given).replaceAll('":', '": ').replaceAll(',"', ', "'),
  ({ name, ...others }) => JSON.stringify({ ...others, name }),
  (given) => JSON.stringify({ ...given, more: { deep: [1] } }),
  (given) => ` ${JSON.stringify(given)} `,
  (given) => JSON.stringify(given).replace('{', '{"note":"first",'),
  (given) => JSON.stringify(given).slice(0, -1),
  () => '',
];
/** Mostly in one style, as writers are. */
const runs = fc.record({
  votes: fc.array(fc.tuple(vote, fc.integer({ min: -12, max: styles.length - 1 })), { maxLength: 60, size: 'max' }),
  usual: fc.nat(3),
  lineEnd: fc.constantFrom('\n', '\r\n'),
  chunkBytes: fc.constantFrom(17, 300, 5_000, 40_000),
  windowBytes: fc.constantFrom(300, 1_048_576),
  owners: fc.array(fc.tuple(fc.nat(1), fc.nat(1)), { minLength: 4, maxLength: 4 }),
});
type Run = typeof runs extends fc.Arbitrary<infer Value> ? Value : never;

const bytesOf = ({ votes: given, usual, lineEnd }: Run): Uint8Array =>
  plainText.encode(
    given.map(([each, style]) => `${(styles[style < 0 ? usual : style] ?? JSON.stringify)(each)}${lineEnd}`).join(''),
  );

const told = ({
  kind,
  record,
  key,
}: {
  readonly kind: string;
  readonly record: unknown;
  readonly key: string | null;
}) => `${kind} ${key} ${JSON.stringify(record)}`;

function onTwoWorkers(run: Run): unknown {
  const ownersAt = (moment: 0 | 1) => Array.from({ length: slots }, (_, slot) => run.owners[slot % 4]?.[moment] ?? 0);
  const [before, after]: readonly Placement[] = [
    [[0], ownersAt(0), [1]],
    [[0], ownersAt(1), [1]],
  ];
  const frames = { linkFrameBytes: Math.min(400, run.windowBytes), creditWindowBytes: run.windowBytes };
  const limits = { ...productLimits, ...frames, creditWindowBytesMin: 300 };
  const pair = new WorkerPair(summing(true), before ?? [], limits, { guarded: [moduleId(2)] });
  const bytes = bytesOf(run);
  pair.both({ type: 'start', stages: [0] });
  const feed = (from: number, to: number): void => {
    for (let at = from; at < to; at += run.chunkBytes) {
      const chunk = bytes.slice(at, Math.min(at + run.chunkBytes, to));
      pair.tell(0, { type: 'intake-bytes', stage: 0, intake: 0, bytes: chunk });
      pair.settle();
    }
  };
  const middle = Math.floor(bytes.length / 2);
  feed(0, middle);
  const moves = ownersAt(0).flatMap((from, slot) => {
    const to = ownersAt(1)[slot] ?? 0;
    return from === to ? [] : [{ slot, from, to, warm: false }];
  });
  const change: Reconfiguration = { placement: after ?? [], solos: [], moves: [[], moves, []], everything: false };
  pair.inject(1, change);
  feed(middle, bytes.length);
  pair.tell(0, { type: 'intake-ended', stage: 0, intake: 0 });
  pair.tell(0, { type: 'source-closed', stage: 0 });
  pair.settle();
  pair.inject(2);
  pair.settle();
  for (const epoch of [1, 2]) pair.both({ type: 'complete', epoch });
  pair.settle();
  const objects = pair.workers.flatMap((worker) =>
    Array.from({ length: slots }, (_, slot) => [...worker.keyed(1).table.objectsOf(slot)]).flat(),
  );
  return {
    state: new Map(objects.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({ key, value }) => [key, value])),
    written: pair.written
      .join('')
      .split('\n')
      .filter((line) => line !== '')
      .toSorted(),
    failures: pair.workers.flatMap(({ counts }) => counts.takeFailures().map(told)).toSorted(),
  };
}

/** One thread, no wire, every line parsed. */
function inOneThread(run: Run): unknown {
  const driver = new TopologyDriver(summing(false), plainText);
  driver.feed(votes, bytesOf(run));
  return {
    state: new Map([...driver.state(nodeId('total'))].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    written: driver.lines(totals).toSorted(),
    failures: driver.failures.map(told).toSorted(),
  };
}

it('lines that stay bytes come to the same at two workers as parsed ones in one thread, whatever comes into their memory', () => {
  fc.assert(
    fc.property(runs, (run) => {
      expect(onTwoWorkers(run)).toEqual(inOneThread(run));
    }),
    { numRuns: 60 },
  );
});
