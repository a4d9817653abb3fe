/**
 * The first bytes of every connection between the processes of a deployment: its token, then the index of the worker that
 * calls. Nothing else of a stranger's bytes is looked at, and no more than one read buffer of them is kept.
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
  socket.write(greeting);
}

/** A loopback server that hands over paused sockets once they have greeted; whoever cannot name the token is cut off. */
export function greetingServer(token: string, greeted: (socket: Socket, from: number) => void): Server {
  const server = createServer({ noDelay: true, pauseOnConnect: true }, (socket) =>
    greet(socket, token, (from) => greeted(socket, from)),
  );
  server.maxConnections = limits.workersMax * 2;
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

function greet(socket: Socket, token: string, greeted: (from: number) => void): void {
  socket.on('error', () => socket.destroy());
  const patience = setTimeout(() => socket.destroy(), greetingTimeoutMs);
  socket.once('close', () => clearTimeout(patience));
  const read = (): void => {
    const greeting = socket.read(greetingBytes) as Buffer | null;
    if (greeting === null) return;
    socket.off('readable', read);
    // A stream that has ended hands out what is left, which may be less than was asked for.
    if (
      greeting.length < greetingBytes ||
      !timingSafeEqual(greeting.subarray(0, tokenBytes), Buffer.from(token, 'latin1'))
    ) {
      socket.destroy();
      return;
    }
    clearTimeout(patience);
    greeted(greeting.readUInt32LE(tokenBytes));
  };
  socket.on('readable', read);
}
