/**
 * The end of a run on real processes, and of a version that is handed over: outputs have all left, and workers say their last words. Whoever is
 * lost then, the run ends as if nothing had happened. What would break: a run whose outputs are all there fails, or one that
 * was to go on ends, because a process died in its last second.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { exchangeId, nodeId, stageId } from '@potoroo/shared/ids';
import type { SinkConnector } from '@potoroo/shared/pipeline';
import type { Topology } from '@potoroo/shared/topology';
import { describe, expect, onTestFinished, test } from 'vitest';
import { counted, countingTopology, fileSink, generator, perKey, tcpSink } from './testing/counting-topology.ts';
import type { RealRun } from './testing/real-run.ts';
import { pidOf, startRun, temporaryDirectory } from './testing/real-run.ts';

const amount = 2_000;
const made = counted(Array.from({ length: amount }, (_, n) => `k${n % 10}:${n}`).join('\n'));
const other = nodeId('other');

/** The counting topology with a second sink beside the first. */
function twoSinks(output: string, second: SinkConnector, limit: number | null): Topology {
  const generate = '(n) => "k" + (n % 10) + ":" + n';
  const one = countingTopology({ source: generator(limit, 5_000), sink: fileSink(output), generate });
  const exchange = exchangeId(one.exchanges.length);
  const id = stageId(one.stages.length);
  const stages = one.stages.flatMap((stage): Topology['stages'] => {
    if (stage.kind === 'sink') return [stage, { ...stage, id, name: 'other', node: other, connector: second }];
    if (stage.kind !== 'keyed') return [stage];
    const inputs = stage.inputs.map((input) => ({ ...input, outputs: [...input.outputs, 1] }));
    const steps = [...stage.steps, { type: 'encode', node: other, module: null, exchange } as const];
    return [{ ...stage, inputs, steps }];
  });
  const { from } = one.exchanges[1] ?? { from: stageId(1) };
  const added = { id: exchange, kind: 'shard', from, to: id, input: 0, node: nodeId('count') } as const;
  return { ...one, stages, exchanges: [...one.exchanges, added] };
}

