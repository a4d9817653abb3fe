/**
 * What guarantees and telemetry cost: Market Spread from a file with all of it, and with parts of it switched off. The figure is
 * orders in a second of processor time of all processes together, so that a busy machine tells the same as a quiet one.
 */
import { join } from 'node:path';
import { exampleDocument } from '../../acceptance/compiled-example.ts';
import { type Contestant, interleave } from '../interleave.ts';
import { compiled, deploy } from '../potoroo.ts';
import { canTellCosts, endedChildrenSeconds, noCosts, processorSeconds } from '../process-costs.ts';
import type { Bench, Suite } from '../suite.ts';

const workers = 2;
/** Longer than any run. */
const never = 600_000;

type Variant = { readonly name: string; readonly guarantees: boolean; readonly telemetry: boolean };

export const guarantees: Suite = async (bench) => {
  const suite = `Guarantees and telemetry, Market Spread by layout from a file on ${workers} workers`;
  const unit = 'orders/s of CPU';
  if (!canTellCosts) return { suite, unit, rows: [], skipped: [noCosts] };
  const contestants = [
    { name: 'neither: no checkpoints, no outbox, no telemetry', guarantees: false, telemetry: false },
    { name: 'telemetry alone, four times a second', guarantees: false, telemetry: true },
    { name: 'guarantees alone: checkpoints and outbox', guarantees: true, telemetry: false },
    { name: 'guarantees and telemetry', guarantees: true, telemetry: true },
  ]
    .filter(({ guarantees: kept, telemetry }) => bench.sizes.everyone || kept === telemetry)
    .map((variant) => contestant(bench, variant));
  return { suite, unit, rows: await interleave(contestants, bench.sizes.rounds, bench.told), skipped: [] };
};

function contestant({ files, sizes }: Bench, variant: Variant): Contestant {
  const input = files.repeated('framed', sizes.records, sizes.passes * 4);
  const paths: Readonly<Record<string, string>> = { orders: input.orders, 'market-data': input.marketData };
  const topology = compiled(exampleDocument('market-spread-layout'), {
    source: (node) => ({ type: 'file', path: paths[node] ?? '', format: 'framed', rate: null }),
    sink: {
      type: 'file',
      path: join(files.folder, 'rejections'),
      format: 'framed',
      ...(variant.guarantees ? {} : { mode: 'immediate' as const }),
    },
  });
  return {
    name: variant.name,
    run: async () => {
      const before = endedChildrenSeconds();
      const running = await deploy(topology, {
        workers,
        after: ['orders', 'market-data'],
        barrierIntervalMs: variant.guarantees ? sizes.epochMs : never,
        ...(variant.telemetry ? {} : { telemetryIntervalMs: never }),
      });
      const pids = running.deployment.processes().map(({ pid }) => pid);
      const starting = pids.reduce((seconds, pid) => seconds + processorSeconds(pid), 0);
      const { sinks } = await running.summary();
      if (sinks['rejections'] !== input.rejections)
        throw new Error(`${sinks['rejections']} rejections came out, and ${input.rejections} are right`);
      return input.orderCount / Math.max(0.01, endedChildrenSeconds() - before - starting);
    },
  };
}
