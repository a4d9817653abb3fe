/** Links of a simulated cluster: each keeps its order, has latencies of its own from the seed, and may be slow or broken. */
import { concatenated } from '../core/exchange/channel-mesh.ts';
import type { Agenda } from './agenda.ts';
import type { Random } from './random.ts';
import type { Letter, Watcher } from './watcher.ts';

type Link = {
  freeAt: number;
  readonly random: Random;
  /** Of 8 pieces that are sent while another flies, so many arrive with it. */
  readonly joins: number;
  /** What arrives with the last message of a stream. */
  last: Uint8Array[] | null;
  /** What stands behind a message that is late. */ behind: Sent[] | null;
};
type Sent = {
  readonly id: number;
  readonly letter: Letter;
  readonly link: Link;
  readonly act: () => void;
  due: number;
};
type Slowness = { readonly untilMs: number; readonly byMs: number };
/** The ends: whose slowness a message meets. */
export type Way = { readonly link: string; readonly ends: readonly string[] };
/** `whole`: its pieces arrive as they were sent. */
export type StreamWay = Way & { readonly whole: boolean };

const latencyMs = 2;

export class Network {
  readonly #agenda: Agenda;
  readonly #random: Random;
  readonly #watcher: Watcher | null;
  readonly #links = new Map<string, Link>();
  readonly #slow = new Map<string, Slowness>();
  readonly #cut = new Set<string>();
  readonly #flying = new Map<number, Sent>();
  #sent = 0;

  constructor(agenda: Agenda, random: Random, watcher: Watcher | null = null) {
    this.#agenda = agenda;
    this.#random = random;
    this.#watcher = watcher;
  }

  /** Delivers in the order of the calls for one link. */
  deliver({ link: name, ends }: Way, letter: Letter, act: () => void): void {
    const link = this.#link(name);
    const { now } = this.#agenda;
    const extra = ends.reduce((sum, end) => sum + this.#slownessOf(end, now), 0);
    const at = Math.max(now + link.random.next() * latencyMs + extra, link.freeAt + 1e-6);
    link.freeAt = at;
    const sent: Sent = { id: this.#sent++, letter, link, act, due: at };
    this.#flying.set(sent.id, sent);
    this.#watcher?.sent({ ...letter, id: sent.id, sentAt: now, arrivesAt: at });
    this.#agenda.at(at, () => this.#land(sent));
  }

  /** Delivers bytes of a stream. It has no borders: one piece may arrive as two, and with what flies already as one. */
  stream(way: StreamWay, letter: Letter & { readonly bytes: Uint8Array }, act: (arrived: Uint8Array) => void): void {
    const { bytes } = letter;
    const { random } = this.#link(way.link);
    const cut = !way.whole && random.below(4) === 0 ? 1 + random.below(bytes.length) : bytes.length;
    for (const piece of [bytes.slice(0, cut), bytes.slice(cut)])
      if (piece.length > 0) this.#piece(way, { ...letter, bytes: piece }, act);
  }

  #piece(way: StreamWay, letter: Letter & { readonly bytes: Uint8Array }, act: (arrived: Uint8Array) => void): void {
    const link = this.#link(way.link);
    if (!way.whole && link.last !== null && link.random.below(8) < link.joins) {
      link.last.push(letter.bytes);
      return;
    }
    const pieces = [letter.bytes];
    link.last = pieces;
    this.deliver(way, letter, () => {
      if (link.last === pieces) link.last = null;
      act(concatenated(pieces));
    });
  }

  /**
   * The message was lost, and is sent again: it arrives so much later, and what stands behind it on its link waits, since a
   * link keeps its order (I16). False where it is not on its way any more.
   */
  sendAgain(id: number, afterMs: number): boolean {
    const sent = this.#flying.get(id);
    if (sent === undefined) return false;
    const { now } = this.#agenda;
    sent.due = Math.max(sent.due, now + afterMs);
    sent.link.freeAt = Math.max(sent.link.freeAt, sent.due);
    this.#watcher?.sent({ ...sent.letter, id, sentAt: now, arrivesAt: sent.due });
    this.#agenda.at(sent.due, () => this.#land(sent));
    return true;
  }

  /** A draw that belongs to one link. */
  below(name: string, below: number): number {
    return this.#link(name).random.below(below);
  }

  slow(end: string, forMs: number, byMs: number): void {
    this.#slow.set(end, { untilMs: this.#agenda.now + forMs, byMs });
  }

  /** What is sent between two workers of a generation does not arrive any more. */
  cut(generation: number, one: number, other: number): void {
    this.#cut.add(pair(generation, one, other));
  }

  isCut(generation: number, one: number, other: number): boolean {
    return this.#cut.size > 0 && this.#cut.has(pair(generation, one, other));
  }

  #land(sent: Sent): void {
    const { link } = sent;
    if (!this.#flying.has(sent.id)) return;
    if (sent.due > this.#agenda.now) {
      link.behind ??= [];
      return;
    }
    if (link.behind !== null && !this.#isFirst(sent)) {
      link.behind.push(sent);
      return;
    }
    this.#flying.delete(sent.id);
    const behind = link.behind ?? [];
    link.behind = null;
    this.#watcher?.arrived(sent.id);
    sent.act();
    for (const next of behind) this.#land(next);
  }

  /** Messages of a link have rising numbers: the late one is the lowest that flies. */
  #isFirst({ id, link }: Sent): boolean {
    for (const other of this.#flying.values()) if (other.link === link) return other.id === id;
    return true;
  }

  #slownessOf(end: string, now: number): number {
    const slowness = this.#slow.get(end);
    return slowness !== undefined && slowness.untilMs > now ? slowness.byMs : 0;
  }

  #link(name: string): Link {
    const known = this.#links.get(name);
    if (known !== undefined) return known;
    const link: Link = {
      freeAt: 0,
      random: this.#random.fork(name),
      joins: this.#random.fork(`${name} joins`).below(9),
      last: null,
      behind: null,
    };
    this.#links.set(name, link);
    return link;
  }
}

const pair = (generation: number, one: number, other: number): string =>
  `${generation}:${Math.min(one, other)}-${Math.max(one, other)}`;
