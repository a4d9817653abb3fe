/**
 * Which crashes break a guarantee: every single one at every step of a small canonical run, then pairs. The second crash of
 * a pair is chosen among the moments of the run that already suffered the first, since that run is another one. Of moments
 * at which everything stood alike one stands for all. Pure, but for the time it is given.
 */
import { assert } from '@potoroo/shared/assert';
import type { ClusterResult } from './cluster-options.ts';
import type { Fault, Schedule } from './faults.ts';
import { generateTopology } from './generated-topology.ts';
import { randomFrom } from './random.ts';
import type { SeedRun } from './seed-run.ts';
import { runSeed } from './seed-run.ts';

export type Finding =
  | { readonly type: 'breaks'; readonly faults: Schedule; readonly failure: Error; readonly runs: number }
  | {
      readonly type: 'none';
      readonly singles: number;
      readonly pairs: number;
      /** Pairs that stood for others were run, these were not. */
      readonly alike: number;
      /** Whether there was time for every one. */
      readonly complete: boolean;
    };

/** One source, two keyed stages with a re-keying between, one sink; a worker joins and one leaves meanwhile. */
export function canonicalRun(): SeedRun {
  const seed = canonicalSeed;
  const generated = generateTopology(randomFrom(seed).fork('topology'));
  const kinds = generated.topology.stages.map(({ kind }) => kind).join();
  assert(kinds === 'source,keyed,keyed,sink', `the canonical run has other stages than it should: ${kinds}`);
  return {
    seed,
    generated,
    workers: 2,
    barrierIntervalMs: 5,
    limits: {
      creditWindowBytes: 1_024,
      creditWindowBytesMin: 256,
      linkFrameBytes: 256,
      outboxBytesMax: 4_096,
      recordsPerTurn: 8,
      pendingRecordsMax: 16,
      rememberedKeysMax: 65_536,
      checkpointBytesPerTurn: 512,
    },
    faults: [
      { at: 1, fault: { type: 'add', workers: 1 } },
      { at: 14, fault: { type: 'drain', who: 0 } },
    ],
    keeps: true,
    sinkLagMs: 0,
    // The end is judged; so many runs leave no time for what lies between.
    inspectEvery: Number.POSITIVE_INFINITY,
  };
}

const canonicalSeed = 45;

const victims: readonly Fault[] = [
  { type: 'kill-coordinator' },
  { type: 'kill', who: 0, more: 0 },
  { type: 'kill', who: 1, more: 0 },
  { type: 'kill', who: 2, more: 0 },
];

export type SearchOptions = {
  /** Asked before each run. */
  readonly mayGoOn?: () => boolean;
  /** Single crashes are tried at every so manieth step. */
  readonly stride?: number;
};

export function search(canonical: SeedRun, { mayGoOn = () => true, stride = 1 }: SearchOptions = {}): Finding {
  let [singles, pairs, alike] = [0, 0, 0];
  const seen = new Set<string>();
  const calm = suffer(canonical, []);
  if (calm instanceof Error) return { type: 'breaks', faults: [], failure: calm, runs: 1 };

  for (let step = 1; step < calm.steps; step += stride) {
    for (const fault of victims) {
      if (!mayGoOn()) return { type: 'none', singles, pairs, alike, complete: false };
      const faults = [{ step, fault }];
      const failure = suffer(canonical, faults);
      singles++;
      if (failure instanceof Error) return { type: 'breaks', faults, failure, runs: singles };
    }
  }
  for (const first of momentsOf(calm, 0, '', seen)) {
    const once = suffer(canonical, [first.happening]);
    assert(!(once instanceof Error), 'a single crash was survived before');
    const seconds = momentsOf(once, first.happening.step, first.standing, seen);
    alike += once.moments.length * victims.length - seconds.length;
    for (const second of seconds) {
      if (!mayGoOn()) return { type: 'none', singles, pairs, alike, complete: false };
      const faults = [first.happening, second.happening];
      const failure = suffer(canonical, faults);
      pairs++;
      if (failure instanceof Error) return { type: 'breaks', faults, failure, runs: singles + pairs };
    }
  }
  return { type: 'none', singles, pairs, alike, complete: true };
}

type Moment = { readonly happening: { readonly step: number; readonly fault: Fault }; readonly standing: string };

/** A crash of everybody at every moment after a step, but for those that stood alike before. */
function momentsOf({ moments }: ClusterResult, after: number, before: string, seen: Set<string>): readonly Moment[] {
  return moments.flatMap(({ step, standing }) =>
    victims.flatMap((fault, victim) => {
      const name = `${before} | ${victim} ${standing}`;
      if (step <= after || seen.has(name)) return [];
      seen.add(name);
      return [{ happening: { step, fault }, standing: name }];
    }),
  );
}

function suffer(canonical: SeedRun, crashes: Schedule): ClusterResult | Error {
  try {
    return runSeed({ ...canonical, faults: [...canonical.faults, ...crashes] });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
