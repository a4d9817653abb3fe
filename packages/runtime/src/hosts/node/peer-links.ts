/**
 * The links of one worker: one TCP connection to every other worker. The one with the higher index dials and greets, and
 * from then on both ends send frames.
 */
import type { Buffer } from 'node:buffer';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { spareFrames } from '../../core/index.ts';
import { greetingServer, listenOnLoopback, sayHello } from './greeting.ts';

export type PeerLinks = {
  readonly send: (to: number, bytes: Uint8Array) => void;
  /** Between `cork` and `uncork`, what is sent to one worker leaves in one write. */
  readonly cork: () => void;
  readonly uncork: () => void;
};

export type LinkListener = {
  readonly port: number;
  readonly accepted: (count: number) => Promise<ReadonlyMap<number, Socket>>;
  readonly close: () => void;
};

/** Listens for workers that dial in; each greeted socket is kept until asked for. */
export async function listenForPeers(token: string): Promise<LinkListener> {
  const sockets = new Map<number, Socket>();
  let onGreeted = (): void => undefined;
  const server = greetingServer(token, (socket, from) => {
    sockets.set(from, socket);
    onGreeted();
  });
  const port = await listenOnLoopback(server);
  const accepted = (count: number): Promise<ReadonlyMap<number, Socket>> =>
    new Promise((resolve) => {
      onGreeted = () => {
        if (sockets.size === count) resolve(sockets);
      };
      onGreeted();
    });
  return { port, accepted, close: () => server.close() };
}

/** Dials a worker and says who is calling. */
export function dialPeer(port: number, self: number, token: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.on('error', (error) => {
      reject(error);
      socket.destroy();
    });
    socket.once('connect', () => {
      sayHello(socket, token, self);
      resolve(socket);
    });
  });
}

export type LinkEvents = {
  readonly onBytes: (from: number, bytes: Uint8Array) => void;
  readonly onLost: (from: number, why: string) => void;
};

export function peerLinks(sockets: ReadonlyMap<number, Socket>, { onBytes, onLost }: LinkEvents): PeerLinks {
  for (const [from, socket] of sockets) {
    socket.on('data', (bytes: Buffer) => onBytes(from, bytes));
    socket.on('error', (error) => onLost(from, error.message));
    socket.on('close', () => onLost(from, 'closed'));
    socket.resume();
  }
  return {
    send: (to, bytes) => {
      sockets.get(to)?.write(bytes, (error) => {
        if (error == null) spareFrames.giveBack(bytes);
      });
    },
    cork: () => {
      for (const socket of sockets.values()) socket.cork();
    },
    uncork: () => {
      for (const socket of sockets.values()) socket.uncork();
    },
  };
}
