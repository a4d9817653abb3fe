/**
 * What of the disturbances of a run is done at this worker: how much longer everything takes, whom it cannot hear, and
 * which sources run away or repeat themselves. Mutable.
 */
import type { Disturbance } from '@potoroo/shared/telemetry';
import { workerIndex, workerName } from '@potoroo/shared/ids';
import type { SourceHandicap } from '../../core/index.ts';

const { wait } = Atomics;
const never = new Int32Array(new SharedArrayBuffer(4));
/** In one piece, so that heartbeats and telemetry still leave in time. */
const sleepMsMax = 100;
/** Between two heartbeats: what comes in one piece, such as the state of a recovery, must not silence the worker. */
const sleepMsPerBreath = 500;
/** The rest is slept after the next turns; turns are shorter by then. */
const debtMsMax = 1_000;
/** What is owed is slept once it is worth the call. */
const sleepMsMin = 1;

export class Handicap {
  /** Empty before it has a seat in the run. */
  #name = '';
  #all: readonly Disturbance[] = [];
  #factor = 1;
  #owedMs = 0;
  #sleptMs = 0;

  seated(worker: number): void {
    this.#name = workerName(workerIndex(worker));
  }

  take(disturbances: readonly Disturbance[]): void {
    this.#all = disturbances;
    const slow = disturbances.find((each) => each.type === 'slow' && each.worker === this.#name);
    this.#factor = slow?.type === 'slow' ? slow.factor : 1;
    this.#owedMs = 0;
  }

  /**
   * Sleeps for what a slower machine would have needed beyond what the work took. The processor is free meanwhile, for the
   * other workers; to them, and to the event loop, this worker is busy. Says for how long it has slept.
   */
  worked(ms: number): number {
    if (this.#factor === 1) return 0;
    this.#owedMs += ms * (this.#factor - 1);
    if (this.#owedMs < sleepMsMin || this.#sleptMs >= sleepMsPerBreath) return 0;
    const sleepMs = Math.min(this.#owedMs, sleepMsMax);
    this.#owedMs = Math.min(this.#owedMs - sleepMs, debtMsMax);
    this.#sleptMs += sleepMs;
    wait(never, 0, 0, sleepMs);
    return sleepMs;
  }

  /** A heartbeat has left. */
  breathed(): void {
    this.#sleptMs = 0;
  }

  /** By index. */
  get unheard(): ReadonlySet<number> {
    return new Set(this.#all.flatMap((each) => (each.type === 'cut' ? this.#peerIn(each) : [])));
  }

  of(source: string): SourceHandicap {
    let handicap: SourceHandicap = { pace: 1, repeats: 0 };
    for (const each of this.#all) {
      if (each.type === 'burst' && each.source === source) handicap = { ...handicap, pace: each.factor };
      if (each.type === 'skew' && each.source === source) handicap = { ...handicap, repeats: each.share };
    }
    return handicap;
  }

  /** What is in effect here. `reads`: this worker reads the source of this node. */
  inEffect(reads: (source: string) => boolean): readonly Disturbance[] {
    return this.#all.filter((each) => {
      switch (each.type) {
        case 'slow':
          return each.worker === this.#name;
        case 'cut':
          return this.#peerIn(each).length > 0;
        case 'burst':
        case 'skew':
          return reads(each.source);
      }
    });
  }

  #peerIn({ worker, peer }: Extract<Disturbance, { type: 'cut' }>): readonly number[] {
    if (worker === this.#name) return [indexOf(peer)];
    return peer === this.#name ? [indexOf(worker)] : [];
  }
}

const indexOf = (name: string): number => Number(name.slice(1)) - 1;
