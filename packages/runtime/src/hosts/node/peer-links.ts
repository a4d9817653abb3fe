/**
 * The links of one worker: one TCP connection to every other worker. The one with the higher index dials, says who it is
 * with the deployment's token, and from then on both ends send frames. Whoever cannot name the token is cut off.
 */
import { Buffer } from 'node:buffer';
import { timingSafeEqual } from 'node:crypto';
import type { Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

const tokenBytes = 64;
const greetingBytes = tokenBytes + 4;
const greetingTimeoutMs = 5_000;

export type PeerLinks = {
  readonly send: (to: number, bytes: Uint8Array) => void;
  /** Between `cork` and `uncork`, what is sent to one worker leaves in one write. */
  readonly cork: () => void;
  readonly uncork: () => void;
  readonly close: () => void;
};

export type LinkListener = { readonly port: number; readonly accepted: (count: number) => Promise<ReadonlyMap<number, Socket>>; readonly close: () => void };

/** Listens for workers that dial in; each greeted socket is kept until asked for. */
export async function listenForPeers(token: string): Promise<LinkListener> {
  const sockets = new Map<number, Socket>();
  let onGreeted = (): void => undefined;
  const server = createServer({ noDelay: true, pauseOnConnect: true }, (socket) => {
    greet(socket, token, (from) => {
      sockets.set(from, socket);
      onGreeted();
    });
  });
  const port = await listening(server);
  const accepted = (count: number): Promise<ReadonlyMap<number, Socket>> =>
    new Promise((resolve) => {
      onGreeted = () => {
        if (sockets.size === count) resolve(sockets);
      };
      onGreeted();
    });
  return { port, accepted, close: () => server.close() };
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('the link listener has no port'));
      else resolve(address.port);
    });
  });
}

function greet(socket: Socket, token: string, greeted: (from: number) => void): void {
  socket.on('error', () => socket.destroy());
  socket.setTimeout(greetingTimeoutMs, () => socket.destroy());
  const read = (): void => {
    const greeting = socket.read(greetingBytes) as Buffer | null;
    if (greeting === null) return;
    socket.off('readable', read);
    socket.setTimeout(0);
    if (!timingSafeEqual(greeting.subarray(0, tokenBytes), Buffer.from(token, 'latin1'))) {
      socket.destroy();
      return;
    }
    greeted(greeting.readUInt32LE(tokenBytes));
  };
  socket.on('readable', read);
}

/** Dials a worker and says who is calling. */
export function dialPeer(port: number, self: number, token: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.once('error', reject);
    socket.once('connect', () => {
      const greeting = Buffer.alloc(greetingBytes);
      greeting.write(token, 0, 'latin1');
      greeting.writeUInt32LE(self, tokenBytes);
      socket.write(greeting);
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

export type LinkEvents = { readonly onBytes: (from: number, bytes: Uint8Array) => void; readonly onLost: (from: number, why: string) => void };

export function peerLinks(sockets: ReadonlyMap<number, Socket>, { onBytes, onLost }: LinkEvents): PeerLinks {
  let closing = false;
  for (const [from, socket] of sockets) {
    socket.on('data', (bytes: Buffer) => onBytes(from, bytes));
    const lost = (why: string): void => {
      if (!closing) onLost(from, why);
    };
    socket.on('error', (error) => lost(error.message));
    socket.on('close', () => lost('closed'));
    socket.resume();
  }
  return {
    send: (to, bytes) => {
      sockets.get(to)?.write(bytes);
    },
    cork: () => {
      for (const socket of sockets.values()) socket.cork();
    },
    uncork: () => {
      for (const socket of sockets.values()) socket.uncork();
    },
    close: () => {
      closing = true;
      for (const socket of sockets.values()) socket.destroy();
    },
  };
}
