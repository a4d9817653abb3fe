/** For each application: how to make the input of its sources, and how to judge what came out of its sink. */
import type { InputFormat } from './formats.ts';
import {
  encodeNumbers,
  encodeTemperatures,
  encodeTexts,
  encodeVotes,
  makeNumbers,
  makeParagraphs,
  makeTemperatures,
  makeTexts,
  makeVotes,
} from './letters-and-words.ts';
import { encodeMarketData, encodeOrders, makeMarketData, makeOrders } from './market-spread.ts';
import { expectStatefulAlerts, expectStatelessAlerts } from './references/alerts.ts';
import { expectTotals } from './references/alphabet.ts';
import { expectFahrenheit } from './references/celsius.ts';
import { compareByKey, compareMultisets } from './references/comparing.ts';
import type { ExpectedRejection, MarketSpreadInput } from './references/market-spread.ts';
import { expectRejections, explainRejections, readRejections } from './references/market-spread.ts';
import { readFrames, readLines } from './references/reading.ts';
import { expectReversed } from './references/reverse.ts';
import { judgeWindows } from './references/sequence-window.ts';
import { expectCounts } from './references/word-count.ts';

export type InputOptions = {
  readonly records: number;
  readonly seed: number;
  readonly format: InputFormat;
  /** Market Spread only: see its input maker. */
  readonly rejectedShare?: number;
  readonly flicker?: number;
};

/** Source node -> bytes. */
export type Inputs = ReadonlyMap<string, Uint8Array>;

export type Output = {
  readonly inputs: Inputs;
  readonly format: InputFormat;
  /** The bytes that the sink wrote, and how. */
  readonly actual: Uint8Array;
  readonly actualFormat: InputFormat;
  /** Records that a generator made, where there is no input. */
  readonly generated: number;
  /** The sources ran at the same time, so any interleaving of them is right. */
  readonly concurrent: boolean;
};

export type Application = {
  readonly formats: readonly InputFormat[];
  readonly sink: string;
  readonly make: (options: InputOptions) => Inputs;
  /** Null where the output is right, else what is wrong with it. */
  readonly judge: (output: Output) => string | null;
};

const marketSpread: Application = {
  formats: ['framed', 'ndjson', 'csv'],
  sink: 'rejections',
  make: (options) =>
    new Map([
      ['orders', encodeOrders(options.format, makeOrders(options))],
      ['market-data', encodeMarketData(options.format, makeMarketData(options))],
    ]),
  judge: ({ inputs, format, actual, actualFormat, concurrent }) => {
    const input: MarketSpreadInput = {
      format,
      orders: bytesOf(inputs, 'orders'),
      marketData: bytesOf(inputs, 'market-data'),
    };
    const rejections = readRejections(actualFormat, actual);
    if (concurrent) return explainRejections(input, rejections);
    return compareByKey(
      rejections.map(rejectionText),
      expectRejections(input).map(rejectionText),
      (text) => text.split(' ')[0] ?? '',
    );
  },
};

/** The symbol first, because it is the key. */
const rejectionText = ({ symbol, ...rest }: ExpectedRejection): string =>
  [symbol, rest.side, rest.account, rest.orderId, rest.quantity, rest.price, rest.bid, rest.offer].join(' ');

const keyOfTotal = (line: string): string => line.slice(0, line.lastIndexOf(' => '));

const alphabet: Application = {
  formats: ['framed'],
  sink: 'totals',
  make: (options) => new Map([['votes', encodeVotes(options.format, makeVotes(options))]]),
  judge: ({ inputs, actual }) => compareByKey(readLines(actual), expectTotals(bytesOf(inputs, 'votes')), keyOfTotal),
};

const wordCount: Application = {
  formats: ['lines', 'framed'],
  sink: 'counts',
  make: (options) =>
    new Map([
      ['text', encodeTexts(options.format, options.format === 'framed' ? makeParagraphs(options) : makeTexts(options))],
    ]),
  judge: ({ inputs, format, actual }) =>
    compareByKey(readLines(actual), expectCounts(textsOf(inputs, format)), keyOfTotal),
};

const celsius: Application = {
  formats: ['framed'],
  sink: 'fahrenheit',
  make: (options) => new Map([['temperatures', encodeTemperatures(options.format, makeTemperatures(options))]]),
  judge: ({ inputs, actual }) => compareMultisets(readLines(actual), expectFahrenheit(bytesOf(inputs, 'temperatures'))),
};

const reverse: Application = {
  formats: ['lines', 'framed'],
  sink: 'reversed',
  make: (options) => new Map([['text', encodeTexts(options.format, makeTexts(options))]]),
  judge: ({ inputs, format, actual }) => compareMultisets(readLines(actual), expectReversed(textsOf(inputs, format))),
};

const sequenceWindow: Application = {
  formats: ['framed'],
  sink: 'windows',
  make: (options) => new Map([['numbers', encodeNumbers(options.format, makeNumbers(options))]]),
  judge: ({ inputs, actual, generated }) => {
    const numbers = inputs.size === 0 ? generated : readFrames(bytesOf(inputs, 'numbers')).length;
    return judgeWindows(readLines(actual), numbers);
  },
};

const alertsStateless: Application = {
  formats: [],
  sink: 'alerts',
  make: () => new Map(),
  judge: ({ actual, generated }) => compareMultisets(readLines(actual), expectStatelessAlerts(generated)),
};

const alertsStateful: Application = {
  ...alertsStateless,
  judge: ({ actual, generated }) =>
    compareByKey(readLines(actual), expectStatefulAlerts(generated), (line) => line.replace(/^.* for (.*):.*$/, '$1')),
};

export const applications: Readonly<Record<string, Application>> = {
  'market-spread': marketSpread,
  'market-spread-layout': marketSpread,
  'market-spread-merged': marketSpread,
  alphabet,
  'word-count': wordCount,
  celsius,
  reverse,
  'alerts-stateless': alertsStateless,
  'alerts-stateful': alertsStateful,
  'sequence-window': sequenceWindow,
};

export function applicationNamed(name: string): Application {
  const application = applications[name];
  if (application === undefined)
    throw new Error(`there is no application "${name}"; there are ${Object.keys(applications).join(', ')}`);
  return application;
}

function bytesOf(inputs: Inputs, node: string): Uint8Array {
  const bytes = inputs.get(node);
  if (bytes === undefined) throw new Error(`the input of ${node} is missing`);
  return bytes;
}

function textsOf(inputs: Inputs, format: InputFormat): readonly string[] {
  const bytes = bytesOf(inputs, 'text');
  return format === 'framed' ? readFrames(bytes).map((payload) => payload.toString('utf8')) : readLines(bytes);
}
