/** Stopping: the sources end where they stand, what they accepted is applied and released, and every process ends. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { countingTopology, fileSink, generator, perKey, tcpSource } from './testing/counting-topology.ts';
import { pidOf, startRun, temporaryDirectory } from './testing/real-run.ts';

const generate = '(n) => "k" + (n % 100) + ":" + n';

test('an endless generator stops, and everything it made is released once and in order', async () => {
  const output = join(temporaryDirectory(), 'out');
  const run = startRun(countingTopology({ source: generator(null), sink: fileSink(output), generate }), 3);
  await run.frame(({ ledger }) => ledger.released > 10_000);
  const summary = await run.deployment.stop();
  expect(summary).toMatchObject({ ok: true, error: null, deadLetters: 0 });
  expect(run.frames.at(-1)?.phase).toBe('stopped');
  const accepted = summary.sources['numbers'] ?? 0;
  expect(summary.sinks).toEqual({ totals: accepted });
  expect(summary.workers.reduce((sum, { records }) => sum + records, 0)).toBe(accepted);
  const written = perKey(readFileSync(output, 'utf8'));
  const wrong = Object.values(written).flatMap((own) =>
    own.filter(
      (line, index) => !line.endsWith(`:${index * 100 + Number(line.slice(1, line.indexOf(':')))} => ${index + 1}`),
    ),
  );
  expect(wrong).toEqual([]);
  expect(Object.values(written).reduce((sum, own) => sum + own.length, 0)).toBe(accepted);
  await run.over();
});

test('outputs leave, and a stop ends, while code takes its time and much more waits for it than can be done soon', async () => {
  const slow =
    '(line, state) => { const end = Date.now() + 5; while (Date.now() < end); return line + " => " + ++state.n; }';
  const parts = { source: generator(null), sink: fileSink(join(temporaryDirectory(), 'out')), generate };
  const run = startRun(countingTopology({ ...parts, count: slow }), 2);
  await run.frame(({ ledger }) => ledger.released > 0);
  const summary = await run.deployment.stop();
  expect(summary).toMatchObject({ ok: true, error: null, sinks: { totals: summary.sources['numbers'] ?? 0 } });
  await run.over();
});

test('a run can be stopped at once, while its processes start', async () => {
  const run = startRun(countingTopology({ source: generator(null), sink: { type: 'live' }, generate }), 3);
  expect(await run.deployment.stop()).toMatchObject({ ok: true, error: null, sources: { numbers: 0 } });
  await run.over();
});

test('a run can be stopped while its workers link up', async () => {
  const run = startRun(countingTopology({ source: generator(null), sink: { type: 'live' }, generate }), 3);
  // A worker that is stopped for a while holds up the start of all.
  process.kill(pidOf(run, 'w3'), 'SIGSTOP');
  await run.frame(({ phase }) => phase === 'starting');
  expect(await run.deployment.stop()).toMatchObject({ ok: true, error: null });
  await run.over();
});

test.each(['w2', 'coordinator'])('a run stops although %s was stopped by a signal just before', async (name) => {
  const parts = { source: generator(null, 5_000), sink: fileSink(join(temporaryDirectory(), 'out')), generate };
  const limits = { stateDirectory: temporaryDirectory(), heartbeatTimeoutMs: 3_000, stopTimeoutMs: 2_500 };
  const run = startRun(countingTopology(parts), 2, limits);
  await run.frame(({ ledger }) => ledger.released > 500);
  process.kill(pidOf(run, name), 'SIGSTOP');
  const summary = await run.deployment.stop();
  expect(summary).toMatchObject({ ok: true, error: null, sinks: { totals: summary.sources['numbers'] ?? 0 } });
  await run.over(true);
});

test('stopping twice, and after the end, gives the same summary', async () => {
  const run = startRun(countingTopology({ source: generator(null, 1_000), sink: { type: 'live' }, generate }), 2);
  await run.frame(({ ledger }) => ledger.applied > 0);
  const [first, second] = await Promise.all([run.deployment.stop(), run.deployment.stop()]);
  expect(second).toBe(first);
  expect(await run.deployment.stop()).toBe(first);
  expect(await run.over()).toBe(first);
});

test('a source that waits for connections for ever stops without one', async () => {
  const run = startRun(countingTopology({ source: tcpSource(), sink: { type: 'live' } }), 2, { tcpLingerMs: null });
  await run.listening;
  expect(await run.deployment.stop()).toMatchObject({ ok: true, sources: { numbers: 0 } });
});
