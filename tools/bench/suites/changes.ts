/** What a join and a drain cost while records flow at 70 % of what goes, as `npm run measure` tells it at length. */
import { type ChangeCost, costOf, most, spareOf, startRun } from '../../measure/changes.ts';
import { type Row, spreadOf } from '../interleave.ts';
import type { Suite } from '../suite.ts';

const load = 0.7;
const workers = 2;
const smokeRate = 1_000;

export const changes: Suite = async ({ sizes, told }) => {
  const { changeKeys: keys, steadyMs } = sizes;
  const unlimited = { keys, ballast: 0, workers, steadyMs, spare: sizes.everyone, rate: null };
  told('as many records as go');
  const rate = Math.round(sizes.everyone ? (await most(unlimited)) * load : smokeRate);
  const joins: ChangeCost[] = [];
  const drains: ChangeCost[] = [];
  for (let round = 1; round <= sizes.rounds; round++) {
    told(`round ${round} of ${sizes.rounds}, at ${rate} records a second`);
    const run = await startRun({ ...unlimited, rate });
    try {
      if (sizes.everyone) await spareOf(run);
      joins.push(await costOf(run, 'join', () => run.deployment.act({ type: 'add' })));
      drains.push(await costOf(run, 'drain', () => run.deployment.act({ type: 'drain', worker: workers })));
    } finally {
      await run.end();
    }
  }
  return {
    suite: `A join and a drain at ${rate.toLocaleString('en-US')} records a second, ${load * 100} % of what goes`,
    unit: '%, or ms',
    rows: [...rowsOf('join', joins), ...rowsOf('drain', drains)],
    skipped: [],
  };
};

const rowsOf = (title: string, costs: readonly ChangeCost[]): readonly Row[] => [
  row(`${title}: the rate of half a second fell by, %`, costs, ({ dip }) => dip * 100),
  row(`${title}: until it is over, ms`, costs, ({ ms }) => ms),
  row(`${title}: usual gap between two records of a key, ms`, costs, ({ usualMs }) => usualMs),
  row(`${title}: longest hold beyond that, keys that moved, ms`, costs, ({ moved }) => moved?.max ?? 0),
  row(`${title}: longest hold beyond that, keys that did not, ms`, costs, ({ others }) => others?.max ?? 0),
];

const row = (name: string, costs: readonly ChangeCost[], of: (cost: ChangeCost) => number): Row => ({
  name,
  figure: spreadOf(costs.map(of)),
  ratio: spreadOf([1]),
});
