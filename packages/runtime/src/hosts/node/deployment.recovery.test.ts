/**
 * Losses and changes of members on real processes: whatever is killed, added or drained while records flow, the output is
 * that of one thread, once and in order per key. Steps wait for what telemetry tells, never for time.
 */
import { Buffer } from 'node:buffer';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { TopologyDriver } from '../../testing/index.ts';
import {
  counted,
  countingTopology,
  fileSink,
  generator,
  lines,
  numbers,
  perKey,
  totals,
} from './testing/counting-topology.ts';
import type { DeploymentOptions } from './deployment-options.ts';
import type { RealRun } from './testing/real-run.ts';
import { pidOf, startRun, temporaryDirectory } from './testing/real-run.ts';

const amount = 30_000;

/** A run of some seconds from file to file. */
function slowRun(
  workers: number,
  options: Partial<DeploymentOptions> = {},
  mode: { readonly mode?: 'immediate' } = {},
  rate = 10_000,
): { readonly run: RealRun; readonly judge: () => Promise<void> } {
  const directory = temporaryDirectory();
  const [input, output] = [join(directory, 'in'), join(directory, 'out')];
  const text = lines(amount);
  writeFileSync(input, text);
  const topology = countingTopology({
    source: { type: 'file', path: input, format: 'lines', rate },
    sink: { type: 'file', path: output, format: 'lines', ...mode },
  });
  const driver = new TopologyDriver(topology);
  driver.feed(numbers, Buffer.from(text));
  const run = startRun(topology, workers, options);
  const judge = async (): Promise<void> => {
    const summary = await run.over(true);
    expect(summary).toMatchObject({ ok: true, sources: { numbers: amount }, sinks: { totals: amount } });
    const all = { accepted: amount, applied: amount, released: amount };
    expect(summary.ledger).toEqual({ ...all, deadLetters: 0, lost: 0, doubled: 0 });
    expect(perKey(readFileSync(output, 'utf8'))).toEqual(perKey(driver.lines(totals).join('\n')));
    // What was undone and met again counts once, whoever counts it.
    expect(summary.workers.reduce((sum, { records }) => sum + records, 0)).toBe(amount);
    const { nodes } = run.frames.at(-1) ?? { nodes: [] };
    expect(nodes.map(({ node, recordsIn, recordsOut }) => `${node} ${recordsIn} ${recordsOut}`).toSorted()).toEqual(
      ['count', 'numbers', 'numbers-key', 'totals'].map((node) => `${node} ${amount} ${amount}`),
    );
  };
  return { run, judge };
}

const releasing = (run: RealRun, from: number): Promise<unknown> => run.frame(({ ledger }) => ledger.released > from);

/** As the last frame has it. */
const metBySlots = ({ frames }: RealRun): number | undefined =>
  frames.at(-1)?.stages[0]?.applied.reduce((sum, count) => sum + count, 0);

