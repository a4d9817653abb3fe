// Every seed draws a topology, its inputs, the number of workers, windows, frames, outboxes and latencies. Were a record
// lost, doubled, reordered along its trail, shared between two states or held for ever anywhere in the core, a sink or a
// state object would differ from the one-thread driver's, or nothing would be left to happen. The mutants at the end prove
// that these checks can fail.
import { isDeepStrictEqual } from 'node:util';
import type { NodeId } from '@potoroo/shared/ids';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { plainText } from '../api/index.ts';
import type { DataPlaneLimits } from '../core/index.ts';
import { ChannelIn } from '../core/exchange/channel-in.ts';
import { ChannelOut } from '../core/exchange/channel-out.ts';
import { Aligner } from '../core/progress/aligner.ts';
import { KeyedTask } from '../core/stages/keyed-task.ts';
import { Outbox } from '../core/stages/outbox.ts';
import { TopologyDriver } from '../testing/index.ts';
import type { ClusterResult } from './cluster.ts';
import { runCluster } from './cluster.ts';
import type { GeneratedTopology } from './generated-topology.ts';
import { generateTopology } from './generated-topology.ts';
import type { Random } from './random.ts';
import { randomFrom } from './random.ts';
import { drawSchedule } from './faults.ts';

const faultsMax = Number(process.env['POTOROO_SIM_FAULTS'] ?? 8);
const seeds = Number(process.env['POTOROO_SIM_SEEDS'] ?? 100);

function drawLimits(random: Random): DataPlaneLimits {
  const creditWindowBytes = 64 << random.below(8);
  return {
    creditWindowBytes,
    linkFrameBytes: Math.max(32, creditWindowBytes >> random.below(4)),
    outboxBytesMax: 256 << random.below(10),
    recordsPerTurn: 1 + random.below(40),
    pendingRecordsMax: 1 + random.below(30),
    checkpointBytesPerTurn: 1 << random.below(14),
  };
}

type Run = { readonly generated: GeneratedTopology; readonly result: ClusterResult };

function runSeed(seed: number): Run {
  const random = randomFrom(seed);
  const generated = generateTopology(random.fork('topology'));
  const result = runCluster({
    ...generated,
    workers: 1 + random.below(5),
    seed,
    barrierIntervalMs: 1 + random.below(10),
    limits: drawLimits(random.fork('limits')),
    faults: drawSchedule(random.fork('faults'), faultsMax, 120),
  });
  return { generated, result };
}

function oracle({ topology, inputs }: GeneratedTopology): TopologyDriver {
  const driver = new TopologyDriver(topology);
  for (const [source, bytes] of inputs) driver.feed(source, bytes);
  return driver;
}

function linesOf(result: ClusterResult, { node, format }: GeneratedTopology['sinks'][number]): readonly string[] {
  const bytes = result.outputs.get(node) ?? new Uint8Array(0);
  const lines = plainText.decode(bytes, 0, bytes.length).split('\n').slice(0, -1);
  return (format === 'csv' ? lines.slice(1) : lines).toSorted();
}

type Met = { readonly seen: number; readonly broken: number };
const outOfOrder = (objects: ReadonlyMap<string, unknown>): readonly string[] =>
  Array.from(objects).flatMap(([key, object]) => ((object as Met).broken > 0 ? [key] : []));

/** Throws where the run differs from the oracle's. */
function judge({ generated, result }: Run, driver = oracle(generated)): void {
  const counts = (numbers: ReadonlyMap<NodeId, number>) => Object.fromEntries(numbers);
  expect(counts(result.accepted), 'accepted').toEqual(counts(generated.records));
  expect(result.deadLetters, 'dead letters').toBe(driver.failures.length);
  for (const sink of generated.sinks)
    expect(linesOf(result, sink), `outputs of ${sink.node}`).toEqual(driver.lines(sink.node).toSorted());
  for (const state of generated.states) {
    expect(outOfOrder(result.state(state)), `keys met out of order in ${state}`).toEqual([]);
    const [objects, expected] = [result.state(state), driver.state(state)];
    if (!isDeepStrictEqual(objects, expected))
      expect(Object.fromEntries(objects), `objects of ${state}`).toEqual(Object.fromEntries(expected));
  }
}

