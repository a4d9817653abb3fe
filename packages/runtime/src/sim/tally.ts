/** What a swarm has met, so that one in which nothing happened is not taken for a proof. Mutable. */
import type { ClusterResult } from './cluster-options.ts';
import type { FaultType } from './faults.ts';

const counted = ['recoveries', 'moves', 'joins', 'leaves', 'manifests', 'pinned', 'released', 'repeatedBytes'] as const;

export class Tally {
  seeds = 0;
  readonly #met = new Map<string, number>();
  readonly #faults = new Map<string, number>();
  #outputBytes = 0;

  add(result: ClusterResult): void {
    this.seeds++;
    for (const what of counted) count(this.#met, what, result.met[what]);
    count(this.#met, 'blockedMs', result.blockedMs);
    count(this.#met, 'quarantined', result.quarantine.length);
    count(this.#met, 'stopped', result.stopped ? 1 : 0);
    for (const [type, times] of Object.entries(result.met.faults)) count(this.#faults, type, times);
    for (const bytes of result.outputs.values()) this.#outputBytes += bytes.length;
  }

  get faults(): number {
    return [...this.#faults.values()].reduce((sum, times) => sum + times, 0);
  }

  /** What ought to have been met and was not. */
  vacuous(faultTypes: readonly FaultType[]): readonly string[] {
    const missing = [...counted, 'blockedMs', 'quarantined'].filter((what) => (this.#met.get(what) ?? 0) === 0);
    const unmet = faultTypes.filter((type) => !this.#faults.has(type)).map((type) => `fault ${type}`);
    const isThin = this.#outputBytes < this.seeds * 50 || this.faults < this.seeds;
    return [...missing, ...unmet, ...(isThin ? ['enough outputs and faults'] : [])];
  }

  /** Lines for a person to read. */
  lines(): readonly string[] {
    return [`met: ${wordsOf(this.#met)}`, `faults: ${wordsOf(this.#faults)}`];
  }

  line(): string {
    return `${this.seeds} seeds, ${this.faults} faults; ${this.lines().join('; ')}`;
  }
}

function count(counts: Map<string, number>, what: string, more: number): void {
  counts.set(what, (counts.get(what) ?? 0) + more);
}

const wordsOf = (counts: ReadonlyMap<string, number>): string =>
  Array.from(counts, ([what, times]) => `${what} ${Math.round(times)}`).join(', ');
