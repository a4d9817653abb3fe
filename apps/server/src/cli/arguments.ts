/**
 * The command line, as text, to one command. `node:util` parseArgs splits the flags; this file owns which flags a command
 * has, what their values must look like, and what to say when they do not.
 */
import { parseArgs } from 'node:util';
import { limits } from '@potoroo/shared/limits';
import { ok } from '@potoroo/shared/result';
import type { Result } from '@potoroo/shared/result';
import { parseConnectorSpec } from './connector-spec.ts';
import type { ConnectorSide, ConnectorSpec } from './connector-spec.ts';
import { isControlName, parseControl } from './control-arguments.ts';
import type { ControlCommand } from './control-arguments.ts';
import { parseDeploy } from './deploy-arguments.ts';
import type { DeployCommand } from './deploy-arguments.ts';
import { refuse } from './failure.ts';
import type { Refusal } from './failure.ts';
import { invocation } from './installed.ts';
import { parseScript } from './script.ts';
import type { ScriptStep } from './script.ts';

export type ConnectorOverride = { readonly side: ConnectorSide; readonly node: string; readonly spec: ConnectorSpec };
export type AfterRule = { readonly source: string; readonly after: string };

export type RunCommand = {
  readonly type: 'run';
  /** The name of an example or a path. */
  readonly document: string;
  readonly workers: number;
  readonly overrides: readonly ConnectorOverride[];
  readonly after: readonly AfterRule[];
  /** Null: as the document says. */
  readonly barrierIntervalMs: number | null;
  /** Where checkpoints are kept and gone on from; null for as long as the run. */
  readonly state: string | null;
  readonly script: readonly ScriptStep[];
  /** Where the profiles of its workers go. */
  readonly profile: string | null;
  /** One that is steady for a while keeps a spare worker. */
  readonly hasSpare: boolean;
  readonly json: boolean;
};
export type ExplainCommand = {
  readonly type: 'explain';
  readonly document: string;
  /** The generated code, too. */
  readonly code: boolean;
  readonly overrides: readonly ConnectorOverride[];
};
export type ExportCommand = {
  readonly type: 'export';
  readonly document: string;
  /** As a project in a folder, or as one file. */
  readonly form: 'project' | 'single-file';
  /** Null, which only one file can be: the standard output. */
  readonly out: string | null;
};
export type ImportCommand = {
  readonly type: 'import';
  /** A file that describes a pipeline, or a folder with a pipeline.ts. */
  readonly project: string;
  /** What lies below it may be read; null for the folder of the description. */
  readonly root: string | null;
  /** Null for the standard output. */
  readonly out: string | null;
};
export type DrawCommand = {
  readonly type: 'draw';
  readonly document: string;
  readonly format: DrawingFormat;
  readonly out: string | null;
};
export type DrawingFormat = (typeof drawingFormats)[number];
const drawingFormats = ['mermaid', 'svg', 'png'] as const;

export type Command =
  | RunCommand
  | { readonly type: 'check'; readonly document: string; readonly json: boolean }
  | ExplainCommand
  | ExportCommand
  | ImportCommand
  | DrawCommand
  | ControlCommand
  | DeployCommand
  | { readonly type: 'schema' }
  | { readonly type: 'list'; readonly json: boolean }
  | { readonly type: 'help' };

type CommandName = Command['type'];
type Flag = { readonly type: 'string' | 'boolean'; readonly multiple?: boolean };
type Split = { readonly positionals: readonly string[]; readonly values: ReadonlyMap<string, readonly string[]> };
type Parsed = Result<Command, Refusal>;

const help: Flag = { type: 'boolean' };
const json: Flag = { type: 'boolean' };
const connectors: Readonly<Record<string, Flag>> = {
  source: { type: 'string', multiple: true },
  sink: { type: 'string', multiple: true },
};
const studio: Readonly<Record<string, Flag>> = { data: { type: 'string' }, port: { type: 'string' }, json, help };
const flagsOf: Record<CommandName, Readonly<Record<string, Flag>>> = {
  run: {
    workers: { type: 'string' },
    ...connectors,
    after: { type: 'string', multiple: true },
    'checkpoint-interval': { type: 'string' },
    state: { type: 'string' },
    script: { type: 'string' },
    profile: { type: 'string' },
    'no-spare': { type: 'boolean' },
    json,
    help,
  },
  check: { json, help },
  explain: { code: { type: 'boolean' }, ...connectors, help },
  export: { out: { type: 'string' }, 'single-file': { type: 'boolean' }, help },
  import: { root: { type: 'string' }, out: { type: 'string' }, help },
  draw: { as: { type: 'string' }, out: { type: 'string' }, help },
  // `kill -9`: the number is a flag to whoever splits flags.
  worker: { ...studio, '9': { type: 'boolean' } },
  disturb: { ...studio, for: { type: 'string' }, factor: { type: 'string' }, share: { type: 'string' } },
  checkpoint: studio,
  status: studio,
  placement: studio,
  profile: { ...studio, workers: { type: 'string' }, seconds: { type: 'string' }, out: { type: 'string' } },
  state: studio,
  deploy: { ...studio, reset: { type: 'string', multiple: true }, migrate: { type: 'string', multiple: true } },
  schema: { help },
  list: { json, help },
  help: { help },
};
export const workersDefault = 2;
const helpRemedy = `See \`${invocation} help\`.`;

