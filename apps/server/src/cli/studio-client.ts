/**
 * The way from the command line to a studio that runs on this machine: its port and key stand in its data directory
 * (`access-PORT.key`), and everything is asked over the interface that its own pages use.
 */
import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ApiError, CheckReport } from '@potoroo/shared/control';
import { err, ok } from '@potoroo/shared/result';
import type { Result } from '@potoroo/shared/result';
import { bearerFilePath, readKeyFile } from '../access/bearer-file.ts';
import type { StudioPlace } from './control-arguments.ts';
import { exitCodes } from './failure.ts';
import type { ExitCode, Refusal } from './failure.ts';

/** What went wrong, and with which exit code the command ends. */
export type StudioFailure = Refusal & { readonly code: string; readonly exit: ExitCode };
export type StudioAnswer<Value> = Result<Value, StudioFailure>;
export type StudioClient = {
  readonly get: <Value>(path: string) => Promise<StudioAnswer<Value>>;
  readonly post: <Value>(path: string, body: unknown) => Promise<StudioAnswer<Value>>;
  readonly put: <Value>(path: string, body: unknown) => Promise<StudioAnswer<Value>>;
};

/** `usual`: where to look where the person named no directory; the first that is there counts. */
export async function findStudio(
  { data, port }: StudioPlace,
  { personDirectory, usual }: { readonly personDirectory: string; readonly usual: readonly string[] },
): Promise<StudioAnswer<StudioClient>> {
  const directory = data === null ? usual.find((place) => existsSync(place)) : resolve(personDirectory, data);
  if (directory === undefined || !existsSync(directory))
    return err({ ...noDirectory(directory === undefined ? usual : [directory]), exit: exitCodes.badInput });
  const ports = port === null ? portsIn(directory) : [port];
  for (const candidate of ports) {
    const key = readKeyFile(bearerFilePath(directory, candidate));
    if (!key.ok) continue;
    const client = clientOf(candidate, key.value);
    const there = await client.get('/deployment');
    if (there.ok) return ok(client);
    // A key that a killed server has left behind, or another program at its port.
    if (there.error.code !== 'unreachable' && port !== null) return there;
  }
  return err({ ...noStudio(directory, port), exit: exitCodes.runFailed });
}

/** In their order: the usual port first. */
function portsIn(directory: string): readonly number[] {
  return readdirSync(directory)
    .flatMap((name) => {
      const port = /^access-(\d{1,5})\.key$/.exec(name)?.[1];
      return port === undefined ? [] : [Number(port)];
    })
    .toSorted((a, b) => a - b);
}

function clientOf(port: number, key: string): StudioClient {
  const ask = async <Value>(
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    body?: unknown,
  ): Promise<StudioAnswer<Value>> => {
    const headers = { authorization: `Bearer ${key}`, accept: 'application/json', 'content-type': 'application/json' };
    try {
      const response = await fetch(`http://127.0.0.1:${port}/api${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const answer: unknown = await response.json();
      return response.ok ? ok(answer as Value) : err(failureOf(response.status, answer));
    } catch {
      return err({ ...unreachable(port), code: 'unreachable', exit: exitCodes.runFailed });
    }
  };
  return {
    get: (path) => ask('GET', path),
    post: (path, body) => ask('POST', path, body),
    put: (path, body) => ask('PUT', path, body),
  };
}

function failureOf(status: number, body: unknown): StudioFailure {
  const error = errorIn(body) ??
    firstProblem(body) ?? {
      code: `http-${status}`,
      message: `The studio answered with status ${status}.`,
      remedy: 'The terminal where it runs may say more.',
    };
  // What was asked for is wrong in itself, or cannot be done now.
  return { ...error, exit: status === 400 || status === 404 ? exitCodes.badInput : exitCodes.runFailed };
}

/** A document or a migration that does not compile is answered with a report. */
function firstProblem(body: unknown): ApiError | null {
  if (typeof body !== 'object' || body === null || !('diagnostics' in body)) return null;
  const { diagnostics } = body as Partial<CheckReport>;
  const first = diagnostics?.find(({ severity }) => severity === 'error');
  return first === undefined ? null : { code: first.code, message: first.message, remedy: first.remedy };
}

function errorIn(body: unknown): ApiError | null {
  if (typeof body !== 'object' || body === null || !('error' in body)) return null;
  const { error } = body;
  if (typeof error !== 'object' || error === null) return null;
  const { code, message, remedy } = error as Partial<Record<keyof ApiError, unknown>>;
  return typeof code === 'string' && typeof message === 'string' && typeof remedy === 'string'
    ? { code, message, remedy }
    : null;
}

const noDirectory = (places: readonly string[]): Refusal & { code: string } => ({
  code: 'no-directory',
  message: `There is no data directory of a studio at ${[...new Set(places)].join(', nor at ')}.`,
  remedy: 'Start the studio with npm start, or name its directory with --data DIR.',
});
const noStudio = (directory: string, port: number | null): Refusal & { code: string } => ({
  code: 'no-studio',
  message: `No studio answers for the data directory ${directory}${port === null ? '' : ` at port ${port}`}.`,
  remedy: `Start it with npm start; where it runs with another directory or port, name them: --data DIR, --port N.`,
});
const unreachable = (port: number): Refusal => ({
  message: `The studio at port ${port} does not answer.`,
  remedy: 'See whether its terminal is still running.',
});
