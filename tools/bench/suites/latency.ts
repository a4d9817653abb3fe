/** How long an answer takes at a given load, measured outside: the plain server, and Potoroo, whose sink waits for each epoch or does not. */
import type { InputFormat } from '../../inputs/formats.ts';
import { exampleDocument } from '../../acceptance/compiled-example.ts';
import { type Row, spreadOf } from '../interleave.ts';
import { peer } from '../peers.ts';
import { compiled, deploy } from '../potoroo.ts';
import { numberIn, startProgram } from '../program.ts';
import type { Suite } from '../suite.ts';
import type { System } from '../system.ts';

type Asked = {
  readonly name: string;
  readonly format: InputFormat;
  readonly start: (receiverPort: number) => Promise<System>;
};

const percentiles = ['p50', 'p99', 'p999'] as const;
type Answer = Readonly<Record<(typeof percentiles)[number], number>>;

export const latency: Suite = async ({ sizes, told }) => {
  const asked: readonly Asked[] = [
    { name: 'plain Node server, NDJSON', format: 'ndjson', start: peer('plain', 0) },
    potoroo('Potoroo, layout, 2 workers, immediate sink', 1_000, 'immediate'),
    ...(sizes.everyone ? [potoroo('Potoroo, layout, 2 workers, epochs of 1 s', 1_000, 'committed')] : []),
    potoroo('Potoroo, layout, 2 workers, epochs of 20 ms', 20, 'committed'),
  ];
  const rows: Row[] = [];
  for (const rate of sizes.latencyRates) {
    const answers = asked.map((): Answer[] => []);
    for (let round = 1; round <= sizes.rounds; round++) {
      for (const [index, each] of asked.entries()) {
        told(`round ${round} of ${sizes.rounds}: ${each.name} at ${rate}/s`);
        answers[index]?.push(await ask(each, rate, sizes.latencySeconds));
      }
    }
    rows.push(
      ...asked.flatMap(({ name }, index) =>
        rowsOf(`${name}, ${rate.toLocaleString('en-US')}/s`, answers[index] ?? [], answers[0] ?? []),
      ),
    );
  }
  return { suite: 'Latency from process to process over TCP', unit: 'ms', rows, skipped: [] };
};

const rowsOf = (name: string, answers: readonly Answer[], baseline: readonly Answer[]): readonly Row[] =>
  percentiles.map((percentile) => ({
    name: `${name}, ${percentile === 'p999' ? 'p99.9' : percentile}`,
    figure: spreadOf(answers.map((answer) => answer[percentile])),
    ratio: spreadOf(answers.map((answer, round) => answer[percentile] / (baseline[round]?.[percentile] ?? Number.NaN))),
  }));

const potoroo = (name: string, barrierIntervalMs: number, mode: 'immediate' | 'committed'): Asked => ({
  name,
  format: 'framed',
  start: async (port) => {
    const topology = compiled(exampleDocument('market-spread-layout'), {
      source: () => ({ type: 'tcp', host: '127.0.0.1', port: 0, format: 'framed', journal: 'off' }),
      sink: { type: 'tcp', host: '127.0.0.1', port, format: 'framed', ...(mode === 'immediate' ? { mode } : {}) },
    });
    const running = await deploy(topology, { workers: 2, barrierIntervalMs });
    return {
      ports: { orders: running.ports['orders'] ?? 0, 'market-data': running.ports['market-data'] ?? 0 },
      over: async () => {
        const { ok, error } = await running.deployment.stop();
        if (!ok) throw new Error(`the run failed: ${error}`);
      },
    };
  },
});

async function ask({ format, start }: Asked, rate: number, seconds: number): Promise<Answer> {
  const probe = startProgram('latency-probe', [format, String(rate), String(seconds)]);
  try {
    const system = await start(numberIn(await probe.hear('listening'), 'port'));
    probe.tell({ type: 'offer', port: system.ports.orders });
    await probe.hear('offered');
    await system.over();
    const answer = await probe.hear('answered');
    if (answer['answered'] !== answer['offered'])
      throw new Error(`${String(answer['answered'])} answers to ${String(answer['offered'])} orders`);
    return { p50: numberIn(answer, 'p50'), p99: numberIn(answer, 'p99'), p999: numberIn(answer, 'p999') };
  } finally {
    await probe.end();
  }
}