export function parseArguments(args: readonly string[]): Parsed {
  const [first, ...rest] = args;
  if (first === undefined)
    return refuse('No command was given.', `Use one of ${commandNames()}; ${lowerFirst(helpRemedy)}`);
  if (first === '--help' || first === '-h') return ok({ type: 'help' });
  const name = Object.keys(flagsOf).find((known): known is CommandName => known === first);
  if (name === undefined)
    return refuse(`There is no command "${first}".`, `Use one of ${commandNames()}; ${lowerFirst(helpRemedy)}`);
  const split = splitFlags(name, rest);
  if (!split.ok) return split;
  if (split.value.values.has('help')) return ok({ type: 'help' });
  return parseCommand(name, split.value);
}

function parseCommand(name: CommandName, split: Split): Parsed {
  if (isControlName(name)) return parseControl(name, split);
  switch (name) {
    case 'help':
      return ok({ type: 'help' });
    case 'list':
      return split.positionals[0] === undefined
        ? ok({ type: 'list', json: split.values.has('json') })
        : tooMany(name, split.positionals[0]);
    case 'schema':
      return split.positionals[0] === undefined ? ok({ type: 'schema' }) : tooMany(name, split.positionals[0]);
    case 'import':
      return parseImport(split);
    case 'deploy':
      return parseDeploy(split);
    case 'run':
    case 'check':
    case 'explain':
    case 'export':
    case 'draw':
      return parseOnDocument(name, split);
  }
}

function parseOnDocument(name: 'run' | 'check' | 'explain' | 'export' | 'draw', split: Split): Parsed {
  const [document, extra] = split.positionals;
  if (document === undefined || document === '') {
    return refuse(
      `The command "${name}" needs a pipeline.`,
      'Name an example (see `list`) or give the path of a document.',
    );
  }
  if (extra !== undefined) return tooMany(name, extra);
  if (name === 'check') return ok({ type: 'check', document, json: split.values.has('json') });
  if (name === 'explain') return parseExplain(document, split);
  if (name === 'draw') return parseDraw(document, split);
  if (name === 'run') return parseRun(document, split);
  const out = split.values.get('out')?.[0] ?? '';
  if (split.values.has('single-file')) return parseSingleFile(document, out);
  if (out === '')
    return refuse(
      'The command "export" needs a folder to write to.',
      'Give one that is empty or new: --out DIR; or ask for one file: --single-file.',
    );
  return ok({ type: 'export', document, form: 'project', out });
}

function parseExplain(document: string, split: Split): Parsed {
  const overrides = parseOverrides(split);
  if (!overrides.ok) return overrides;
  return ok({ type: 'explain', document, code: split.values.has('code'), overrides: overrides.value });
}

/** A file is known by its ending when it is run or opened: what has none is read as a document. */
function parseSingleFile(document: string, out: string): Parsed {
  if (out !== '' && !/\.m?ts$/.test(out))
    return refuse(`--out "${out}" does not end as a TypeScript file does.`, `Give it the ending: --out ${out}.ts.`);
  return ok({ type: 'export', document, form: 'single-file', out: out === '' ? null : out });
}

function parseImport(split: Split): Parsed {
  const [project, extra] = split.positionals;
  if (project === undefined || project === '')
    return refuse(
      'The command "import" needs a project.',
      'Give the path of its pipeline.ts, or of the folder it is in.',
    );
  if (extra !== undefined) return tooMany('import', extra);
  const [root = null] = split.values.get('root') ?? [];
  return ok({ type: 'import', project, root, out: split.values.get('out')?.[0] ?? null });
}

function parseDraw(document: string, split: Split): Parsed {
  const wanted = split.values.get('as')?.[0] ?? 'mermaid';
  const format = drawingFormats.find((known) => known === wanted);
  if (format === undefined)
    return refuse(`--as "${wanted}" is no form of a drawing.`, `Use one of ${drawingFormats.join(', ')}.`);
  const out = split.values.get('out')?.[0] ?? null;
  if (format === 'png' && out === null)
    return refuse('A PNG is no text that could be printed.', 'Say where it goes: --out FILE.png.');
  return ok({ type: 'draw', document, format, out });
}

function parseRun(document: string, split: Split): Parsed {
  const workers = parseWhole(split, { flag: 'workers', min: 1, max: limits.workersMax, fallback: workersDefault });
  if (!workers.ok) return workers;
  const barrierIntervalMs = parseInterval(split);
  if (!barrierIntervalMs.ok) return barrierIntervalMs;
  const overrides = parseOverrides(split);
  if (!overrides.ok) return overrides;
  const after = parseAfter(split.values.get('after') ?? []);
  if (!after.ok) return after;
  const scriptText = split.values.get('script')?.[0];
  const script = scriptText === undefined ? ok([]) : parseScript(scriptText);
  if (!script.ok) return script;
  return ok({
    type: 'run',
    state: split.values.get('state')?.[0] ?? null,
    script: script.value,
    profile: split.values.get('profile')?.[0] ?? null,
    hasSpare: !split.values.has('no-spare'),
    document,
    workers: workers.value,
    barrierIntervalMs: barrierIntervalMs.value,
    overrides: overrides.value,
    after: after.value,
    json: split.values.has('json'),
  });
}

