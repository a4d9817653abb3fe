/** User code that is slow is not user code that hangs: a worker that works answers, takes barriers, and can be stopped. */
import { execFileSync } from 'node:child_process';
import { linkSync, readFileSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { countingTopology, fileSink, fileSource, lines, perKey } from './testing/counting-topology.ts';
import { startRun, temporaryDirectory } from './testing/real-run.ts';

/** Together twice the limit of silence on each worker: a worker that answered only between its chunks would be lost. */
const heartbeatTimeoutMs = 3_000;
const workMs = 20;
const amountEach = (2 * heartbeatTimeoutMs) / workMs;

const slowly = (rest: string): string =>
  `(line, state) => { const until = Date.now() + ${workMs}; while (Date.now() < until); return ${rest}; }`;

test('a computation of 20 ms a record goes on past the limit of silence', async () => {
  const folder = temporaryDirectory();
  const [from, to] = [join(folder, 'in'), join(folder, 'out')];
  const workers = 2;
  const amount = amountEach * workers;
  writeFileSync(from, lines(amount));
  const topology = countingTopology({
    source: fileSource(from),
    sink: fileSink(to),
    count: slowly('line + " => " + ++state.n'),
  });
  const run = startRun(topology, workers, { heartbeatTimeoutMs });
  const summary = await run.over();
  expect(summary).toMatchObject({ ok: true, error: null, sinks: { totals: amount } });
  expect(summary.seconds).toBeGreaterThan(heartbeatTimeoutMs / 1_000);
  expect(Object.keys(perKey(readFileSync(to, 'latin1'))).length).toBe(101);
  // Barriers were not kept waiting either: outputs left while the run went on.
  expect(run.frames.filter(({ ledger }) => ledger.applied > 0 && ledger.applied < amount).length).toBeGreaterThan(1);
});

test('a pipe whose other end comes late is waited for past the limit of silence', async () => {
  const folder = temporaryDirectory();
  const [pipe, to] = [join(folder, 'pipe'), join(folder, 'out')];
  execFileSync('mkfifo', [pipe]);
  const run = startRun(countingTopology({ source: fileSource(pipe), sink: fileSink(to) }), 2, { heartbeatTimeoutMs });
  await run.frame(({ atMs, phase }) => phase === 'starting' && atMs > heartbeatTimeoutMs * 1.25);
  const writer = await open(pipe, 'w');
  await writer.write(lines(300));
  await writer.close();
  expect(await run.over()).toMatchObject({ ok: true, sources: { numbers: 300 }, sinks: { totals: 300 } });
});

test('a sink that is another name of the input is refused, and the input is whole', async () => {
  const folder = temporaryDirectory();
  const [from, to] = [join(folder, 'in'), join(folder, 'link')];
  writeFileSync(from, lines(300));
  linkSync(from, to);
  const run = startRun(countingTopology({ source: fileSource(from), sink: fileSink(to) }), 2);
  expect((await run.over()).error).toMatch(
    /sink totals cannot write .*: it is the same file as .*in, which the pipeline/,
  );
  expect(readFileSync(from, 'latin1')).toBe(lines(300));
});
