/** A profiled run computes what any run does, and leaves a profile of each worker that was asked for. */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startProfiling } from './profile.ts';
import { countingTopology, fileSink, fileSource, lines } from './testing/counting-topology.ts';
import { startRun, temporaryDirectory } from './testing/real-run.ts';

test('a profile of a worker tells how its time is divided, and takes nothing from what user code may not do', async () => {
  const folder = temporaryDirectory();
  const [from, to, profiles] = [join(folder, 'in'), join(folder, 'out'), join(folder, 'profiles')];
  writeFileSync(from, lines(20_000));
  const topology = countingTopology({
    source: fileSource(from),
    sink: fileSink(to),
    // The inspector has been used in this process; nothing of it is to be had.
    count: '(line, state) => line + " => " + ++state.n + (typeof process === "undefined" ? "" : "!")',
  });
  const profiling = startProfiling(profiles, ['w2']);
  const summary = await startRun(topology, 2, { preload: profiling.preload }).over();
  expect(summary).toMatchObject({ ok: true, error: null, sinks: { totals: 20_000 } });
  expect(readFileSync(to, 'latin1')).not.toContain('!');
  const collected = profiling.collect(topology);
  expect(collected.map(({ worker }) => worker)).toEqual(['w2']);
  expect(readdirSync(profiles)).toEqual(['w2.cpuprofile']);
  const [{ shares, file } = { shares: null, file: '' }] = collected;
  expect(shares?.busyMs).toBeGreaterThan(0);
  expect(Object.values(shares?.parts ?? {}).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
  const { samples, timeDeltas, nodes } = JSON.parse(readFileSync(file, 'utf8'));
  expect(samples.length).toBe(timeDeltas.length);
  const known = new Set(nodes.map(({ id }: { readonly id: number }) => id));
  expect(samples.every((sample: number) => known.has(sample))).toBe(true);
});
