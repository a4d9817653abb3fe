/** The same records over few and over many state objects, and what one state object costs in memory. */
import { exampleDocument } from '../../acceptance/compiled-example.ts';
import type { MarketFiles } from '../input-files.ts';
import { interleave, type Row, spreadOf } from '../interleave.ts';
import { compiled, deploy, marketSpread } from '../potoroo.ts';
import { canTellCosts, noCosts, residentBytes } from '../process-costs.ts';
import { numberIn, startProgram } from '../program.ts';
import { measureOrders } from '../system.ts';
import type { Suite } from '../suite.ts';

const workers = 2;

export const keys: Suite = async ({ files, sizes, told }) => {
  const inputs = sizes.keys.map((count) => ({ count, input: files.manyKeys('framed', count, sizes.records) }));
  const rows = await interleave(
    inputs.map(({ count, input }) => ({
      name: `${count.toLocaleString('en-US')} state objects`,
      run: () =>
        measureOrders(
          marketSpread({
            epochMs: sizes.epochMs,
            example: 'market-spread-layout',
            input: 'framed',
            output: 'framed',
            workers,
          }),
          input,
          { passes: sizes.passes * 2, output: 'framed' },
        ),
    })),
    sizes.rounds,
    told,
  );
  return { suite: 'State objects, Market Spread by layout on 2 workers', unit: 'orders/s', rows, skipped: [] };
};

/** The resident memory of both workers once every object is there, less that with the fewest objects. */
export const memory: Suite = async ({ files, sizes, told }) => {
  const suite = 'Memory, Market Spread on 2 workers';
  const unit = 'bytes a state object';
  if (!canTellCosts) return { suite, unit, rows: [], skipped: [noCosts] };
  const measured: { readonly count: number; readonly bytes: number }[] = [];
  for (const count of sizes.keys) {
    told(`${count} state objects`);
    measured.push({ count, bytes: await workersBytes(files.manyKeys('framed', count, sizes.records), sizes.epochMs) });
  }
  const [fewest, ...more] = measured;
  const rows = more.map(({ count, bytes }): Row => {
    const each = (bytes - (fewest?.bytes ?? 0)) / (count - (fewest?.count ?? 0));
    return { name: `${count.toLocaleString('en-US')} state objects`, figure: spreadOf([each]), ratio: spreadOf([1]) };
  });
  return { suite, unit, rows, skipped: [] };
};

async function workersBytes(input: MarketFiles, barrierIntervalMs: number): Promise<number> {
  const topology = compiled(exampleDocument('market-spread-layout'), {
    source: () => ({ type: 'tcp', host: '127.0.0.1', port: 0, format: 'framed', journal: 'off' }),
    sink: { type: 'live' },
  });
  const running = await deploy(topology, { workers, after: ['orders', 'market-data'], barrierIntervalMs });
  const sender = startProgram('sender');
  try {
    sender.tell({ type: 'send', path: input.marketData, port: running.ports['market-data'], passes: 1 });
    numberIn(await sender.hear('sent'), 'ms');
    const applied = await running.appliedAtLeast(input.marketDataCount);
    if (applied > input.marketDataCount) throw new Error(`${applied} records were applied`);
    const pids = running.deployment.processes().filter(({ name }) => name !== 'coordinator');
    return pids.reduce((bytes, { pid }) => bytes + residentBytes(pid), 0);
  } finally {
    await sender.end();
    await running.deployment.stop();
  }
}