/** Never closes its side: a goodbye takes its time. */
async function receiver(): Promise<{
  sink: SinkConnector;
  goodbye: Promise<unknown>;
  lines: () => ReadonlySet<string>;
}> {
  const texts = new Map<Socket, string>();
  const server = createServer({ allowHalfOpen: true });
  const goodbye = new Promise((resolve) => {
    server.on('connection', (socket) => {
      socket.on('data', (part) => texts.set(socket, (texts.get(socket) ?? '') + String(part)));
      socket.on('end', resolve);
      socket.on('error', () => undefined);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => void server.close());
  server.unref();
  const lines = (): ReadonlySet<string> =>
    new Set([...texts.values()].flatMap((text) => text.slice(0, text.lastIndexOf('\n')).split('\n')));
  return { sink: tcpSink((server.address() as AddressInfo).port), goodbye, lines };
}

/** A process of this name comes to its end, or stops, once, at this moment. */
function diesOnce(name: string, moments: string, how: 'SIGKILL' | 'SIGSTOP') {
  const mark = join(temporaryDirectory(), 'mark');
  writeFileSync(mark, '');
  const module = new URL('./testing/dies-at.ts', import.meta.url);
  module.search = String(new URLSearchParams({ moments, mark, times: '1', how }));
  return {
    preload: (of: string) => (of === name ? module.href : null),
    deaths: () => readFileSync(mark).length,
  };
}

function killed(run: RealRun, names: readonly string[]): void {
  for (const name of names) process.kill(pidOf(run, name), 'SIGKILL');
}

async function judged(run: RealRun, output: string): Promise<void> {
  const summary = await run.over(true);
  const sinks = Object.keys(summary.sinks).length;
  expect(summary).toMatchObject({
    ok: true,
    error: null,
    sources: { numbers: amount },
    deadLetters: 0,
    stateObjects: 10,
  });
  const all = { accepted: amount, applied: amount, released: sinks * amount };
  expect(summary.ledger).toEqual({ ...all, deadLetters: 0, lost: 0, doubled: 0 });
  expect(summary.workers.reduce((sum, { records }) => sum + records, 0)).toBe(amount);
  expect(perKey(readFileSync(output, 'utf8'))).toEqual(made);
  const losses = [...run.movements.values()].filter(({ cause }) => cause.type === 'loss');
  expect(losses.length).toBeGreaterThan(0);
  expect(losses.map(({ phase, reason }) => `${phase} ${reason}`)).toEqual(losses.map(() => 'done null'));
}

describe('a run whose outputs have all left', () => {
  test.each([[['coordinator']], [['w1', 'w2']], [['coordinator', 'w1', 'w2']]])(
    'ends as if nothing had happened when %j die while it says goodbye',
    async (names) => {
      const output = join(temporaryDirectory(), 'out');
      const { sink, goodbye, lines } = await receiver();
      const run = startRun(twoSinks(output, sink, amount), 2);
      await goodbye;
      killed(run, names);
      await judged(run, output);
      expect(lines()).toEqual(new Set(Object.values(made).flat()));
    },
  );

  test.each([
    ['w1', 'told retire', 'SIGKILL'],
    ['w2', 'told retire', 'SIGKILL'],
    ['w1', 'told retire', 'SIGSTOP'],
    ['w2', 'says final', 'SIGKILL'],
    ['coordinator', 'does finish', 'SIGKILL'],
    ['coordinator', 'does finish', 'SIGSTOP'],
  ] as const)('ends as if nothing had happened when for %s, which %s, there is %s', async (name, at, how) => {
    const output = join(temporaryDirectory(), 'out');
    const { preload, deaths } = diesOnce(name, at, how);
    const run = startRun(twoSinks(output, { type: 'live' }, amount), 2, { preload, heartbeatTimeoutMs: 2_000 });
    await judged(run, output);
    expect(deaths()).toBe(1);
  });
});

describe('a run that is handed over', () => {
  test('goes on as it was when its coordinator dies while workers say goodbye', async () => {
    const output = join(temporaryDirectory(), 'out');
    const { sink, goodbye } = await receiver();
    const run = startRun(twoSinks(output, sink, null), 2);
    await run.frame(({ ledger }) => ledger.released > 500);
    const handed = run.deployment.handOver(1);
    await goodbye;
    killed(run, ['coordinator']);
    expect(await handed).toEqual({ ok: false, error: 'the coordinator was lost; deploy again' });
    const { ledger } = run.frames.at(-1) ?? { ledger: { released: 0 } };
    await run.frame((frame) => frame.ledger.released > ledger.released + 1_000);
    const summary = await run.deployment.stop();
    const accepted = summary.sources['numbers'] ?? 0;
    expect(summary).toMatchObject({ ok: true, error: null, sinks: { totals: accepted, other: accepted } });
    const made = counted(Array.from({ length: accepted }, (_, n) => `k${n % 10}:${n}`).join('\n'));
    expect(perKey(readFileSync(output, 'utf8'))).toEqual(made);
  });

  test('is handed over when a worker dies while others say goodbye', async () => {
    const { sink, goodbye } = await receiver();
    const stateDirectory = temporaryDirectory();
    const run = startRun(twoSinks(join(temporaryDirectory(), 'out'), sink, null), 2, { stateDirectory });
    await run.frame(({ ledger }) => ledger.released > 500);
    const handed = run.deployment.handOver(1);
    await goodbye;
    killed(run, ['w1', 'w2']);
    expect(await handed).toMatchObject({ ok: true });
  });

  test('answers whoever stops it while workers say goodbye: it goes on in the next version', async () => {
    const { sink, goodbye } = await receiver();
    const run = startRun(twoSinks(join(temporaryDirectory(), 'out'), sink, null), 2);
    await run.frame(({ ledger }) => ledger.released > 500);
    const handed = run.deployment.handOver(1);
    await goodbye;
    expect(await run.deployment.stop()).toMatchObject({ ok: true, error: null, sources: {} });
    expect(await handed).toMatchObject({ ok: true });
    expect(run.deployment.processes()).toEqual([]);
  });
});
