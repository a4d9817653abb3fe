/** Input of alphabet, word count, celsius, reverse and sequence window. */
import type { InputFormat, RecordForms } from './formats.ts';
import { encodeRecords } from './formats.ts';
import type { Random } from './random.ts';
import { below, pick, seededRandom } from './random.ts';

export type Amount = { readonly records: number; readonly seed: number };

export type VoteInput = { readonly letter: string; readonly votes: number };
const voteForms: RecordForms<VoteInput> = {
  fields: ['letter', 'votes'],
  framed: ({ letter, votes }, writer) => void writer.ascii(letter, 1).u32(votes),
};
export const encodeVotes = (format: InputFormat, votes: Iterable<VoteInput>): Uint8Array =>
  encodeRecords(format, votes, voteForms);

/** Votes may be anything that fits into a u32, and sometimes are its largest value: totals must not wrap. */
export function* makeVotes({ records, seed }: Amount): Generator<VoteInput> {
  const random = seededRandom(seed);
  for (let i = 0; i < records; i++) {
    const votes = random() < 0.01 ? 4_294_967_295 : 1 + below(random, 100);
    yield { letter: String.fromCharCode(97 + below(random, 26)), votes };
  }
}

const textForms: RecordForms<string> = {
  framed: (text, writer) => void writer.text(text),
  line: (text) => text,
};
export const encodeTexts = (format: InputFormat, texts: Iterable<string>): Uint8Array =>
  encodeRecords(format, texts, textForms);

/** Words with everything a word count can stumble on: case, punctuation, double spaces, names of object members, other scripts. */
const words = [
  'the', 'The', 'THE', 'right', 'of', 'people', 'peaceably', 'to', 'assemble,', '(and)', "don't", 'well-regulated', '"quoted"',
  '`tick`', '--', '...', '', '', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'naïve', 'Ärger', 'ΣΟΦΟΣ', '語', '🦘', 'a\tb',
  '{x}', '|', '~tilde~', '\\back\\', '50%', '$1.00', '&c', '@me', 'x=y', 'a;b:', '<tag>', '?!', '_under_', '[0]', '^', '+1', '#2', '*', '/',
]; // oxfmt-ignore

/** Texts without line ends, for lines and for frames. */
export function* makeTexts({ records, seed }: Amount): Generator<string> {
  const random = seededRandom(seed);
  for (let i = 0; i < records; i++) yield makeLine(random);
}

/** Texts of several lines, some of them empty, for frames only. */
export function* makeParagraphs({ records, seed }: Amount): Generator<string> {
  const random = seededRandom(seed);
  for (let i = 0; i < records; i++) yield Array.from({ length: below(random, 4) }, () => makeLine(random)).join('\n');
}

const makeLine = (random: Random): string =>
  Array.from({ length: below(random, 9) }, () => pick(random, words)).join(' ');

const temperatureForms: RecordForms<number> = { framed: (value, writer) => void writer.f32(value) };
export const encodeTemperatures = (format: InputFormat, values: Iterable<number>): Uint8Array =>
  encodeRecords(format, values, temperatureForms);

const temperatureCorners = [
  0,
  -0,
  100,
  -40,
  37,
  36.6,
  -17.777_778,
  5 / 128,
  -5 / 128,
  1e-30,
  3.4e38,
  -3.4e38,
  16_777_216,
  1e15,
];

/** Weather first of all, and a few values where printing six decimals is hard. */
export function* makeTemperatures({ records, seed }: Amount): Generator<number> {
  const random = seededRandom(seed);
  for (let i = 0; i < records; i++)
    yield random() < 0.05 ? pick(random, temperatureCorners) : Math.fround(random() * 200 - 100);
}

const numberForms: RecordForms<number> = { framed: (value, writer) => void writer.u64(BigInt(value)) };
export const encodeNumbers = (format: InputFormat, values: Iterable<number>): Uint8Array =>
  encodeRecords(format, values, numberForms);

/** 1, 2, 3, ... */
export function* makeNumbers({ records }: Pick<Amount, 'records'>): Generator<number> {
  for (let i = 1; i <= records; i++) yield i;
}
