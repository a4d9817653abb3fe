// Records that stay bytes go the short way: no key is made for them, and their frames are met by code of its own. What would
// break: a record meets another key's object, or none, or is counted, refused or looked at differently than on the long way.
import { exchangeId, moduleId, nodeId, stageId } from '@potoroo/shared/ids';
import { layoutEncoder, type RecordLayout } from '@potoroo/shared/record-layout';
import type { Module, Topology } from '@potoroo/shared/topology';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { plainText } from '../api/index.ts';
import { TopologyDriver } from '../testing/topology-driver.ts';
import { productLimits } from './data-plane-limits.ts';
import type { Placement } from './placement/placement.ts';
import { WorkerPair } from './testing/worker-pair.ts';
import type { Reconfiguration } from './worker-messages.ts';

const slots = 256;
const [votes, totals] = [nodeId('votes'), nodeId('totals')];

type Padding = 'none' | 'spaces-before' | 'spaces-after' | 'zeros-after';
type Form = { readonly bytes: number; readonly padding: Padding; readonly before: number };

const layoutOf = ({ bytes, padding, before }: Form): RecordLayout => ({
  byteOrder: 'little',
  fields: [
    { name: 'kind', type: 'u8', equals: 7 },
    { name: 'name', type: 'text', bytes, padding, at: 1 + before },
    { name: 'amount', type: 'f64' },
    { name: 'isOpen', type: 'boolean' },
  ],
});

const module = (id: number, node: string, code: string): Module => ({
  id: moduleId(id),
  node: nodeId(node),
  field: 'code',
  code: `exports.default = ${code};`,
  lines: [1],
});

