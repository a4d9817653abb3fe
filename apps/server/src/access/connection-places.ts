/**
 * Who may keep a connection when there are many. Anybody can open connections and leave them idle; were these to fill a
 * fixed number of places, nobody with access could come in any more. So a newcomer always gets a place, at the cost of
 * whoever has been there longest without having shown access. Only connections with access count to the end.
 */
import type { Socket } from 'node:net';

export class ConnectionPlaces {
  readonly #placesMax: number;
  /** In the order of their coming. */
  readonly #strangers = new Set<Socket>();
  readonly #admitted = new Set<Socket>();

  constructor(placesMax: number) {
    this.#placesMax = placesMax;
  }

  enter(socket: Socket): void {
    this.#strangers.add(socket);
    socket.once('close', () => {
      this.#strangers.delete(socket);
      this.#admitted.delete(socket);
    });
    if (this.#strangers.size + this.#admitted.size <= this.#placesMax) return;
    const [longest] = this.#strangers;
    if (longest === undefined) return;
    this.#strangers.delete(longest);
    longest.destroy();
  }

  /** A request over this connection has shown access. */
  admit(socket: Socket): void {
    if (this.#strangers.delete(socket)) this.#admitted.add(socket);
  }
}
