/**
 * The SPEC of `--source node=SPEC` and `--sink node=SPEC`, as text, to a connector request. It owns the grammar only:
 * what a missing format means for a given node is `overrides.ts`, whether the file exists is `preflight.ts`.
 *
 *   file:PATH[?format=lines|ndjson|csv|framed][&rate=N][&mode=committed|immediate]
 *   tcp://HOST:PORT[?format=...][&journal=on|off][&mode=...][&ids=none|sent|acknowledged]
 *     rate and journal are a source's, mode and ids a sink's
 *   generator[?rate=N][&count=N]        a source only
 *   live                                a sink only
 */
import { limits } from '@potoroo/shared/limits';
import { ok } from '@potoroo/shared/result';
import type { Format, OutputIds } from '@potoroo/shared/pipeline';
import type { Result } from '@potoroo/shared/result';
import { refuse } from './failure.ts';
import type { Refusal } from './failure.ts';

export type ConnectorSpec =
  | {
      readonly type: 'file';
      readonly path: string;
      readonly format: Format | null;
      readonly rate: number | null;
      readonly mode?: Mode;
    }
  | {
      readonly type: 'tcp';
      readonly host: string;
      readonly port: number;
      readonly format: Format | null;
      /** Absent where the SPEC does not say. */
      readonly journal?: Switch;
      readonly mode?: Mode;
      readonly ids?: Ids;
    }
  | { readonly type: 'generator'; readonly rate: number | null; readonly count: number | null }
  | { readonly type: 'live' };

export type Switch = 'on' | 'off';
export type Mode = 'committed' | 'immediate';
export type Ids = OutputIds | 'none';
export type ConnectorSide = 'source' | 'sink';
type Parsed = Result<ConnectorSpec, Refusal>;
/** Null where the SPEC does not say: what is drawn stays. */
type Options = {
  format: Format | null;
  rate: number | null;
  count: number | null;
  journal: Switch | null;
  mode: Mode | null;
  ids: Ids | null;
};
type OptionName = keyof Options;

const formats: readonly Format[] = ['lines', 'ndjson', 'csv', 'framed'];
const formatNames = formats.join(', ');
const grammar: Record<ConnectorSide, string> = {
  source: 'file:PATH?format=framed&rate=1000, tcp://HOST:PORT?format=framed, or generator?rate=1000&count=5000',
  sink: 'file:PATH?format=framed, tcp://HOST:PORT?format=framed, or live',
};

export function parseConnectorSpec(side: ConnectorSide, text: string): Parsed {
  const { head, query } = splitQuery(text);
  if (query === null && misplacedOption.test(text))
    return refuse(
      `The SPEC "${text}" has options, but no "?" before them.`,
      `Options start with "?": write "${text.replace(misplacedOption, '?$1')}".`,
    );
  if (head.startsWith('file:')) return parseFile({ side, text, path: head.slice('file:'.length), query });
  if (head.startsWith('tcp://')) return parseTcp({ side, text, address: head.slice('tcp://'.length), query });
  if (head === 'generator' && side === 'source') return parseGenerator(text, query);
  if (head === 'live' && side === 'sink') return query === null ? ok({ type: 'live' }) : unknownOption(text, query, []);
  return refuse(`The ${side} SPEC "${text}" is none that Potoroo knows.`, `Write it, in quotes, as ${grammar[side]}.`);
}

/** The first of options that are put after `&` alone. A path that is truly so named can be given with an option behind it. */
const misplacedOption = /&((?:format|rate|count|journal|mode|ids)=)/;

/** A path may hold a question mark of its own, so only a tail that reads `name=value&...` is taken for options. */
function splitQuery(text: string): { readonly head: string; readonly query: string | null } {
  const at = text.lastIndexOf('?');
  const tail = text.slice(at + 1);
  if (at < 0 || !/^([a-z]+=[^&/]*)(&[a-z]+=[^&/]*)*$/i.test(tail)) return { head: text, query: null };
  return { head: text.slice(0, at), query: tail };
}

type FileParts = {
  readonly side: ConnectorSide;
  readonly text: string;
  readonly path: string;
  readonly query: string | null;
};

function parseFile({ side, text, path, query }: FileParts): Parsed {
  const plain = path.startsWith('///') ? path.slice(2) : path;
  if (plain === '')
    return refuse(`The SPEC "${text}" names no file.`, 'Write the path after "file:", such as file:orders.ndjson.');
  if (plain.endsWith('/'))
    return refuse(`The SPEC "${text}" names a directory.`, 'Name one file, without "/" at its end.');
  if (plain.includes('\0')) return refuse(`The path in "${text}" holds a NUL character.`, 'Give the path without it.');
  const options = parseOptions(text, query, side === 'source' ? ['format', 'rate'] : ['format', 'mode']);
  if (!options.ok) return options;
  const { format, rate, mode } = options.value;
  return ok({ type: 'file', path: plain, format, rate, ...(mode === null ? {} : { mode }) });
}

