/**
 * What becomes, on real processes, of what is asked of a run whose coordinator is lost before it has answered: it is done, once,
 * and nobody has to ask again.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Movement } from '@potoroo/shared/telemetry';
import { isOver } from '@potoroo/shared/telemetry';
import { expect, test } from 'vitest';
import type { DeploymentAction } from './control-messages.ts';
import type { DeploymentOptions } from './deployment-options.ts';
import { countingTopology, endlessNumbers, fileSink, generator } from './testing/counting-topology.ts';
import type { RealRun } from './testing/real-run.ts';
import { pidOf, startRun, temporaryDirectory } from './testing/real-run.ts';

const keyed = 1;

async function flowing(workers: number, options: Partial<DeploymentOptions> = {}): Promise<RealRun> {
  const run = startRun(endlessNumbers(5_000), workers, { heartbeatTimeoutMs: 60_000, ...options });
  await run.frame(({ ledger }) => ledger.applied > 500);
  return run;
}

/** The coordinator ends when it comes to the last of these moments, and so does the next, so many times. */
function dyingAt(moments: readonly string[], times = 1): { options: Partial<DeploymentOptions>; deaths: () => number } {
  const mark = join(temporaryDirectory(), 'mark');
  writeFileSync(mark, '');
  const module = new URL('./testing/dies-at.ts', import.meta.url);
  module.search = String(new URLSearchParams({ moments: moments.join(','), mark, times: String(times) }));
  return {
    options: { preload: (name) => (name === 'coordinator' ? module.href : null) },
    deaths: () => readFileSync(mark).length,
  };
}

/** Of an entry, and what the run looks like then. */
async function outcome(run: RealRun, id: number): Promise<Movement> {
  const entry = await run.movement((other) => other.id === id && isOver(other));
  const { askedMs, endedMs } = entry.times;
  expect([entry.phase, entry.reason]).toEqual(['done', null]);
  expect(endedMs ?? 0).toBeGreaterThanOrEqual(askedMs);
  return entry;
}
const membersOf = async ({ deployment }: RealRun): Promise<readonly number[]> =>
  (await deployment.view())?.members.toSorted((a, b) => a - b) ?? [];
/** Whatever would be done twice would be done by the next checkpoint. */
const settled = async (run: RealRun): Promise<void> => {
  expect(await run.deployment.request({ type: 'checkpoint' })).toBeNull();
  expect(await run.deployment.request({ type: 'checkpoint' })).toBeNull();
  const { atMs } = run.frames.at(-1) ?? { atMs: 0 };
  const { ledger } = await run.frame((frame) => frame.atMs > atMs);
  expect(ledger).toMatchObject({ lost: 0, doubled: 0 });
};

test('whatever is asked in the moment in which the coordinator is lost, and until there is another, is done', async () => {
  const run = await flowing(2);
  const add = run.deployment.act({ type: 'add' });
  process.kill(pidOf(run, 'coordinator'), 'SIGKILL');
  const drain = run.deployment.act({ type: 'drain', worker: 0 });
  const checkpoint = run.deployment.act({ type: 'checkpoint' });
  await run.movement(({ cause }) => cause.type === 'loss' && cause.process === 'coordinator');
  const later = run.deployment.act({ type: 'add' });
  expect(await outcome(run, add)).toMatchObject({ cause: { type: 'add', worker: 'w3' } });
  expect(await outcome(run, later)).toMatchObject({ cause: { type: 'add', worker: 'w4' } });
  await outcome(run, drain);
  expect((await outcome(run, checkpoint)).bytes).toBeGreaterThan(0);
  await settled(run);
  expect(await membersOf(run)).toEqual([1, 2, 3]);
});

const moments = [
  ['when a process for the joiner is asked for', ['does fork']],
  ['when the joiner is linked', ['does admit']],
  ['when the barrier begins', ['does admit', 'does inject']],
  ['when the manifest is to be written', ['does admit', 'does commit']],
  ['when the manifest is durable and slots are on their way', ['does admit', 'does complete']],
  ['when only the answer is missing', ['does answer']],
] as const;

test.each(moments)('an add is done once where the coordinator is lost %s', async (_when, at) => {
  const { options, deaths } = dyingAt(at);
  const run = await flowing(2, options);
  const added = await outcome(run, run.deployment.act({ type: 'add' }));
  expect(added).toMatchObject({ cause: { type: 'add', worker: 'w3' }, moved: 85, minimum: 85 });
  await settled(run);
  expect([await membersOf(run), deaths()]).toEqual([[0, 1, 2], 1]);
});

test.each([
  ['when its process is to be ended', ['does retire']],
  ['when only the answer is missing', ['does retire', 'does answer']],
] as const)('an add that is refused is refused once more where the coordinator is lost %s', async (_when, at) => {
  const { options, deaths } = dyingAt(at);
  const outputs = join(temporaryDirectory(), 'outputs');
  mkdirSync(outputs);
  const source = generator(null, 5_000);
  const generate = '(index) => "k" + (index % 101) + ":" + index';
  const run = startRun(countingTopology({ source, sink: fileSink(join(outputs, 'out')), generate }), 2, options);
  await run.frame(({ ledger }) => ledger.released > 0);
  renameSync(outputs, `${outputs}.away`);
  expect(await run.deployment.request({ type: 'add' })).toMatch(/^sink totals cannot write /);
  await settled(run);
  expect([await membersOf(run), deaths()]).toEqual([[0, 1], 1]);
  expect(run.deployment.processes().map(({ name }) => name)).toEqual(['coordinator', 'w1', 'w2']);
});

test('an add is done once where every second coordinator is lost as well', async () => {
  const { options, deaths } = dyingAt(['does admit'], 3);
  const run = await flowing(2, options);
  const ids = [run.deployment.act({ type: 'add' }), run.deployment.act({ type: 'add' })];
  for (const id of ids) await outcome(run, id);
  await settled(run);
  expect([await membersOf(run), deaths()]).toEqual([[0, 1, 2, 3], 3]);
});

test.each([
  ['when the manifest is to be written', ['does warm', 'does commit']],
  ['when the leaver may go', ['does retire']],
  ['when only the answer is missing', ['does answer']],
] as const)('a drain is done once where the coordinator is lost %s', async (_when, at) => {
  const { options, deaths } = dyingAt(at);
  const run = await flowing(3, options);
  await outcome(run, run.deployment.act({ type: 'drain', worker: 1 }));
  await settled(run);
  expect([await membersOf(run), deaths()]).toEqual([[0, 2], 1]);
});

test('a move and a release of a single object are done once where only their answer is missing', async () => {
  const { options, deaths } = dyingAt(['does answer'], 2);
  const run = await flowing(2, options);
  const home = await run.deployment.look(keyed, 'k1');
  const to = 1 - (home?.owner ?? 0);
  const object = { stage: keyed, key: 'k1' } as const;
  const actions: readonly DeploymentAction[] = [
    { type: 'move', ...object, worker: to },
    { type: 'release', ...object },
  ];
  for (const [at, action] of actions.entries()) {
    await outcome(run, run.deployment.act(action));
    expect(deaths()).toBe(at + 1);
    await settled(run);
    const found = await run.deployment.look(keyed, 'k1');
    expect(found?.owner).toBe(at === 0 ? to : home?.owner);
  }
});

test('what is open where the losses of the coordinator end the run says so', async () => {
  const { options } = dyingAt(['does fork'], 3);
  const run = await flowing(2, { ...options, recoveriesMax: 1 });
  expect(await run.deployment.request({ type: 'add' })).toMatch('1 recoveries in a row came no further');
});