/** `200ms`, `1s`, `1.5s`; a number alone is milliseconds. */
function parseInterval(split: Split): Result<number | null, Refusal> {
  const text = split.values.get('checkpoint-interval')?.[0];
  if (text === undefined) return ok(null);
  const [, amount, unit] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|)$/.exec(text) ?? [];
  const milliseconds = Number(amount) * (unit === 's' ? 1_000 : 1);
  if (
    Number.isInteger(milliseconds) &&
    milliseconds >= limits.barrierIntervalMsMin &&
    milliseconds <= limits.barrierIntervalMsMax
  )
    return ok(milliseconds);
  return refuse(
    `--checkpoint-interval "${text}" is no time from ${limits.barrierIntervalMsMin}ms to ${limits.barrierIntervalMsMax / 1_000}s.`,
    'Give one, such as --checkpoint-interval 200ms or --checkpoint-interval 2s.',
  );
}

function parseOverrides(split: Split): Result<readonly ConnectorOverride[], Refusal> {
  const overrides: ConnectorOverride[] = [];
  for (const side of ['source', 'sink'] as const) {
    for (const text of split.values.get(side) ?? []) {
      const pair = splitPair(text);
      if (pair === null)
        return refuse(
          `--${side} "${text}" is not node=SPEC.`,
          `Write it as --${side} ${side === 'source' ? 'orders=file:orders.ndjson' : 'rejections=file:out.ndjson'}.`,
        );
      if (overrides.some((other) => other.node === pair[0]))
        return refuse(`The node "${pair[0]}" is given two connectors.`, `Give --${side} ${pair[0]}=... once.`);
      const spec = parseConnectorSpec(side, pair[1]);
      if (!spec.ok) return spec;
      overrides.push({ side, node: pair[0], spec: spec.value });
    }
  }
  return ok(overrides);
}

function parseAfter(texts: readonly string[]): Result<readonly AfterRule[], Refusal> {
  const rules: AfterRule[] = [];
  for (const text of texts) {
    const pair = splitPair(text);
    if (pair === null)
      return refuse(
        `--after "${text}" is not source=source.`,
        'Write it as --after orders=market-data: orders start when market-data has ended.',
      );
    rules.push({ source: pair[0], after: pair[1] });
  }
  return ok(rules);
}

function splitPair(text: string): readonly [string, string] | null {
  const equals = text.indexOf('=');
  if (equals <= 0 || equals === text.length - 1) return null;
  return [text.slice(0, equals), text.slice(equals + 1)];
}

type Whole = { readonly flag: string; readonly min: number; readonly max: number; readonly fallback: number };

function parseWhole(split: Split, { flag, min, max, fallback }: Whole): Result<number, Refusal> {
  const text = split.values.get(flag)?.[0];
  if (text === undefined) return ok(fallback);
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return ok(number);
  return refuse(
    `--${flag} "${text}" is not a whole number from ${min} to ${max}.`,
    `Give one, such as --${flag} ${fallback}.`,
  );
}

/** `strict: false` so that the words about an unknown flag are ours and not an exception's. */
function splitFlags(name: CommandName, args: readonly string[]): Result<Split, Refusal> {
  const flags = flagsOf[name];
  const options = Object.fromEntries(
    Object.entries(flags).map(([flag, { type }]) => [flag, flag === 'help' ? { type, short: 'h' } : { type }]),
  );
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  const positionals: string[] = [];
  const values = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const flag = Object.hasOwn(flags, token.name) ? flags[token.name] : undefined;
    if (flag === undefined)
      return refuse(
        `The command "${name}" has no flag "${token.rawName}".`,
        `It has ${flagNames(name)}. ${helpRemedy}`,
      );
    if (flag.type === 'boolean' && token.value !== undefined)
      return refuse(`The flag ${token.rawName} takes no value.`, `Write ${token.rawName} alone.`);
    if (flag.type === 'string' && (token.value === undefined || (!token.inlineValue && token.value.startsWith('--')))) {
      return refuse(`The flag ${token.rawName} needs a value.`, helpRemedy);
    }
    const given = values.get(token.name) ?? [];
    if (given.length > 0 && flag.type === 'string' && flag.multiple !== true)
      return refuse(`The flag ${token.rawName} is given twice.`, 'Give it once.');
    values.set(token.name, [...given, token.value ?? '']);
  }
  return ok({ positionals, values });
}

const tooMany = (name: string, extra: string): Parsed =>
  refuse(`The command "${name}" does not know what to do with "${extra}".`, helpRemedy);
const commandNames = (): string => Object.keys(flagsOf).join(', ');
const flagNames = (name: CommandName): string =>
  Object.keys(flagsOf[name])
    .map((flag) => (flag.length === 1 ? `-${flag}` : `--${flag}`))
    .join(', ');
const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
