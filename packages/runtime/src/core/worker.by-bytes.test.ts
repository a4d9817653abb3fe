// Records that stay bytes go the short way: no key is made for them, and their frames are met by code of its own. What would
// break: a record meets another key's object, or none, or is counted, refused or looked at differently than on the long way.
import { nodeId } from '@potoroo/shared/ids';
import { layoutEncoder, type RecordLayout } from '@potoroo/shared/record-layout';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { plainText } from '../api/index.ts';
import { sumAtTwoWorkers, sumInOneThread, type Summing } from './testing/votes-at-two-workers.ts';

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

/** A sum that passes a hundred leaves. An object named with an F cannot be made. `isShort`: with what the compiler found out about the key. */
const summing = (recordLayout: RecordLayout, isShort: boolean): Summing => ({
  source: { connector: { type: 'file', path: 'unused', rate: null, format: 'framed' }, recordLayout, lazy: true },
  initial: '(key) => { if (key.includes("F")) throw new Error("no " + key); return { sum: 0, met: 0 }; }',
  add: '(vote, state, { key }) => { state.met++; state.sum += vote.amount; if (!vote.isOpen) throw new Error("closed"); return state.sum > 100 ? [key + " " + (state.sum -= 100)] : null; }',
  ...(isShort ? { field: 'name' } : {}),
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

const given = ({ form, pieces: all }: Run): Uint8Array => Uint8Array.from(all.flatMap((piece) => bytesOf(form, piece)));

/** Everything that can be told of a run from outside. */
function outcomeOf(run: Run, isShort: boolean): unknown {
  const frames = { linkFrameBytes: Math.min(100, run.windowBytes) };
  const { pair, state, written } = sumAtTwoWorkers(summing(layoutOf(run.form), isShort), {
    ...run,
    bytes: given(run),
    limits: { ...frames, creditWindowBytes: run.windowBytes, creditWindowBytesMin: 200 },
    beforeChunk: ({ workers }, chunk) => {
      if (chunk !== run.looks?.at) return;
      for (const { looks } of workers) {
        looks.ask({ costs: false, taps: [{ node: nodeId(run.looks.node), key: null }] }, 0);
        looks.take(0);
      }
    },
  });
  return {
    state,
    written,
    failures: pair.workers
      .flatMap(({ counts }) => counts.takeFailures())
      .map(({ kind, error, record, key }) => [kind, String(error), record, key]),
    counts: pair.workers.map(({ counts }) => counts.nodes()),
    met: pair.workers.map((worker) => worker.keyed(1).records),
    // When it was looked at is the clock's.
    tapped: pair.workers.map(({ looks }) => looks.take(0).taps.map(({ at: _at, ...tapped }) => tapped)),
    uneven: pair.workers.map(({ counts: { lost, doubled } }) => [lost, doubled]),
  };
}

function oracle(run: Run): Pick<ReturnType<typeof sumInOneThread>, 'state' | 'written'> {
  const { state, written } = sumInOneThread(summing(layoutOf(run.form), false), given(run));
  return { state, written };
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
