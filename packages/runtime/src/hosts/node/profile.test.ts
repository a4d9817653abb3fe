/** A profiled run computes what any run does, and leaves a profile of each worker that was asked for. */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startProfiling } from './profile.ts';
import { countingTopology, fileSink, fileSource, generator, lines } from './testing/counting-topology.ts';
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

test('workers that run on tell what they do for a while, one of them twice, and go on', async () => {
  const run = startRun(
    countingTopology({
      source: generator(null, null),
      sink: { type: 'live' },
      generate: '(index) => "k" + (index % 100)',
      count: '(line, state) => line + " => " + ++state.n + (typeof process === "undefined" ? "" : "!")',
    }),
    2,
  );
  await run.frame(({ ledger }) => ledger.applied > 0);
  const [taken, twice] = await Promise.all([
    run.deployment.profile(['w1', 'w2', 'w9'], 200),
    run.deployment.profile(['w2'], 200),
  ]);
  // It takes one at a time.
  expect([...taken, ...twice].map(({ worker }) => worker)).toEqual(['w1', 'w2']);
  for (const { shares, profile } of taken) {
    expect(shares.busyMs).toBeGreaterThan(0);
    expect(Object.values(shares.parts).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
    expect(JSON.parse(profile).samples.length).toBeGreaterThan(0);
  }
  const [again] = await run.deployment.profile(['w2'], 1);
  expect(again?.worker).toBe('w2');
  const { ledger } = run.frames.at(-1) ?? { ledger: { applied: 0 } };
  await run.frame((frame) => frame.ledger.applied > ledger.applied);
  expect(run.frames.flatMap(({ liveRows }) => liveRows).filter(({ text }) => text.includes('!'))).toEqual([]);
  expect((await run.deployment.stop()).ok).toBe(true);
});