/** Sums by name; a sum that passes a hundred leaves. An object named with an F cannot be made. `isShort`: with what the compiler found out about the key. */
const summing = (recordLayout: RecordLayout, isShort: boolean): Topology => ({
  version: 1,
  name: 'summing',
  codeHash: 'summing',
  modules: [
    module(0, 'by-name', '(vote) => vote.name'),
    module(1, 'total', '(key) => { if (key.includes("F")) throw new Error("no " + key); return { sum: 0, met: 0 }; }'),
    module(
      2,
      'add',
      '(vote, state, { key }) => { state.met++; state.sum += vote.amount; if (!vote.isOpen) throw new Error("closed"); return state.sum > 100 ? [key + " " + (state.sum -= 100)] : null; }',
    ),
    module(3, 'totals', '(text) => text'),
  ],
  stages: [
    {
      id: stageId(0),
      kind: 'source',
      name: 'votes',
      node: votes,
      connector: { type: 'file', path: 'unused', rate: null, format: 'framed' },
      recordLayout,
      lazy: true,
      decode: null,
      generate: null,
      shape: null,
      outputs: [0],
      steps: [
        {
          type: 'key',
          node: nodeId('by-name'),
          module: moduleId(0),
          exchanges: [exchangeId(0)],
          ...(isShort ? { field: 'name' } : {}),
        },
      ],
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

const forms = fc.record({
  bytes: fc.constantFrom(1, 3, 4, 5, 8, 11, 31, 32, 33),
  padding: fc.constantFrom<Padding>('none', 'spaces-before', 'spaces-after', 'zeros-after'),
  before: fc.constantFrom(0, 3),
});
const names = fc.string({ unit: fc.constantFrom('A', 'B', 'F', 'é', ' '), maxLength: 4 });
const votesGiven = fc.record({
  name: names,
  amount: fc.double({ min: -9, max: 99, noNaN: true }),
  isOpen: fc.boolean(),
});
/** A whole record, one byte of which may be another one, or a frame of any bytes. */
const pieces = fc.oneof(
  { weight: 12, arbitrary: fc.record({ vote: votesGiven, spoilt: fc.option(fc.nat(20), { freq: 12 }) }) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 30 }) },
);
type Piece = typeof pieces extends fc.Arbitrary<infer Value> ? Value : never;

function framed(payload: Uint8Array): readonly number[] {
  return [0, 0, 0, payload.length, ...payload];
}

/** Text that is too long for its field is no vote of this layout. */
function bytesOf(form: Form, piece: Piece): readonly number[] {
  if (piece instanceof Uint8Array) return framed(piece);
  const name = [...piece.vote.name].reduce(
    (text, char) => (plainText.encode(text + char).length > form.bytes ? text : text + char),
    '',
  );
  const missing = form.bytes - plainText.encode(name).length;
  const whole = form.padding === 'none' ? name + 'C'.repeat(missing) : name;
  const bytes = new Uint8Array(form.bytes + form.before + 10);
  const host = { text: plainText, refusal: (message: string) => new Error(message) };
  const to = { bytes, view: new DataView(bytes.buffer), room: () => undefined };
  layoutEncoder(layoutOf(form), host)({ ...piece.vote, name: whole }, to, 0);
  if (piece.spoilt !== null) bytes[piece.spoilt % bytes.length] = 254;
  return framed(bytes);
}

const runs = fc.record({
  form: forms,
  pieces: fc.array(pieces, { maxLength: 40, size: 'max' }),
  chunkBytes: fc.constantFrom(11, 60, 300, 5_000, 40_000),
  /** The worker of a slot, before and after the barrier in the middle. */
  owners: fc.array(fc.tuple(fc.nat(1), fc.nat(1)), { minLength: 4, maxLength: 4 }),
  windowBytes: fc.constantFrom(200, 1_048_576),
  /** After so many chunks somebody looks at the keys, or at the source, for a while. */
  looks: fc.option(fc.record({ node: fc.constantFrom('votes', 'by-name', 'add'), at: fc.nat(4) })),
});
type Run = typeof runs extends fc.Arbitrary<infer Value> ? Value : never;

/** Everything that can be told of a run from outside. */
function outcomeOf(run: Run, isShort: boolean): unknown {
  const ownersAt = (moment: 0 | 1) => Array.from({ length: slots }, (_, slot) => run.owners[slot % 4]?.[moment] ?? 0);
  const [before, after]: readonly Placement[] = [
    [[0], ownersAt(0), [1]],
    [[0], ownersAt(1), [1]],
  ];
  const frames = { linkFrameBytes: Math.min(100, run.windowBytes) };
  const limits = { ...productLimits, ...frames, creditWindowBytes: run.windowBytes, creditWindowBytesMin: 200 };
  const pair = new WorkerPair(summing(layoutOf(run.form), isShort), before ?? [], limits, { guarded: [moduleId(2)] });
  const bytes = Uint8Array.from(run.pieces.flatMap((piece) => bytesOf(run.form, piece)));
  pair.both({ type: 'start', stages: [0] });
  const feed = (from: number, to: number): void => {
    for (let at = from, chunk = 0; at < to; at += run.chunkBytes, chunk++) {
      if (chunk === run.looks?.at)
        for (const { looks } of pair.workers) {
          looks.ask({ costs: false, taps: [{ node: nodeId(run.looks.node), key: null }] }, 0);
          looks.take(0);
        }
      pair.tell(0, {
        type: 'intake-bytes',
        stage: 0,
        intake: 0,
        bytes: bytes.slice(at, Math.min(at + run.chunkBytes, to)),
      });
      pair.settle();
    }
  };
  const middle = Math.floor(bytes.length / 2);
  feed(0, middle);
  const change: Reconfiguration = {
    placement: after ?? [],
    solos: [],
    moves: [
      [],
      ownersAt(0).flatMap((from, slot) => {
        const to = ownersAt(1)[slot] ?? 0;
        return from === to ? [] : [{ slot, from, to, warm: false }];
      }),
      [],
    ],
    everything: false,
  };
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
    failures: pair.workers
      .flatMap(({ counts }) => counts.takeFailures())
      .map(({ kind, error, record, key }) => [kind, String(error), record, key]),
    counts: pair.workers.map(({ counts }) => counts.nodes()),
    met: pair.workers.map((worker) => worker.keyed(1).records),
    tapped: pair.workers.map(({ looks }) => looks.take(0).taps),
    uneven: pair.workers.map(({ counts: { lost, doubled } }) => [lost, doubled]),
  };
}

/** One thread, no wire, every record decoded. */
function oracle({ form, pieces: given }: Run): { readonly state: unknown; readonly written: readonly string[] } {
  const [source, ...others] = summing(layoutOf(form), false).stages;
  if (source?.kind !== 'source') throw new Error('a source comes first');
  const topology = { ...summing(layoutOf(form), false), stages: [{ ...source, lazy: false }, ...others] };
  const driver = new TopologyDriver(topology, plainText);
  driver.feed(votes, Uint8Array.from(given.flatMap((piece) => bytesOf(form, piece))));
  const state = driver.state(nodeId('total'));
  return {
    state: new Map([...state].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    written: driver.lines(totals).toSorted(),
  };
}

it('records that stay bytes come to the same the short way as the long one, and as in one thread', () => {
  fc.assert(
    fc.property(runs, (run) => {
      const short = outcomeOf(run, true);
      expect(short).toEqual(outcomeOf(run, false));
      expect(short).toMatchObject(oracle(run));
    }),
    { numRuns: 30 },
  );
});
