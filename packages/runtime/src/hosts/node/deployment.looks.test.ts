/** What a person sees of a running pipeline on request: records of edges, one key, and what nodes cost. Nothing without asking. */
import { nodeId } from '@potoroo/shared/ids';
import { limits } from '@potoroo/shared/limits';
import type { TappedRecord } from '@potoroo/shared/telemetry';
import { expect, onTestFinished, test } from 'vitest';
import { count, countingTopology, generator, numbers, totals } from './testing/counting-topology.ts';
import type { Topology } from '@potoroo/shared/topology';
import { firstPlacement } from '../../core/index.ts';
import { hashText, slotOf } from '../../core/slots/hash.ts';
import { startRun } from './testing/real-run.ts';

const key = nodeId('numbers-key');

test('records of edges and costs of nodes come while they are asked for, from every worker, and nothing before', async () => {
  const run = startRun(
    countingTopology({
      source: generator(null, 4_000),
      sink: { type: 'live' },
      generate: '(index) => "k" + (index % 100) + ":" + index',
    }),
    2,
  );
  const before = await run.frame(({ nodes }) => nodes.some(({ node, recordsOut }) => node === count && recordsOut > 0));
  expect(before.tapped).toEqual([]);
  expect(before.nodes.every(({ busy, costMicros }) => busy === null && costMicros === null)).toBe(true);

  // As a window does, which asks again before what it asked for ends.
  const ask = (): void =>
    run.deployment.watch({
      costs: true,
      taps: [
        { node: numbers, key: null },
        { node: count, key: 'k7' },
      ],
    });
  const asking = setInterval(ask, limits.watchLeaseMs / 4);
  onTestFinished(() => clearInterval(asking));
  ask();
  const tapped = (): readonly TappedRecord[] => run.frames.flatMap((frame) => frame.tapped);
  const of = (node: string): readonly TappedRecord[] => tapped().filter((each) => each.node === node);
  await run.frame(() => of(numbers).length > 0 && of(count).length > 2);
  expect(of(numbers).every(({ text, key: itsKey }) => /^"k\d+:\d+"$/.test(text) && itsKey === '')).toBe(true);
  const counts = of(count).map(({ text }) => Number(/^"k7:\d+ => (\d+)"$/.exec(text)?.[1]));
  // One after the other; where a worker was kept from its work, a sample may not hold all that it then catches up on.
  expect(counts).toEqual([...new Set(counts)].toSorted((a, b) => a - b));
  expect(tapped().every(({ worker, atMs }) => /^w[12]$/.test(worker) && Math.abs(Date.now() - atMs) < 60_000)).toBe(
    true,
  );

  // Of a sample in which no record came, there is a cost, and no time.
  const seen = await run.frame(({ nodes }) =>
    [numbers, key, count, totals].every((id) => {
      const { costMicros, busy } = nodes.find(({ node }) => node === id) ?? { costMicros: 0, busy: 0 };
      return (costMicros ?? 0) > 0 && (busy ?? 0) > 0;
    }),
  );
  for (const { busy, backPressured, queue } of seen.nodes) {
    expect(busy).toBeGreaterThan(0);
    expect(busy).toBeLessThanOrEqual(1);
    expect([backPressured, queue]).toEqual([0, expect.toSatisfy((fill: number) => fill >= 0 && fill < 1)]);
  }
  // How long it takes, asked for or not: up to the computation, and from the source to the sink.
  const { latencies } = await run.frame(
    ({ latencies: told }) =>
      [...(told?.nodes ?? []), ...(told?.ways ?? [])].filter(({ counts }) => counts.length > 0).length === 2,
  );
  expect(latencies?.nodes.map(({ node }) => node)).toEqual([count]);
  expect(latencies?.ways.map(({ source, sink }) => [source, sink])).toEqual([[numbers, totals]]);
  await run.deployment.stop();
});

/** A key whose state object is not where the source is, so that every record travels. */
function farKey(topology: Topology): string {
  const placement = firstPlacement(topology, [0, 1]);
  const keys = Array.from({ length: 100 }, (_, index) => `k${index}`);
  const found = keys.find((each) => placement[1]?.[slotOf(hashText(each), 256)] !== placement[0]?.[0]);
  if (found === undefined) throw new Error('every key is near the source');
  return found;
}

test('what is in the way is told: ways that are full, and for how long a stage took nothing in', async () => {
  const parts = { source: generator(null), sink: { type: 'live' } } as const;
  const far = farKey(countingTopology(parts));
  const run = startRun(
    countingTopology({
      ...parts,
      generate: `(index) => ${JSON.stringify(far)} + ":" + index`,
      count: '(line, state) => { let spin = 0; while (spin < 30_000) spin++; return line + " => " + ++state.n; }',
    }),
    2,
    // A barrier waits for everything before it: here there is always much.
    { barrierIntervalMs: 60_000 },
  );
  const { nodes } = await run.frame((frame) => {
    const of = (id: string) => frame.nodes.find(({ node }) => node === id);
    return (of(numbers)?.backPressured ?? 0) > 0.5 && (of(count)?.queue ?? 0) > 0.5;
  });
  expect(nodes.find(({ node }) => node === count)?.backPressured).toBe(0);
  expect(nodes.find(({ node }) => node === totals)?.queue).toBeLessThan(0.5);
}, 60_000);