describe('a run that loses a process', () => {
  test.each(['w1', 'w2'])('goes on as if nothing had happened when %s is killed', async (name) => {
    // Epochs that last longer than a frame, also on a busy machine: what flows between two of them is seen.
    const { run, judge } = slowRun(3, { barrierIntervalMs: 1_000 });
    await releasing(run, 1_000);
    // Records may have left before the workers say for the first time what they hold.
    await run.frame(({ workers }) => workers.length === 3 && workers.every(({ objects }) => objects > 0));
    const pid = pidOf(run, name);
    process.kill(pid, 'SIGKILL');
    const { workers } = await run.frame(({ recovering }) => recovering !== undefined);
    const { gone } = await run.frame((frame) => frame.gone !== undefined);
    expect(gone).toMatchObject([{ worker: name, pid, how: 'lost', records: null }]);
    expect(
      workers.reduce((sum, { objects }) => sum + objects, 0),
      'nobody has said anything yet',
    ).toBeGreaterThan(0);
    await judge();
    expect(run.frames.at(-1)).toMatchObject({ gone });
    expect(run.frames.at(-1)).not.toHaveProperty('recovering');
    expect(metBySlots(run)).toBe(amount);
    expect(run.frames.at(-1)?.latest).toEqual({ accepted: amount, applied: amount });
    const { sequence: undone } = run.frames.findLast(({ recovering }) => recovering !== undefined) ?? { sequence: 0 };
    const since = run.frames.filter(({ sequence }) => sequence > undone);
    expect(
      since.some(({ latest, ledger }) => latest.accepted > ledger.accepted),
      'records are seen to flow again before the next epoch is complete',
    ).toBe(true);
  });

  test('goes on when all of its processes are killed at once, and again', async () => {
    const notes: string[] = [];
    const { run, judge } = slowRun(2, { onNote: (text) => notes.push(text) });
    const killed: string[] = [];
    for (const from of [1_000, 10_000]) {
      await releasing(run, from);
      for (const { name, pid } of run.deployment.processes()) {
        if (name !== 'coordinator') killed.push(`${name} ${pid} lost`);
        process.kill(pid, 'SIGKILL');
      }
    }
    await judge();
    const orphans = run.frames.filter(({ recovering }) => recovering?.checkpoint === null);
    expect(orphans.length, 'told while there was no coordinator').toBeGreaterThanOrEqual(2);
    const gone = run.frames.at(-1)?.gone?.map(({ worker, pid, how }) => `${worker} ${pid} ${how}`);
    expect(gone?.toSorted(), 'those among them whom no coordinator has seen die').toEqual(killed.toSorted());
    for (const name of ['w1', 'w2'])
      expect(notes.filter((text) => text.includes(name) && text.includes('lost')).length).toBeGreaterThanOrEqual(2);
    expect(notes.join('\n'), 'it began with nothing').not.toMatch(/^goes on from/m);
  });

  test('sets a sink that writes at once back to where the checkpoint has it', async () => {
    const { run, judge } = slowRun(2, { barrierIntervalMs: 500 }, { mode: 'immediate' });
    await run.frame(({ workers }) => workers.reduce((sum, { records }) => sum + records, 0) > 2_000);
    process.kill(pidOf(run, 'w2'), 'SIGKILL');
    await judge();
  });

  test('takes a worker that is stopped for lost', async () => {
    const { run, judge } = slowRun(2, { heartbeatTimeoutMs: 2_000 });
    await releasing(run, 1_000);
    process.kill(pidOf(run, 'w2'), 'SIGSTOP');
    await judge();
  });
});

test('a run that is suspended goes on with other workers than it had, for one program at a time', async () => {
  const [stateDirectory, output] = [temporaryDirectory(), join(temporaryDirectory(), 'out')];
  const topology = countingTopology({
    source: generator(null, 5_000),
    generate: '(n) => "k" + (n % 100) + ":" + n',
    sink: fileSink(output),
  });
  const first = startRun(topology, 2, { stateDirectory });
  await releasing(first, 1_000);
  const killed = pidOf(first, 'w2');
  process.kill(killed, 'SIGKILL');
  await first.movement(({ cause, phase }) => cause.type === 'loss' && phase === 'done');
  expect(await first.deployment.request({ type: 'checkpoint' })).toBeNull();
  const rival = await startRun(topology, 2, { stateDirectory }).deployment.done;
  expect(rival.error).toMatch(/^another run, of process \d+, uses the state in/);
  first.deployment.suspend();
  await first.over(true);
  const notes: string[] = [];
  const second = startRun(topology, 3, { stateDirectory, onNote: (text) => notes.push(text) });
  await second.movement(({ cause, phase }) => cause.type === 'add' && phase === 'done');
  expect(notes).toContainEqual(expect.stringMatching(/was kept by 2 workers: it is given to 3 now/));
  process.kill(pidOf(second, 'coordinator'), 'SIGKILL');
  await second.frame(({ recovering }) => recovering?.checkpoint === null);
  await second.movement(({ cause, phase }) => cause.type === 'loss' && phase === 'done');
  expect(notes.filter((text) => /^goes on from checkpoint \d+ in /.test(text))).toHaveLength(1);
  const { ok, sources, workers } = await second.deployment.stop();
  expect([ok, workers.map(({ name }) => name)]).toEqual([true, ['w1', 'w2', 'w3']]);
  const { gone } = second.frames.at(-1) ?? {};
  expect(gone, 'before the clock of this run').toEqual([
    { worker: 'w2', pid: killed, how: 'lost', atMs: null, records: null },
  ]);
  const made = Array.from({ length: sources['numbers'] ?? 0 }, (_, n) => `k${n % 100}:${n}\n`).join('');
  expect(perKey(readFileSync(output, 'utf8'))).toEqual(counted(made));
});

