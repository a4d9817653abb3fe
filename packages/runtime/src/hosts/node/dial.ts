/** Dials a receiver, again and again for a while, because it may be starting too. */
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { clearTimeout, setTimeout } from 'node:timers';

const attemptsMax = 50;
const pauseMs = 100;
const timeoutMs = 5_000;

export type Address = { readonly host: string; readonly port: number };

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
