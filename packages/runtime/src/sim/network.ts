/** Links of a simulated cluster: each keeps its order, has latencies of its own from the seed, and may be slow or broken. */
import type { Agenda } from './agenda.ts';
import type { Random } from './random.ts';

type Link = { freeAt: number; readonly random: Random };
type Slowness = { readonly untilMs: number; readonly byMs: number };

const latencyMs = 2;

export class Network {
  readonly #agenda: Agenda;
  readonly #random: Random;
  readonly #links = new Map<string, Link>();
  readonly #slow = new Map<string, Slowness>();
  readonly #cut = new Set<string>();

  constructor(agenda: Agenda, random: Random) {
    this.#agenda = agenda;
    this.#random = random;
  }

  /** Delivers in the order of the calls for one link. `ends`: whose slowness it meets. */
  deliver(name: string, ends: readonly string[], act: () => void): void {
    const link = this.#link(name);
    const { now } = this.#agenda;
    const extra = ends.reduce((sum, end) => sum + this.#slownessOf(end, now), 0);
    const at = Math.max(now + link.random.next() * latencyMs + extra, link.freeAt + 1e-6);
    link.freeAt = at;
    this.#agenda.at(at, act);
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

  #slownessOf(end: string, now: number): number {
    const slowness = this.#slow.get(end);
    return slowness !== undefined && slowness.untilMs > now ? slowness.byMs : 0;
  }

  #link(name: string): Link {
    const known = this.#links.get(name);
    if (known !== undefined) return known;
    const link = { freeAt: 0, random: this.#random.fork(name) };
    this.#links.set(name, link);
    return link;
  }
}

const pair = (generation: number, one: number, other: number): string =>
  `${generation}:${Math.min(one, other)}-${Math.max(one, other)}`;