type TcpParts = {
  readonly side: ConnectorSide;
  readonly text: string;
  readonly address: string;
  readonly query: string | null;
};

function parseTcp({ side, text, address, query }: TcpParts): Parsed {
  const match = /^(\[[0-9a-fA-F:.]+\]|[^:/[\]\s]+):(\d{1,5})\/?$/.exec(address);
  if (match === null)
    return refuse(
      `The address in "${text}" is not HOST:PORT.`,
      'Write it as tcp://127.0.0.1:9000, or tcp://[::1]:9000.',
    );
  const host = (match[1] ?? '').replace(/^\[|\]$/g, '');
  const port = Number(match[2]);
  const portMin = side === 'source' ? 0 : 1;
  if (port < portMin || port > 65_535)
    return refuse(`The port ${port} in "${text}" is out of range.`, `Give a port from ${portMin} to 65535.`);
  const options = parseOptions(text, query, side === 'source' ? ['format', 'journal'] : ['format', 'mode', 'ids']);
  if (!options.ok) return options;
  const { format, journal, mode, ids } = options.value;
  return ok({
    type: 'tcp',
    host,
    port,
    format,
    ...(journal === null ? {} : { journal }),
    ...(mode === null ? {} : { mode }),
    ...(ids === null ? {} : { ids }),
  });
}

function parseGenerator(text: string, query: string | null): Parsed {
  const options = parseOptions(text, query, ['rate', 'count']);
  if (!options.ok) return options;
  return ok({ type: 'generator', rate: options.value.rate, count: options.value.count });
}

function parseOptions(text: string, query: string | null, allowed: readonly OptionName[]): Result<Options, Refusal> {
  const options: Options = { format: null, rate: null, count: null, journal: null, mode: null, ids: null };
  const seen = new Set<string>();
  for (const pair of query === null ? [] : query.split('&')) {
    const equals = pair.indexOf('=');
    const given = pair.slice(0, equals);
    const name = allowed.find((known) => known === given);
    if (name === undefined) return unknownOption(text, given, allowed);
    if (seen.has(name)) return refuse(`The SPEC "${text}" gives "${name}" twice.`, 'Give it once.');
    seen.add(name);
    const refused = take(options, { text, name, value: pair.slice(equals + 1) });
    if (refused !== null) return refused;
  }
  return ok(options);
}

type Given = { readonly text: string; readonly name: OptionName; readonly value: string };

/** Null where the value is one of the option. */
function take(options: Options, { text, name, value }: Given): Result<never, Refusal> | null {
  switch (name) {
    case 'format':
      options.format = formats.find((known) => known === value) ?? null;
      return options.format === null ? unknownValue({ text, name, value }, formatNames) : null;
    case 'journal':
      options.journal = switches.find((known) => known === value) ?? null;
      return options.journal === null ? unknownValue({ text, name, value }, switches.join(' and ')) : null;
    case 'mode':
      options.mode = modes.find((known) => known === value) ?? null;
      return options.mode === null ? unknownValue({ text, name, value }, modes.join(' and ')) : null;
    case 'ids':
      options.ids = idChoices.find((known) => known === value) ?? null;
      return options.ids === null ? unknownValue({ text, name, value }, 'none, sent and acknowledged') : null;
    case 'rate':
    case 'count':
      options[name] = parseAmount(name, value);
      return options[name] === null
        ? refuse(`The ${name} "${value}" in "${text}" is not a usable number.`, amountRemedy(name))
        : null;
  }
}

const modes: readonly Mode[] = ['committed', 'immediate'];
const idChoices: readonly Ids[] = ['none', 'sent', 'acknowledged'];
const switches: readonly Switch[] = ['on', 'off'];
const unknownValue = ({ text, name, value }: Given, known: string): Result<never, Refusal> =>
  refuse(`The ${name} "${value}" in "${text}" is unknown.`, `Use one of ${known}.`);

/** A rate may be a fraction of a record a second; a count is a whole number. */
function parseAmount(name: string, value: string): number | null {
  if (!/^\d+(\.\d+)?$/.test(value)) return null;
  const number = Number(value);
  const usable = name === 'rate' ? number > 0 && number <= limits.sourceRateMax : Number.isSafeInteger(number);
  return usable ? number : null;
}

const amountRemedy = (name: string): string =>
  name === 'rate'
    ? `Give records a second, above 0 and at most ${limits.sourceRateMax}, such as rate=1000.`
    : 'Give a whole number of records, such as count=5000.';

const unknownOption = (text: string, name: string, allowed: readonly string[]): Parsed & { readonly ok: false } => ({
  ok: false,
  error: {
    message: `The SPEC "${text}" has an option "${name}" that does not fit here.`,
    remedy: allowed.length === 0 ? 'Leave it out.' : `Use only ${allowed.join(' and ')}.`,
  },
});
