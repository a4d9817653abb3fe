/**
 * The links of one worker in one generation: a connection to every other member. The supervisor makes them and hands each
 * end over, so that they may come before or after the worker knows that it needs them.
 */
import type { Socket } from 'node:net';
import { spareFrames } from '../../core/index.ts';
import { withReusedReads } from './reused-reads.ts';

export type LinkEvents = {
  readonly onBytes: (from: number, bytes: Uint8Array) => void;
  readonly onLost: (from: number, why: string) => void;
};

export class PeerLinks {
  readonly generation: number;
  readonly #sockets = new Map<number, Socket>();
  readonly #awaited = new Map<number, () => void>();
  readonly #onBytes = new Map<number, (bytes: Uint8Array) => void>();
  readonly #heard = new Set<number>();
  #unheard: ReadonlySet<number> = new Set();
  #closed = false;

  constructor(generation: number) {
    this.generation = generation;
  }

  /** From now on nothing is read of what these have sent: it waits on the way, as behind a cut cable. */
  cut(peers: ReadonlySet<number>): void {
    this.#unheard = peers;
    for (const peer of this.#heard) this.#listen(peer);
  }

  add(peer: number, given: Socket): void {
    if (this.#closed) {
      given.on('error', () => undefined).destroy();
      return;
    }
    const socket = withReusedReads(given, (bytes) => {
      if (!this.#closed) this.#onBytes.get(peer)?.(bytes);
      return true;
    });
    socket.on('error', () => socket.destroy());
    socket.setNoDelay();
    this.#sockets.set(peer, socket);
    this.#awaited.get(peer)?.();
    this.#awaited.delete(peer);
  }

  /** Resolves when the link to this worker is here. */
  to(peer: number): Promise<void> {
    if (this.#sockets.has(peer)) return Promise.resolve();
    return new Promise((resolve) => this.#awaited.set(peer, resolve));
  }

  /** From now on what comes from this worker is heard. */
  hear(peer: number, { onBytes, onLost }: LinkEvents): void {
    const socket = this.#sockets.get(peer);
    if (socket === undefined) return;
    const lost = (why: string): void => {
      if (!this.#closed && this.#sockets.get(peer) === socket) onLost(peer, why);
    };
    this.#onBytes.set(peer, (bytes) => onBytes(peer, bytes));
    socket.on('error', (error) => lost(error.message));
    socket.on('close', () => lost('closed'));
    this.#heard.add(peer);
    this.#listen(peer);
  }

  #listen(peer: number): void {
    const socket = this.#sockets.get(peer);
    if (this.#unheard.has(peer)) socket?.pause();
    else socket?.resume();
  }

  send(to: number, bytes: Uint8Array): void {
    this.#sockets.get(to)?.write(bytes, (error) => {
      if (error == null) spareFrames.giveBack(bytes);
    });
  }

  /** Between `cork` and `uncork`, what is sent to one worker leaves in one write. */
  cork(): void {
    for (const socket of this.#sockets.values()) socket.cork();
  }

  uncork(): void {
    for (const socket of this.#sockets.values()) socket.uncork();
  }

  drop(peer: number): void {
    const socket = this.#sockets.get(peer);
    this.#sockets.delete(peer);
    this.#heard.delete(peer);
    socket?.end();
  }

  close(): void {
    this.#closed = true;
    for (const socket of this.#sockets.values()) socket.destroy();
    this.#sockets.clear();
  }
}