describe('a swarm of generated clusters', () => {
  it(`agrees with one thread on every output and every state object, over ${seeds} seeds`, { timeout: 600_000 }, () => {
    let [blockedMs, released, epochs] = [0, 0, 0];
    for (let seed = 1; seed <= seeds; seed++) {
      try {
        const run = runSeed(seed);
        judge(run);
        blockedMs += run.result.blockedMs;
        released += Array.from(run.result.outputs.values()).reduce((sum, bytes) => sum + bytes.length, 0);
        epochs += run.result.epochs;
      } catch (error) {
        throw new Error(`seed ${seed}`, { cause: error });
      }
    }
    expect(blockedMs / seeds, 'back-pressure was felt').toBeGreaterThan(1);
    expect(released / seeds, 'records reached the sinks').toBeGreaterThan(50);
    expect(epochs / seeds, 'barriers passed').toBeGreaterThan(3);
  });

  it('makes the same run of the same seed', () => {
    for (const seed of [3, 14, 15]) {
      const [first, second] = [runSeed(seed).result, runSeed(seed).result];
      expect(second.steps).toBe(first.steps);
      expect(second.outputs).toEqual(first.outputs);
    }
  });
});

describe('a cluster without one of its rules', () => {
  afterEach(() => vi.restoreAllMocks());

  /** The first seed at which the judge, an assertion or the lack of an end gives the mutant away. */
  function caughtAt(seedsMax: number): number | null {
    for (let seed = 1; seed <= seedsMax; seed++) {
      const generated = generateTopology(randomFrom(seed).fork('topology'));
      const driver = oracle(generated);
      try {
        judge(runSeed(seed), driver);
      } catch {
        return seed;
      }
    }
    return null;
  }

  const mutants: readonly { readonly rule: string; readonly break: () => void }[] = [
    {
      rule: 'alignment: the first barrier cuts',
      break: () => vi.spyOn(Aligner.prototype, 'arrived').mockReturnValue(true),
    },
    {
      rule: 'alignment: no barrier ever cuts',
      break: () => vi.spyOn(Aligner.prototype, 'arrived').mockReturnValue(false),
    },
    {
      rule: 'frames that wait are kept',
      break: () => vi.spyOn(ChannelIn.prototype, 'keep').mockImplementation(() => undefined),
    },
    {
      rule: 'frames that wait are resumed',
      break: () => vi.spyOn(KeyedTask.prototype, 'resume').mockImplementation(() => undefined),
    },
    { rule: 'consumed bytes are granted', break: () => vi.spyOn(ChannelIn.prototype, 'consumed').mockReturnValue(0) },
    {
      rule: 'credit comes back',
      break: () => vi.spyOn(ChannelOut.prototype, 'grant').mockImplementation(() => undefined),
    },
    { rule: 'complete epochs are released', break: () => vi.spyOn(Outbox.prototype, 'releasable').mockReturnValue([]) },
    {
      rule: 'I16: data goes before the barrier that follows it',
      break: () => {
        // oxlint-disable-next-line typescript/unbound-method -- Both are called with the channel as `this`.
        const { barrier, flush } = ChannelOut.prototype;
        vi.spyOn(ChannelOut.prototype, 'barrier').mockImplementation(function (this: ChannelOut, generation, epoch) {
          const late = vi.spyOn(this, 'flush').mockImplementation(() => undefined);
          barrier.call(this, generation, epoch);
          late.mockRestore();
          flush.call(this);
        });
      },
    },
    {
      rule: 'records of a channel keep their order',
      break: () => {
        // oxlint-disable-next-line typescript/unbound-method -- It is called with the channel as `this`.
        const { keep } = ChannelIn.prototype;
        vi.spyOn(ChannelIn.prototype, 'keep').mockImplementation(function (this: ChannelIn<unknown>, frame) {
          keep.call(this, frame);
          if (this.queue.length === 2) this.queue.reverse();
        });
      },
    },
  ];

  for (const mutant of mutants) {
    it(`is caught: ${mutant.rule}`, { timeout: 120_000 }, () => {
      mutant.break();
      expect(caughtAt(60)).not.toBeNull();
    });
  }
});
