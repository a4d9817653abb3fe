// A disk that is full while a sink writes at once, on real processes. Were a checkpoint kept that covers what is not in the
// file yet, whoever goes on from it would find a file that is too short, and the run would be over.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Movement } from '@potoroo/shared/telemetry';
import { isOver } from '@potoroo/shared/telemetry';
import { expect, test } from 'vitest';
import { counted, countingTopology, endlessNumbers, lines, perKey } from './testing/counting-topology.ts';
import type { RealRun } from './testing/real-run.ts';
import { pidOf, startRun, temporaryDirectory } from './testing/real-run.ts';

const amount = 30_000;

/** A run of two workers whose disk is full, and whose sink has waited for it for some records. */
async function runOnFullDisk() {
  const directory = temporaryDirectory();
  const [input, output, sign] = ['in', 'out', 'full'].map((name) => join(directory, name)) as [string, string, string];
  const text = lines(amount);
  writeFileSync(input, text);
  writeFileSync(sign, '');
  const filling = new URL('./testing/disk-that-fills.ts', import.meta.url);
  filling.searchParams.set('while', sign);
  const notes: string[] = [];
  const run = startRun(
    countingTopology({
      source: { type: 'file', path: input, format: 'lines', rate: 5_000 },
      sink: { type: 'file', path: output, format: 'lines', mode: 'immediate' },
    }),
    2,
    { preload: (name) => (name === 'coordinator' ? null : filling.href), onNote: (text) => notes.push(text) },
  );
  const applied = async (more: number): Promise<void> => {
    const sum = (frame: RealRun['frames'][number]): number =>
      frame.workers.reduce((records, worker) => records + worker.records, 0);
    const before = run.frames.at(-1);
    const least = (before === undefined ? 0 : sum(before)) + more;
    await run.frame((frame) => sum(frame) >= least);
  };
  await applied(2_000);
  writeFileSync(sign, 'x');
  const { troubles } = await run.frame((frame) => frame.troubles !== undefined && frame.troubles.length > 0);
  expect(troubles).toMatchObject([{ waits: 'sink', node: 'totals' }]);
  await applied(2_000);
  return { run, notes, output, text, applied, free: () => truncateSync(sign) };
}

test.each([
  ['its workers are', ['w1', 'w2']],
  ['everything is', ['coordinator', 'w1', 'w2']],
])(
  'what left before a checkpoint is in the file, also where the disk was full and %s killed',
  async (_who, victims) => {
    const { run, output, text, free } = await runOnFullDisk();
    for (const name of victims) process.kill(pidOf(run, name), 'SIGKILL');
    await run.frame(({ recovering }) => recovering !== undefined);
    free();
    expect(await run.over(true)).toMatchObject({ ok: true, sources: { numbers: amount }, sinks: { totals: amount } });
    expect(perKey(readFileSync(output, 'utf8'))).toEqual(counted(text));
  },
);

test('a worker that waits for the disk gives its sink up when there is space, and only then', async () => {
  const { run, output, text, free, applied } = await runOnFullDisk();
  const id = run.deployment.act({ type: 'drain', worker: 1 });
  await applied(2_000);
  expect(run.movements.get(id)?.times.cutMs, 'it waits').toBeNull();
  free();
  const drained = await run.movement((entry) => entry.id === id && isOver(entry));
  expect(drained).toMatchObject({ phase: 'done' });
  expect(drained.stages.map(({ kind }) => kind)).toContain('sink');
  expect(await run.over()).toMatchObject({ ok: true, sinks: { totals: amount } });
  expect(perKey(readFileSync(output, 'utf8'))).toEqual(counted(text));
});

test('a worker that takes the place of another waits for space, and ends nothing', async () => {
  const { run, notes, output, text, free } = await runOnFullDisk();
  process.kill(pidOf(run, 'w1'), 'SIGKILL');
  const waits = /mark-0 cannot be written: ENOSPC.*; its worker begins when it can$/;
  await run.frame(() => notes.some((note) => waits.test(note)));
  free();
  expect(await run.over(true)).toMatchObject({ ok: true, sinks: { totals: amount } });
  expect(perKey(readFileSync(output, 'utf8'))).toEqual(counted(text));
});

test('a run that is stopped while the disk is full ends when there is space, with everything that it accepted', async () => {
  const { run, output, text, free } = await runOnFullDisk();
  const stopped = run.deployment.stop();
  const known = run.frames.length;
  await run.frame((frame) => run.frames.indexOf(frame) > known);
  free();
  const { ok, sources } = await stopped;
  const accepted = sources['numbers'] ?? 0;
  expect([ok, accepted > 0]).toEqual([true, true]);
  const own = text.split('\n').slice(0, accepted).join('\n');
  expect(perKey(readFileSync(output, 'utf8'))).toEqual(counted(`${own}\n`));
});

