/**
 * What is looked at in a running worker: records of edges, and how long nodes take. Looks are asked for again and again, and
 * end by themselves. Between two samples each takes what it may and is gone again; while nobody looks, nothing is in the way of
 * a record. Mutable.
 */
import type { NodeId } from '@potoroo/shared/ids';
import { limits } from '@potoroo/shared/limits';
import type { WatchRequest } from '@potoroo/shared/telemetry';
import type { Valve, ValvePlace, Witness } from '../../api/index.ts';
import { CostMeter, type NodeCost } from './cost-meter.ts';
import { Tap, type TapTake } from './tap.ts';

export type LooksParts = {
  /** The time of the turn, in milliseconds. */
  readonly clock: { readonly now: number };
  /** Null where time cannot be measured: in a simulation. */
  readonly stopwatch: (() => number) | null;
};
export type Looked = { readonly taps: readonly TapTake[]; readonly costs: readonly NodeCost[] };
export const nothingLooked: Looked = { taps: [], costs: [] };

type Place = { readonly node: NodeId; readonly place: ValvePlace; readonly valve: Valve; watch: Witness | null };
type Held<What> = { readonly what: What; until: number };

export class Looks {
  readonly #parts: LooksParts;
  readonly #places: Place[] = [];
  readonly #taps = new Map<string, Held<Tap>>();
  #meter: Held<CostMeter> | null = null;
  #isMetering = false;

  constructor(parts: LooksParts) {
    this.#parts = parts;
  }

  register(node: NodeId, place: ValvePlace, valve: Valve): void {
    this.#places.push({ node, place, valve, watch: null });
  }

  /** Asked for anew, a look goes on; one that is not asked for any more ends when its time is over. */
  ask({ costs, taps }: WatchRequest, now: number): void {
    const until = now + limits.watchLeaseMs;
    for (const { node, key } of taps) {
      const name = JSON.stringify([node, key]);
      const known = this.#taps.get(name);
      if (known !== undefined) known.until = until;
      else if (this.#taps.size < limits.tapsMax)
        this.#taps.set(name, { what: new Tap({ ...this.#parts, node, key, done: () => this.#arrange() }), until });
    }
    const { stopwatch } = this.#parts;
    if (costs && stopwatch !== null) {
      if (this.#meter === null)
        this.#meter = { what: new CostMeter({ stopwatch, done: () => this.#arrange() }), until };
      else this.#meter.until = until;
    }
  }

  /** What was seen since the last call. Looking goes on from here, for those whose time is not over. */
  take(now: number): Looked {
    if (this.#taps.size === 0 && this.#meter === null) return nothingLooked;
    const taken = {
      taps: Array.from(this.#taps.values()).flatMap(({ what }) => what.take()),
      costs: this.#meter?.what.take() ?? [],
    };
    for (const [name, { until }] of this.#taps) if (until <= now) this.#taps.delete(name);
    if (this.#meter !== null && this.#meter.until <= now) this.#meter = null;
    this.#isMetering = this.#meter !== null;
    this.#arrange();
    return taken;
  }

  /** Whether anything is in the way of records at this moment. */
  get isLooking(): boolean {
    return this.#places.some(({ watch }) => watch !== null);
  }

  /** Lets watch who wants to, and takes away who has seen enough. */
  #arrange(): void {
    for (const each of this.#places) {
      const [first, second] = this.#watchesAt(each);
      const wanted = first === undefined ? null : second === undefined ? first : together(first, second);
      if (wanted === null && each.watch === null) continue;
      each.watch = wanted;
      each.valve(wanted);
    }
  }

  /** The taps as one, and the meter inside of them, so that it does not measure what they do. */
  #watchesAt({ node, place }: Place): readonly Witness[] {
    const taps = Array.from(this.#taps.values()).flatMap(({ what }) =>
      what.node === node ? (what.watchOf(place) ?? []) : [],
    );
    const [tap, ...others] = taps;
    const meter = this.#isMetering ? (this.#meter?.what.watchOf(node) ?? null) : null;
    return [...(tap === undefined ? [] : [others.reduce(together, tap)]), ...(meter === null ? [] : [meter])];
  }
}

/** One around the other. */
const together =
  (outer: Witness, inner: Witness): Witness =>
  (seen, code, ...args) =>
    outer(seen, () => inner(seen, code, ...args));
