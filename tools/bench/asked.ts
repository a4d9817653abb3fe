/** What the command line of the benchmark asks for, and what it says of itself. */
import { accessSync, constants, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isSizeName, type SizeName } from './sizes.ts';
import { isSuiteName, type SuiteName, suites } from './suites/index.ts';

export type Asked = { readonly size: SizeName; readonly names: readonly SuiteName[]; readonly json: string };

const sizeTexts: Readonly<Record<SizeName, string>> = {
  smoke: 'seconds: whether everything works; its figures say nothing',
  short: 'the default: each suite takes a minute or a few',
  long: 'for figures that are quoted: an hour or more',
};

export const help = `npm run bench [-- FLAGS]

  --size SIZE         ${Object.entries(sizeTexts)
    .map(([name, text]) => `${name.padEnd(8)}${text}`)
    .join('\n                      ')}
  --only SUITE,...    some of the suites: ${Object.keys(suites).join(', ')}
  --json FILE         where the figures are written, bench.json if not given
  --help              this text

Nothing is fetched but, the first time, the peers that come from npm. docs/PERFORMANCE.md says how to read the tables.
`;

export function askedFor(args: readonly string[]): Asked | 'help' | { readonly error: string } {
  const parsed = parsedFrom(args);
  if ('error' in parsed) return parsed;
  const { size, only, json } = parsed;
  if (parsed.help) return 'help';
  const names = only === null ? Object.keys(suites) : only.split(',');
  const unknown = names.find((name) => !isSuiteName(name));
  if (!isSizeName(size)) return { error: `There is no size ${size}.` };
  if (unknown !== undefined) return { error: `There is no suite ${unknown}.` };
  const unwritable = whyUnwritable(json);
  if (unwritable !== null) return { error: `${json} cannot be written: ${unwritable}.` };
  return { size, names: names.filter(isSuiteName), json };
}

/** Asked before anything is measured. */
function whyUnwritable(path: string): string | null {
  const folder = dirname(resolve(path));
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return `there is no folder ${folder}`;
  const there = statSync(path, { throwIfNoEntry: false });
  if (there?.isDirectory()) return 'it is a folder';
  try {
    accessSync(there === undefined ? folder : path, constants.W_OK);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

type Parsed = { readonly size: string; readonly only: string | null; readonly json: string; readonly help: boolean };

function parsedFrom(args: readonly string[]): Parsed | { readonly error: string } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        size: { type: 'string', default: 'short' },
        only: { type: 'string' },
        json: { type: 'string', default: 'bench.json' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return { ...values, only: values.only ?? null };
  } catch (error) {
    return { error: `${error instanceof Error ? error.message : String(error)}.` };
  }
}
