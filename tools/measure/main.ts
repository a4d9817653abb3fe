/**
 * What changes of a run cost while records flow, seen by a receiver outside of it: a worker that joins, one that is drained, one
 * that is killed. `npm run measure` prints, for each round:
 *
 *   nothing        what the machine does by itself: without it, nobody knows what a change did
 *   join, drain    how far the rate fell, and how much longer than usual keys had to wait: those that moved, those that did not
 *   kill -9        from the kill until the rate was back
 *
 *   npm run measure -- --rounds 5 --keys 5000 --load 0.7 --ballast 1000 --workers 2 --rate 50000 --no-spare
 *
 * `--load` is the share of what the run can do at most, which is measured first, unless `--rate` says how many records a second;
 * `--ballast` bytes lie in every state object. It times a machine: a busy one gives the figures of a busy one.
 */
import { parseArgs } from 'node:util';
import { numberOf, orUsage, wholeOf } from '../command-line/or-usage.ts';
import type { Holds } from './arrivals.ts';
import { backAfterKill, type ChangeCost, costOf, most, spareOf, startRun } from './changes.ts';

const usage =
  'npm run measure -- [--rounds 3] [--keys 5000] [--load 0.7 | --rate N] [--ballast 0] [--workers 2] [--no-spare]';

const { rounds, keys, load, ballast, workers, givenRate, spare } = orUsage(usage, () => {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '3' },
      keys: { type: 'string', default: '5000' },
      load: { type: 'string', default: '0.7' },
      ballast: { type: 'string', default: '0' },
      workers: { type: 'string', default: '2' },
      rate: { type: 'string' },
      'no-spare': { type: 'boolean', default: false },
    },
  });
  return {
    rounds: wholeOf('--rounds', values.rounds, 1),
    keys: wholeOf('--keys', values.keys, 1),
    load: numberOf('--load', values.load, 0.01),
    ballast: wholeOf('--ballast', values.ballast, 0),
    workers: wholeOf('--workers', values.workers, 1),
    givenRate: values.rate === undefined ? null : numberOf('--rate', values.rate, 1),
    spare: !values['no-spare'],
  };
});
const steadyMs = 3_000;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const ms = (value: number): string => `${value.toFixed(0)} ms`;

const held = (holds: Holds | null): string =>
  holds === null ? 'none' : `p99 ${ms(holds.p99)}, longest ${ms(holds.max)}`;

const told = (title: string, cost: ChangeCost): void =>
  say(
    `  ${title}: ${cost.slots} slots in ${ms(cost.ms)}; rate fell by ${(cost.dip * 100).toFixed(0)} %; ` +
      `longer than usual (${ms(cost.usualMs)}): moved keys ${held(cost.moved)}; others ${held(cost.others)}`,
  );

const unlimited = { keys, ballast, workers, steadyMs, spare, rate: null };
const rate = givenRate ?? (await most(unlimited)) * load;
say(
  `${Math.round(rate)} records a second${givenRate === null ? `, ${load * 100} % of what goes` : ''}; ${keys} keys of ${ballast} bytes, ${workers} workers`,
);
for (let round = 1; round <= rounds; round++) {
  say(`round ${round} of ${rounds}`);
  const run = await startRun({ ...unlimited, rate });
  await sleep(steadyMs);
  if (spare) await spareOf(run);
  told('nothing', await costOf(run, 'nothing', null));
  told('join', await costOf(run, 'join', () => run.deployment.act({ type: 'add' })));
  told('drain', await costOf(run, 'drain', () => run.deployment.act({ type: 'drain', worker: workers })));
  const back = await backAfterKill(run);
  say(`  kill -9 w2: ${back === null ? 'the rate did not come back' : `full rate again after ${ms(back)}`}`);
  await run.end();
}
