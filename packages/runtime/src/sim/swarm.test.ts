// Every seed draws a topology, its inputs, the number of workers, windows, frames, outboxes, latencies and faults. Were a
// record lost, doubled, reordered along its trail, shared between two states or held for ever anywhere in the core, a sink
// or a state object would differ from one thread's, an invariant would break, or nothing would be left to happen.
import { describe, expect, it } from 'vitest';
import { faultTypes } from './faults.ts';
import { canary } from './mutants.ts';
import { catchMutant } from './mutation-gate.ts';
import { drawRun, failureOf, runSeed } from './seed-run.ts';
import { Tally } from './tally.ts';
import { Trace } from './trace.ts';

/** The goal of a test run; the time that it may take; what a busy machine must at least do, and what meets everything. */
const seedsMax = Number(process.env['POTOROO_SIM_SEEDS'] ?? 2_000);
const budgetMs = Number(process.env['POTOROO_SIM_MS'] ?? 30_000);
const seedsMin = 100;
const seedsThatMeetAll = 100;
/** A worker that is stopped opens the sink of a preview once another has its place and has written. */
const cutByNobody = 77_430_306;
/** A run is stopped while a coordinator that has found no checkpoint gathers its workers, and a preview has outputs. */
const stopsBeforeAnything = 99_120_638;
/** A source that waited for others opens in the turn in which a preview has outputs. */
const opensWhileWriting = 88_811_164;

describe('a swarm of generated clusters', () => {
  it(
    'is as if nothing had happened, whatever happens: outputs, state, counts and order are those of one thread',
    {
      timeout: 600_000,
    },
    () => {
      const tally = new Tally();
      const until = performance.now() + budgetMs;
      for (let seed = 1; seed <= seedsMax && (seed <= seedsMin || performance.now() < until); seed++) {
        try {
          tally.add(runSeed(drawRun(seed)));
        } catch (error) {
          throw new Error(`npm run sim -- --seed ${seed}: ${String(error)}`, { cause: error });
        }
      }
      expect(tally.vacuous(tally.seeds < seedsThatMeetAll ? [] : faultTypes), 'everything was met').toEqual([]);
      console.info(tally.line());
    },
  );

  it('lets nobody cut a preview who was given up and comes back: its file is the next one’s', () => {
    const run = drawRun(cutByNobody);
    expect(run.faults.map(({ fault }) => fault.type)).toContain('zombie');
    expect(failureOf(run)).toBeNull();
  });

  it('does what a step asks for before the next step begins: outputs leave in their order where a source opens', () => {
    expect(failureOf(drawRun(opensWhileWriting))).toBeNull();
  });

  it('takes previews back before it stops, also where no checkpoint was kept when the coordinator was lost', () => {
    expect(failureOf(drawRun(stopsBeforeAnything))).toBeNull();
  });

  it('notices a bug that is planted', () => {
    expect(catchMutant(canary, 20)?.reason).toMatch(/^I\d/);
  });

  it('I20: makes the same run of the same seed, down to every frame and every write', () => {
    for (const seed of [3, 14]) {
      const [first, second] = [0, 1].map(() => runSeed(drawRun(seed)));
      expect(second?.hash).toBe(first?.hash);
      expect(second?.steps).toBe(first?.steps);
      expect(second?.outputs).toEqual(first?.outputs);
    }
    const hashes = new Set([3, 14].map((seed) => runSeed(drawRun(seed)).hash));
    expect(hashes.size, 'other seeds make other runs').toBe(2);
  });

  it('tells what happened where somebody wants to read it, and runs the same meanwhile', () => {
    const trace = new Trace(true);
    const { hash } = runSeed(drawRun(14), { trace });
    expect(hash).toBe(runSeed(drawRun(14)).hash);
    const text = trace.lines?.join('\n') ?? '';
    for (const word of ['coordinator inject', 'coordinator complete', 'frames', 'release', 'write'])
      expect(text).toContain(word);
  });
});
