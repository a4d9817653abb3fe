/**
 * The flags of `npm start`, as text, to options. An address that others can reach is refused unless a key file is given:
 * that is what authentication means here.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { err, ok } from '@potoroo/shared/result';
import type { Result } from '@potoroo/shared/result';
import { readKeyFile } from './access/bearer-file.ts';
import { isLoopback } from './access/hosts.ts';

export type ServerOptions = {
  readonly host: string;
  /** Null: the first free port from `portDefault` on. */
  readonly port: number | null;
  readonly dataDirectory: string;
  readonly grantedDirectories: readonly string[];
  readonly opensBrowser: boolean;
  /** Runs keep a spare worker. */
  readonly hasSpare: boolean;
  readonly bearer: string | null;
};
export type OptionPlaces = { readonly personDirectory: string; readonly dataDirectoryDefault: string };

export const portDefault = 4400;
const portsTried = 50;

export const serverHelp = `npm start -- [flags]

  --port N         the port (${portDefault}, or the next free one)
  --no-open        do not open the browser
  --no-spare       runs keep no spare worker: about 75 MB less each, and a join or a loss takes a moment longer
  --data DIR       where pipelines are kept (.potoroo in the repository)
  --files DIR      a directory whose files pipelines may read and write, beside DATA/files; repeatable
  --host ADDRESS   the address to listen on (127.0.0.1); beyond loopback only with --key-file
  --key-file FILE  the bearer key, at least 32 characters, in a file of mode 0600
`;

/** `help` where it was asked for; an error is one sentence and what to do. */
export function parseServerOptions(
  args: readonly string[],
  places: OptionPlaces,
): Result<ServerOptions | 'help', string> {
  const split = splitArguments(args);
  if (!split.ok) return split;
  const { values } = split.value;
  if (values.help === true) return ok('help');
  const port = parsePort(values.port);
  if (!port.ok) return port;
  const key =
    values['key-file'] === undefined ? ok(null) : readKeyFile(resolve(places.personDirectory, values['key-file']));
  if (!key.ok) return key;
  const host = values.host ?? '127.0.0.1';
  if (!isLoopback(host) && key.value === null) {
    return err(
      `--host ${host} lets other machines reach the studio, and no authentication is configured. ` +
        'Give --key-file FILE with a key of at least 32 characters, or leave --host out.',
    );
  }
  return ok({
    host,
    port: port.value,
    dataDirectory:
      values.data === undefined ? places.dataDirectoryDefault : resolve(places.personDirectory, values.data),
    grantedDirectories: (values.files ?? []).map((directory) => resolve(places.personDirectory, directory)),
    opensBrowser: values['no-open'] !== true,
    hasSpare: values['no-spare'] !== true,
    bearer: key.value,
  });
}

/** The ports to try in turn. A port that was asked for is the only one. */
export const portsToTry = (port: number | null): readonly number[] =>
  port === null ? Array.from({ length: portsTried }, (_, index) => portDefault + index) : [port];

type Split = {
  readonly values: {
    readonly [Name in keyof typeof flags]?: Name extends 'files'
      ? string[]
      : (typeof flags)[Name]['type'] extends 'boolean'
        ? boolean
        : string;
  };
};

const flags = {
  port: { type: 'string' },
  host: { type: 'string' },
  data: { type: 'string' },
  files: { type: 'string', multiple: true },
  'key-file': { type: 'string' },
  'no-open': { type: 'boolean' },
  'no-spare': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

function splitArguments(args: readonly string[]): Result<Split, string> {
  try {
    return ok(parseArgs({ args: [...args], options: flags, strict: true, allowPositionals: false }));
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error);
    return err(`${reason}. See npm start -- --help.`);
  }
}

function parsePort(text: string | undefined): Result<number | null, string> {
  if (text === undefined) return ok(null);
  const port = /^\d{1,5}$/.test(text) ? Number(text) : -1;
  return port >= 0 && port <= 65_535
    ? ok(port)
    : err(`--port "${text}" is not a port from 0 to 65535. Give one, such as --port ${portDefault}.`);
}
