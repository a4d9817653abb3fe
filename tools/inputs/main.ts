/**
 * Makes inputs and judges outputs from the command line.
 *
 *   node tools/inputs/main.ts market-spread --records 2000000 --format framed --out DIR [--seed N]
 *       [--rejected-share 0.05] [--flicker 0.1]          writes DIR/orders.framed and DIR/market-data.framed
 *   node tools/inputs/main.ts verify market-spread --format framed --in DIR --actual FILE [--actual-format ndjson]
 *       [--concurrent]                                   exits 1 and says what is wrong where the output is wrong
 */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { orUsage } from '../command-line/or-usage.ts';
import type { Inputs } from './applications.ts';
import { applicationNamed } from './applications.ts';
import type { InputFormat } from './formats.ts';
import { inputFormats } from './formats.ts';

const usage = `node tools/inputs/main.ts NAME [--records N] [--seed N] [--format framed|ndjson|csv|lines] [--out DIR]
    [--rejected-share 0.05] [--flicker 0.1]
node tools/inputs/main.ts verify NAME [--format framed] --in DIR --actual FILE [--actual-format ndjson] [--concurrent]
NAME is an application, such as market-spread.`;

const { values, positionals } = orUsage(usage, () =>
  parseArgs({
    allowPositionals: true,
    options: {
      records: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
      format: { type: 'string', default: 'framed' },
      out: { type: 'string', default: '.' },
      in: { type: 'string', default: '.' },
      actual: { type: 'string' },
      'actual-format': { type: 'string' },
      'rejected-share': { type: 'string' },
      flicker: { type: 'string' },
      concurrent: { type: 'boolean', default: false },
    },
  }),
);

const [first = '', second = ''] = positionals;
process.exitCode = orUsage(usage, () => (first === 'verify' ? verify(second) : make(first)));

function make(name: string): number {
  const format = formatNamed(values.format);
  const { 'rejected-share': rejectedShare, flicker } = values;
  const inputs = applicationNamed(name).make({
    records: Number(values.records),
    seed: Number(values.seed),
    format,
    ...(rejectedShare === undefined ? {} : { rejectedShare: Number(rejectedShare) }),
    ...(flicker === undefined ? {} : { flicker: Number(flicker) }),
  });
  mkdirSync(values.out, { recursive: true });
  for (const [node, bytes] of inputs) {
    const path = join(values.out, `${node}.${format}`);
    writeFileSync(path, bytes);
    process.stdout.write(`${path}: ${bytes.length} bytes\n`);
  }
  return 0;
}

function verify(name: string): number {
  if (values.actual === undefined) throw new Error('verify needs --actual FILE');
  const format = formatNamed(values.format);
  const application = applicationNamed(name);
  const fault = application.judge({
    inputs: application.formats.length === 0 ? new Map() : readInputs(values.in, format),
    format,
    actual: readFileSync(values.actual),
    actualFormat: formatNamed(values['actual-format'] ?? values.format),
    generated: Number(values.records),
    concurrent: values.concurrent,
  });
  process.stdout.write(fault === null ? `${name}: right\n` : `${name}: wrong: ${fault}\n`);
  return fault === null ? 0 : 1;
}

function readInputs(directory: string, format: InputFormat): Inputs {
  const ending = `.${format}`;
  const files = readdirSync(directory).filter((file) => file.endsWith(ending));
  return new Map(
    files.map((file) => [file.slice(0, -ending.length), new Uint8Array(readFileSync(join(directory, file)))]),
  );
}

function formatNamed(text: string): InputFormat {
  const format = inputFormats.find((known) => known === text);
  if (format === undefined) throw new Error(`there is no format "${text}"; there are ${inputFormats.join(', ')}`);
  return format;
}
