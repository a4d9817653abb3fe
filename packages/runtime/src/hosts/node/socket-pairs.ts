/**
 * Connected pairs of sockets, made by the supervisor and handed to two of its processes, which then need no right to
 * listen or to dial. The listener takes only the connection that was just dialled, whoever else knocks.
 */
import type { Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

export class SocketPairs {
  readonly #server: Server;
  readonly #listening: Promise<number>;
  /** Local port of a dialled socket -> who waits for its other end. */
  readonly #expected = new Map<number, (other: Socket) => void>();
  /** Connections that came before their dialler was told its port. */
  readonly #early = new Map<number, Socket>();

  constructor() {
    this.#server = createServer({ pauseOnConnect: true, noDelay: true }, (socket) => this.#accept(socket));
    this.#listening = new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', () => {
        const address = this.#server.address();
        if (address === null || typeof address === 'string') reject(new Error('the listener has no port'));
        else resolve(address.port);
      });
    });
  }

  /** Two ends of one connection, from which nothing has been read. */
  async make(attempts = attemptsMax): Promise<readonly [Socket, Socket]> {
    const port = await this.#listening;
    try {
      return await this.#dial(port);
    } catch (error) {
      // Among many strangers one of ours may have been turned away.
      if (attempts <= 1) throw error;
      return this.make(attempts - 1);
    }
  }

  #dial(port: number): Promise<readonly [Socket, Socket]> {
    return new Promise((resolve, reject) => {
      const dialled = connect({ port, host: '127.0.0.1', noDelay: true });
      dialled.pause();
      dialled.once('error', reject);
      dialled.once('close', () => reject(new Error('the connection was closed')));
      dialled.once('connect', () => {
        dialled.off('error', reject);
        dialled.on('error', () => dialled.destroy());
        const own = dialled.localPort ?? 0;
        const early = this.#early.get(own);
        this.#early.delete(own);
        if (early !== undefined) resolve([dialled, early]);
        else this.#expected.set(own, (other) => resolve([dialled, other]));
        this.#turnAway();
      });
    });
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#early.values()) socket.destroy();
  }

  #accept(socket: Socket): void {
    socket.on('error', () => socket.destroy());
    const from = socket.remotePort ?? 0;
    const expected = this.#expected.get(from);
    if (expected === undefined) {
      this.#early.set(from, socket);
      socket.once('close', () => this.#early.delete(from));
      return;
    }
    this.#expected.delete(from);
    expected(socket);
  }

  /** Whoever has knocked and is not one of ours; a dialled socket is known by its port within the same turn or the next. */
  #turnAway(): void {
    if (this.#early.size <= strangersMax) return;
    for (const socket of this.#early.values()) socket.destroy();
    this.#early.clear();
  }
}

const attemptsMax = 5;
const strangersMax = 256;
