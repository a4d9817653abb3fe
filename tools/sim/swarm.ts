/** Runs seeds until one fails, and makes that one small. */
import type { ClusterResult, SeedRun } from '@potoroo/runtime/sim';
import { canary, catchMutant, drawRun, faultTypes, minimise, runSeed, Tally, Trace } from '@potoroo/runtime/sim';
import { clock, faultLines, say, sayProgress } from './say.ts';

export type SwarmOptions = { readonly from: number; readonly seeds: number; readonly minutes: number };

/** A canary that no seed of so many notices sings of a judge that is asleep. */
const canarySeeds = 20;
/** So few seeds need not meet everything. */
const seedsThatMeetAll = 500;

/** True where every seed held. */
export function runSwarm({ from, seeds, minutes }: SwarmOptions): boolean {
  const since = performance.now();
  const caught = catchMutant(canary, canarySeeds);
  if (caught === null) {
    say(`The planted bug was not noticed in ${canarySeeds} seeds: the swarm proves nothing.`);
    return false;
  }
  say(`canary: the planted bug was noticed at seed ${caught.seed} (${firstLine(caught.reason)})`);
  const tally = new Tally();
  const until = since + minutes * 60_000;
  for (let seed = from; seed < from + seeds && performance.now() < until; seed++) {
    const failed = attempt(drawRun(seed), tally);
    if (failed) return tellFailure(seed, tally, since);
    if (tally.seeds % 20 === 0) sayProgress(`${tally.line()} ${clock(since)}`);
  }
  sayProgress('');
  for (const line of tally.lines()) say(line);
  const missing = tally.vacuous(tally.seeds < seedsThatMeetAll ? [] : faultTypes);
  if (tally.seeds === 0 || (missing.length > 0 && tally.seeds >= canarySeeds)) {
    say(`Nothing is proven: ${tally.seeds === 0 ? 'no seed was run' : `not met: ${missing.join(', ')}`}.`);
    return false;
  }
  say(`sim: ${tally.seeds} seeds, ${tally.faults} faults, 0 failed, in ${clock(since)}`);
  return true;
}

/** One seed, with everything that happened in it where it is asked for. */
export function runOne(seed: number, readable: boolean): boolean {
  const run = drawRun(seed);
  const trace = new Trace(readable);
  say(`seed ${seed}: ${run.workers} workers, a barrier every ${run.barrierIntervalMs} ms, ${run.faults.length} faults`);
  for (const line of faultLines(run.faults)) say(line);
  const tell = (): void => {
    for (const line of trace.lines ?? []) say(line);
  };
  let result: ClusterResult;
  try {
    result = runSeed(run, { trace });
  } catch (error) {
    tell();
    say(`seed ${seed} failed: ${String(error)}`);
    tellSmallest(run);
    say('sim: 1 seed, 1 failed');
    return false;
  }
  tell();
  say(`hash ${result.hash} after ${result.steps} steps, ${result.epochs} epochs${result.stopped ? ', stopped' : ''}`);
  say('sim: 1 seed, 0 failed');
  return true;
}

function attempt(run: SeedRun, tally: Tally): boolean {
  try {
    tally.add(runSeed(run));
    return false;
  } catch {
    return true;
  }
}

function tellFailure(seed: number, tally: Tally, since: number): boolean {
  sayProgress('');
  say(`seed ${seed} failed. To see it again: npm run sim -- --seed ${seed} --trace`);
  tellSmallest(drawRun(seed));
  say(`sim: ${tally.seeds + 1} seeds, ${tally.faults} faults, 1 failed (seed ${seed}), in ${clock(since)}`);
  return false;
}

function tellSmallest(run: SeedRun): void {
  const smallest = minimise(run);
  if (smallest === null) {
    say('It did not fail again: the run is not the same twice, which breaks I20.');
    return;
  }
  const { faults } = smallest.run;
  say(`It fails with ${faults.length} of its ${run.faults.length} faults (${smallest.tried} runs):`);
  for (const line of faultLines(faults)) say(line);
  say(smallest.failure.message);
}

const firstLine = (text: string): string => (text.split('\n')[0] ?? '').slice(0, 160);
