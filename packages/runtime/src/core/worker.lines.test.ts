// Lines of JSON that stay bytes, from the source to the state object at another worker, in memory that is read over as soon as it is
// used up. What would break: a record is told apart by how it was written, or by what has come into its memory since.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { plainText } from '../api/index.ts';
import { sumAtTwoWorkers, sumInOneThread, type Summing } from './testing/votes-at-two-workers.ts';

/** Notes the last text; a vote that is closed fails, and each tenth one is told of. */
const summing: Summing = {
  source: { connector: { type: 'file', path: 'unused', rate: null, format: 'ndjson' }, lazy: true },
  initial: '() => ({ sum: 0, met: 0, note: "" })',
  add: '(vote, state, { key }) => { if (!vote.isOpen) throw new Error("closed"); state.sum += vote.amount; state.note = vote.note; return ++state.met % 10 === 0 ? `${key} ${vote.note}` : null; }',
};

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
  const frames = { linkFrameBytes: Math.min(400, run.windowBytes), creditWindowBytes: run.windowBytes };
  const limits = { ...frames, creditWindowBytesMin: 300 };
  const { pair, state, written } = sumAtTwoWorkers(summing, { ...run, bytes: bytesOf(run), limits });
  return { state, written, failures: pair.workers.flatMap(({ counts }) => counts.takeFailures().map(told)).toSorted() };
}

function inOneThread(run: Run): unknown {
  const { failures, ...sums } = sumInOneThread(summing, bytesOf(run));
  return { ...sums, failures: failures.map(told).toSorted() };
}

it('lines that stay bytes come to the same at two workers as parsed ones in one thread, whatever comes into their memory', () => {
  fc.assert(
    fc.property(runs, (run) => {
      expect(onTwoWorkers(run)).toEqual(inOneThread(run));
    }),
    { numRuns: 60 },
  );
});
