/**
 * The first bytes of every connection between the processes of a deployment: its token, then the index of the worker that
 * calls. Nothing else of a stranger's bytes is looked at, and no more than one read buffer of them is kept.
 *
 * User code will share the process, and with it the pool from which Node cuts small buffers: the token is kept out of it, and
 * wiped from every buffer in which it travelled.
 */
import { Buffer } from 'node:buffer';
import { timingSafeEqual } from 'node:crypto';
import type { Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { clearTimeout, setTimeout } from 'node:timers';
import { limits } from '@potoroo/shared/limits';

const tokenBytes = 64;
const greetingBytes = tokenBytes + 4;
const greetingTimeoutMs = 5_000;

export function sayHello(socket: Socket, token: string, self: number): void {
  const greeting = Buffer.alloc(greetingBytes);
  greeting.write(token, 0, 'latin1');
  greeting.writeUInt32LE(self, tokenBytes);
  socket.write(greeting, () => greeting.fill(0));
}

/** A loopback server that hands over paused sockets once they have greeted; whoever cannot name the token is cut off. */
export function greetingServer(token: string, greeted: (socket: Socket, from: number) => void): Server {
  const expected = Buffer.alloc(tokenBytes, token, 'latin1');
  const server = createServer({ noDelay: true, pauseOnConnect: true }, (socket) =>
    greet(socket, expected, (from) => greeted(socket, from)),
  );
  server.maxConnections = limits.workersMax * 2;
  server.once('close', () => expected.fill(0));
  return server;
}

export function listenOnLoopback(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('the listener has no port'));
      else resolve(address.port);
    });
  });
}

/** The bytes are taken chunk by chunk, because what is read by length may be put together in the pool. */
function greet(socket: Socket, expected: Buffer, greeted: (from: number) => void): void {
  socket.on('error', () => socket.destroy());
  const patience = setTimeout(() => socket.destroy(), greetingTimeoutMs);
  const greeting = Buffer.alloc(greetingBytes);
  let gathered = 0;
  socket.once('close', () => {
    clearTimeout(patience);
    greeting.fill(0);
  });
  const take = (chunk: Buffer): void => {
    const taken = chunk.copy(greeting, gathered);
    chunk.fill(0, 0, taken);
    gathered += taken;
    if (gathered < greetingBytes) return;
    socket.off('data', take);
    socket.pause();
    const knowsToken = timingSafeEqual(greeting.subarray(0, tokenBytes), expected);
    greeting.fill(0, 0, tokenBytes);
    if (!knowsToken) {
      socket.destroy();
      return;
    }
    clearTimeout(patience);
    if (taken < chunk.length) socket.unshift(chunk.subarray(taken));
    greeted(greeting.readUInt32LE(tokenBytes));
  };
  socket.on('data', take);
  socket.once('end', () => {
    if (gathered < greetingBytes) socket.destroy();
  });
  socket.resume();
}
