/** Dials a receiver, again and again for a while, because it may be starting too. */
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { clearTimeout, setTimeout } from 'node:timers';
import { secretVariable } from '@potoroo/shared/pipeline/secrets';
import type { Topology } from '@potoroo/shared/topology';

const attemptsMax = 50;
const pauseMs = 100;
const timeoutMs = 5_000;

export type Address = { readonly host: string; readonly port: number };

/** For a worker, which has given up the right to dial: only what the pipeline names. Or why there is no connection. */
export async function dialReceiver(
  topology: Topology,
  { host, port }: Address,
  once: boolean,
): Promise<{ readonly socket?: Socket; readonly error: string | null }> {
  const isNamed = topology.stages.some(
    ({ kind, ...stage }) =>
      kind === 'sink' &&
      'connector' in stage &&
      stage.connector.type === 'tcp' &&
      stage.connector.host === host &&
      stage.connector.port === port,
  );
  if (!isNamed) return { error: 'the pipeline names no such receiver' };
  const known = resolvedHost(host);
  if (known === null) return { error: `nobody has said where that is; start with ${variableOf(host)}=HOST` };
  try {
    return { socket: await dial({ host: known, port }, once ? 1 : attemptsMax), error: null };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { error: known === host ? message : withoutSecret(message, known, host) };
  }
}

/**
 * `secret:RECEIVER` is what `POTOROO_SECRET_RECEIVER` of the supervisor's environment says: it is in no document, export, manifest
 * or log, and a worker, whose environment is empty, never learns it. Null where it says nothing.
 */
export function resolvedHost(host: string): string | null {
  const variable = secretVariable(host);
  if (variable === null) return host;
  const value = process.env[variable];
  return value === undefined || value === '' ? null : value;
}

/** Empty where it is no reference. */
export const variableOf = (host: string): string => secretVariable(host) ?? '';

/** Errors of the network name the address, and what it was resolved to. */
export const withoutSecret = (message: string, value: string, reference: string): string =>
  message.includes(value) ? message.replaceAll(value, reference) : `it cannot be reached (${firstWords(message)})`;

const firstWords = (message: string): string => /^[a-z]+ E[A-Z]+/.exec(message)?.[0] ?? 'no connection';

/** A socket from which nothing has been read. */
export function dial(address: Address, attempts = attemptsMax): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ ...address, noDelay: true, allowHalfOpen: true });
    socket.pause();
    const patience = setTimeout(() => {
      socket.destroy();
      reject(new Error(`no answer within ${timeoutMs / 1000} s; start the receiver first`));
    }, timeoutMs);
    socket.once('connect', () => {
      clearTimeout(patience);
      socket.removeAllListeners('error');
      socket.on('error', () => socket.destroy());
      resolve(socket);
    });
    socket.once('error', (error) => {
      clearTimeout(patience);
      if (isNameFailure(error)) reject(new Error(`${reason(error)}; is the name of the host right?`));
      else if (attempts <= 1) reject(new Error(`${reason(error)}; start the receiver first`));
      else setTimeout(() => void dial(address, attempts - 1).then(resolve, reject), pauseMs);
    });
  });
}

/** A name that nobody knows is not known a moment later either; a receiver may still be starting. */
const isNameFailure = (error: unknown): boolean =>
  error instanceof Error && Reflect.get(error, 'syscall') === 'getaddrinfo';

/** A refusal by several addresses of one name has no message of its own, only a code. */
function reason(error: Error): string {
  return error.message === '' ? String(Reflect.get(error, 'code') ?? error.name) : error.message;
}