test('another directory in the place of one that was taken away is no place for checkpoints', async () => {
  const state = join(temporaryDirectory(), 'state');
  const notes: string[] = [];
  const run = startRun(endlessNumbers(5_000), 2, { stateDirectory: state, onNote: (note) => notes.push(note) });
  await run.frame(({ ledger }) => ledger.released > 500);
  renameSync(state, `${state}-away`);
  mkdirSync(state);
  await run.frame(({ troubles = [] }) => troubles.some(({ waits }) => waits === 'checkpoint'));
  process.kill(pidOf(run, 'coordinator'), 'SIGKILL');
  await run.frame(() => notes.some((note) => /is gone: ENOENT.*; the run goes on when it is there again$/.test(note)));
  expect(readdirSync(state)).toEqual([]);
  rmSync(state, { recursive: true });
  renameSync(`${state}-away`, state);
  const released = run.frames.at(-1)?.ledger.released ?? 0;
  await run.frame(({ ledger, recovering }) => recovering === undefined && ledger.released > released + 500);
  expect(await run.deployment.stop()).toMatchObject({ ok: true });
});

const add = { type: 'add' } as const;
const drain = { type: 'drain', worker: 1 } as const;
test.each([
  ['coordinator', add, 'does admit', [0, 1, 2]],
  ['w3', add, 'does admit', [0, 1, 2]],
  ['coordinator', drain, 'does warm', [0]],
  ['w1', drain, 'does warm', [0]],
] as const)(
  'where %s is lost and a manifest could not be written, what was asked for is done with the next one: %o',
  async (victim, asked, moment, members) => {
    const state = join(temporaryDirectory(), 'state');
    const taking = new URL('./testing/takes-away-at.ts', import.meta.url);
    taking.search = String(new URLSearchParams({ directory: state, moments: `${moment},does inject` }));
    const run = startRun(endlessNumbers(5_000), 2, {
      stateDirectory: state,
      preload: (name) => (name === 'coordinator' ? taking.href : null),
    });
    await run.frame(({ ledger }) => ledger.applied > 500);
    const id = run.deployment.act(asked);
    await run.frame(({ troubles = [] }) => troubles.some(({ waits }) => waits === 'checkpoint'));
    const isInForce = ({ stages }: Movement): boolean =>
      stages.length > 0 && stages.every(({ arrivedMs }) => arrivedMs.every((ms) => ms >= 0));
    const { phase } = await run.movement((entry) => entry.id === id && isInForce(entry));
    expect(phase, 'no manifest holds it').toBe('moving');
    renameSync(`${state}-away`, state);
    process.kill(pidOf(run, victim), 'SIGKILL');
    expect(await run.movement((entry) => entry.id === id && isOver(entry))).toMatchObject({ phase: 'done' });
    const known = Math.max(...run.movements.keys());
    process.kill(pidOf(run, 'coordinator'), 'SIGKILL');
    await run.movement((entry) => entry.id > known && entry.cause.type === 'loss' && isOver(entry));
    expect((await run.deployment.view())?.members).toEqual(members);
    expect(await run.deployment.stop()).toMatchObject({ ok: true });
  },
);

test('checkpoints that cannot be kept are told once, however many they are, and so is that they are kept again', async () => {
  const directory = temporaryDirectory();
  const [input, output, state] = ['in', 'out', 'state'].map((name) => join(directory, name)) as [
    string,
    string,
    string,
  ];
  const text = lines(amount);
  writeFileSync(input, text);
  const notes: string[] = [];
  const run = startRun(
    countingTopology({
      source: { type: 'file', path: input, format: 'lines', rate: 10_000 },
      sink: { type: 'file', path: output, format: 'lines' },
    }),
    2,
    { stateDirectory: state, onNote: (note) => notes.push(note) },
  );
  await run.frame(({ ledger }) => ledger.released > 0);
  renameSync(state, `${state}-away`);
  const failed = new Set<string>();
  await run.frame(({ troubles = [] }) => {
    for (const { waits, text: reason } of troubles) if (waits === 'checkpoint') failed.add(reason);
    return failed.size > 2;
  });
  renameSync(`${state}-away`, state);
  expect(await run.over()).toMatchObject({ ok: true, sinks: { totals: amount } });
  expect(notes).toEqual([
    expect.stringMatching(/^checkpoint \d+ could not be kept in .*: ENOENT.*; nothing is lost: it is tried again/),
    expect.stringMatching(/^checkpoints are kept again in .*, from checkpoint \d+ on$/),
  ]);
  expect(perKey(readFileSync(output, 'utf8'))).toEqual(counted(text));
});