describe('a run whose members change', () => {
  test('gives a worker that is added its share, and takes it back when it is drained', async () => {
    // A worker that is added on a busy machine takes some seconds, and one that comes after the end is refused.
    const { run, judge } = slowRun(2, {}, {}, 4_000);
    await releasing(run, 1_000);
    expect(await run.deployment.request({ type: 'add' })).toBeNull();
    const joined = await run.frame(({ workers }) => workers.length === 3);
    expect(joined.workers.map(({ name }) => name)).toEqual(['w1', 'w2', 'w3']);
    await run.frame(({ workers }) => (workers[2]?.objects ?? 0) > 0);
    const pid = pidOf(run, 'w3');
    expect(await run.deployment.request({ type: 'drain', worker: 2 })).toBeNull();
    await judge();
    const [left] = run.frames.at(-1)?.gone ?? [];
    expect(left).toMatchObject({ worker: 'w3', pid, how: 'left' });
    expect(left?.records).toBeGreaterThan(0);
    expect(metBySlots(run)).toBe(amount);
  });

  test('moves a single object alone, keeps it there through losses, and brings it home', async () => {
    const { run, judge } = slowRun(2);
    await releasing(run, 1_000);
    const [stage, key] = [1, 'k1'];
    const before = await run.deployment.look(stage, key);
    const to = 1 - (before?.owner ?? 0);
    const moved = await run.deployment.request({ type: 'move', stage, key, worker: to });
    expect(moved).toBeNull();
    expect(await run.deployment.look(stage, key)).toMatchObject({ slot: 256, owner: to, value: expect.any(String) });
    expect([...run.movements.values()].at(-1)).toMatchObject({
      phase: 'done',
      cause: { type: 'move', key, worker: `w${to + 1}` },
      moved: 1,
      minimum: 1,
      objects: 1,
      stages: [{ slots: [256], from: [1 - to], to: [to] }],
    });
    expect(await run.deployment.request({ type: 'move', stage, key, worker: to })).toBe(
      'the object has a slot of its own there already',
    );
    const { stages } = await run.frame((frame) => frame.stages[0]?.solos?.[0]?.objects === 1);
    expect(stages[0]).toMatchObject({ solos: [{ slot: 256, key, worker: to }], alone: 1 });
    expect(
      stages[0]?.placement.filter((owner) => owner === to),
      'no other slot has moved',
    ).toHaveLength(128);
    for (const name of [`w${to + 1}`, 'coordinator']) {
      await run.deployment.request({ type: 'checkpoint' });
      process.kill(pidOf(run, name), 'SIGKILL');
      await run.movement(({ cause, phase }) => cause.type === 'loss' && cause.process === name && phase === 'done');
      expect(await run.deployment.look(stage, key)).toMatchObject({ slot: 256, owner: to });
    }
    expect(await run.deployment.request({ type: 'release', stage, key })).toBeNull();
    expect([...run.movements.values()].findLast(({ cause }) => cause.type === 'release')).toMatchObject({
      phase: 'done',
      moved: 1,
      objects: 1,
      stages: [{ slots: [256], from: [to], to: [1 - to] }],
    });
    expect(await run.deployment.look(stage, key)).toMatchObject({ slot: before?.slot, owner: before?.owner });
    await judge();
  });

  test('ends although a worker that was added has never come up', async () => {
    const stuck = 'data:text/javascript,for(;;);';
    const { run, judge } = slowRun(2, { preload: (name) => (name === 'w3' ? stuck : null) });
    await releasing(run, 1_000);
    expect(await run.deployment.request({ type: 'add' })).toBe('the run is over');
    await judge();
  });

  test('moves sources and sinks off a worker that is drained', async () => {
    const { run, judge } = slowRun(2);
    await releasing(run, 1_000);
    expect(await run.deployment.request({ type: 'drain', worker: 0 })).toBeNull();
    await run.frame(({ workers }) => workers.length === 1);
    expect(await run.deployment.request({ type: 'drain', worker: 1 })).toMatch('it is the last worker');
    expect(await run.deployment.request({ type: 'checkpoint' })).toBeNull();
    await judge();
  });
});
