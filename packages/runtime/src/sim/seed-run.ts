/** One run of the swarm: everything about it is drawn from its seed, and the judge has the last word. */
import { type DataPlaneLimits, productLimits } from '../core/index.ts';
import type { ClusterResult } from './cluster-options.ts';
import { runCluster } from './cluster.ts';
import type { Schedule } from './faults.ts';
import { drawScene, drawSchedule, losesNothing } from './faults.ts';
import type { GeneratedTopology } from './generated-topology.ts';
import { generateTopology } from './generated-topology.ts';
import { judge, judgeManifest } from './judge.ts';
import type { Random } from './random.ts';
import { randomFrom } from './random.ts';
import type { HostRules } from './rules.ts';
import type { Trace } from './trace.ts';

export type SeedRun = {
  readonly seed: number;
  readonly generated: GeneratedTopology;
  readonly workers: number;
  readonly barrierIntervalMs: number;
  readonly limits: DataPlaneLimits;
  readonly faults: Schedule;
  /** How long at most what a sink writes at once is on its way to its file. */
  readonly sinkLagMs: number;
  /** Checkpoints are kept. */
  readonly keeps: boolean;
  /** Every so manieth manifest is judged, too. */
  readonly inspectEvery: number;
};

export type SeedOptions = { readonly trace?: Trace; readonly rules?: HostRules };

const faultsMax = 16;
/** Faults happen within a time of this sort: in a short run few of them come too late. */
const horizonsMs = [15, 30, 60, 120];
const sinkLagsMs = [0, 1, 5, 20];

export function drawRun(seed: number): SeedRun {
  const random = randomFrom(seed);
  const horizonMs = horizonsMs[random.below(horizonsMs.length)] ?? 60;
  const scene = drawScene(random.fork('scene'), horizonMs);
  const faults = [...drawSchedule(random.fork('faults'), faultsMax, horizonMs), ...scene.faults];
  const keeps = random.below(10) > 0;
  const generated = generateTopology(random.fork('topology'), keeps);
  return {
    seed,
    generated,
    workers: 1 + random.below(5),
    barrierIntervalMs: 1 + random.below(10),
    limits: drawLimits(random.fork('limits'), scene.outboxBytesMax),
    sinkLagMs: sinkLagsMs[random.fork('sink lag').below(sinkLagsMs.length)] ?? 0,
    faults: keeps ? faults : faults.filter(({ fault }) => losesNothing(fault)),
    keeps,
    inspectEvery: 3 + random.below(12),
  };
}

/** Throws where an invariant breaks, and where the run is not as one thread's. */
export function runSeed(run: SeedRun, { trace, rules }: SeedOptions = {}): ClusterResult {
  const { generated, inspectEvery, ...drawn } = run;
  const { topology, inputs, after } = generated;
  let manifests = 0;
  const result = runCluster({
    ...drawn,
    topology,
    inputs,
    after,
    inspect: (manifest, quarantine) => {
      if (run.keeps && ++manifests % inspectEvery === 0) judgeManifest(generated, manifest, quarantine);
    },
    ...(trace === undefined ? {} : { trace }),
    ...(rules === undefined ? {} : { rules }),
  });
  judge(generated, result);
  return result;
}

/** Null where the run is as it should be. */
export function failureOf(run: SeedRun, options: SeedOptions = {}): Error | null {
  try {
    runSeed(run, options);
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function drawLimits(random: Random, outboxBytesMax: number | null): DataPlaneLimits {
  const creditWindowBytes = 64 << random.below(8);
  return {
    creditWindowBytes,
    creditWindowBytesMin: creditWindowBytes / 4,
    linkFrameBytes: Math.max(32, creditWindowBytes >> random.below(4)),
    outboxBytesMax: Math.min(outboxBytesMax ?? Infinity, 256 << random.below(10)),
    recordsPerTurn: 1 + random.below(40),
    pendingRecordsMax: 1 + random.below(30),
    checkpointBytesPerTurn: 1 << random.below(14),
    rememberedKeysMax: productLimits.rememberedKeysMax,
  };
}
