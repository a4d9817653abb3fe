/**
 * Processes, on real ones, that cannot open what they would need. One that is to join, or to be a spare, takes part in nothing, and
 * others may read and write what it cannot have: were its failure the run's, asking for a worker, or for one less, could end a run
 * that wants for nothing.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isOver } from '@potoroo/shared/telemetry';
import { expect, test } from 'vitest';
import {
  counted,
  countingTopology,
  fileSink,
  fileSource,
  generator,
  lines,
  perKey,
} from './testing/counting-topology.ts';
import type { RealRun } from './testing/real-run.ts';
import { pidOf, startRun, temporaryDirectory } from './testing/real-run.ts';

function places() {
  const directory = temporaryDirectory();
  const [input, outputs, elsewhere] = [join(directory, 'in'), join(directory, 'outputs'), join(directory, 'elsewhere')];
  const text = lines(20_000);
  mkdirSync(outputs);
  writeFileSync(input, text);
  const topology = countingTopology({
    source: fileSource(input, 5_000),
    sink: fileSink(join(outputs, 'out')),
  });
  return { input, outputs, elsewhere, text, topology };
}

const [source, sink] = [0, 2];
const generate = '(index) => "k" + (index % 101) + ":" + index';
const ownerOf = async ({ deployment }: RealRun, stage: number): Promise<number> =>
  (await deployment.view())?.placement[stage]?.[0] ?? -1;

/** What the ledger has entries of: a loss would be one. */
const causesOf = ({ movements }: RealRun): readonly string[] =>
  Array.from(movements.values(), ({ cause }) => cause.type);

test('a worker that cannot open an output is refused with the reason, and the run goes on as it was', async () => {
  const { outputs, elsewhere, text, topology } = places();
  const run = startRun(topology, 2);
  await run.frame(({ ledger }) => ledger.released > 0);
  renameSync(outputs, elsewhere);
  expect(await run.deployment.request({ type: 'add' })).toMatch(
    /^sink totals cannot write .*outputs\/out: ENOENT.*; give a path in a folder that exists and may be written$/,
  );
  expect((await run.deployment.view())?.members).toEqual([0, 1]);
  renameSync(elsewhere, outputs);
  expect(await run.deployment.request({ type: 'add' }), 'another one').toBeNull();
  expect(await run.over(true)).toMatchObject({ ok: true });
  expect(causesOf(run)).toEqual(['add', 'add']);
  expect(perKey(readFileSync(join(outputs, 'out'), 'utf8'))).toEqual(counted(text));
});

test('a spare that cannot open an output is no loss, and a worker that is asked for then is refused with the reason', async () => {
  const { outputs, elsewhere, text, topology } = places();
  let spares = 0;
  let tell: () => void = () => undefined;
  const triedInVain = new Promise<void>((resolve) => (tell = resolve));
  const preload = (name: string): null => {
    if (name === 'spare' && ++spares === 3) tell();
    return null;
  };
  const run = startRun(topology, 2, { spareAfterMs: 0, preload });
  await run.listening;
  renameSync(outputs, elsewhere);
  await triedInVain;
  expect(await run.deployment.request({ type: 'add' })).toMatch(/^sink totals cannot write /);
  expect(await run.over(true)).toMatchObject({ ok: true });
  expect(causesOf(run)).toEqual(['add']);
  expect(perKey(readFileSync(join(elsewhere, 'out'), 'utf8'))).toEqual(counted(text));
});

test('an input that is taken away while it is read refuses a worker that cannot open it, and moves to one that has it', async () => {
  const { input, outputs, text, topology } = places();
  const run = startRun(topology, 2);
  await run.frame(({ ledger }) => ledger.released > 0);
  rmSync(input);
  expect(await run.deployment.request({ type: 'add' })).toMatch(
    /^source numbers cannot read .*\/in: ENOENT.*; give a file that exists and may be read$/,
  );
  const owner = await ownerOf(run, source);
  expect(await run.deployment.request({ type: 'drain', worker: owner })).toBeNull();
  expect(await ownerOf(run, source)).toBe(1 - owner);
  expect(await run.over(true)).toMatchObject({ ok: true });
  expect(causesOf(run)).toEqual(['add', 'drain']);
  expect(perKey(readFileSync(join(outputs, 'out'), 'utf8'))).toEqual(counted(text));
});

test('a process that takes the place of a lost one goes on without an input that another worker reads, which is then asked to stay', async () => {
  const { input, outputs, text, topology } = places();
  const run = startRun(topology, 2);
  await run.frame(({ ledger }) => ledger.released > 0);
  rmSync(input);
  const owner = await ownerOf(run, source);
  const other = `w${2 - owner}`;
  process.kill(pidOf(run, other), 'SIGKILL');
  await run.movement((movement) => movement.cause.type === 'loss' && isOver(movement));
  expect(await run.deployment.request({ type: 'drain', worker: owner })).toMatch(
    new RegExp(
      `^${other} could not open what would move to it: source numbers cannot read .*, and kill ${other} then$`,
    ),
  );
  expect(await run.over(true)).toMatchObject({ ok: true });
  expect(perKey(readFileSync(join(outputs, 'out'), 'utf8'))).toEqual(counted(text));
});

test('a worker that has a pipe or a device is asked to stay', async () => {
  const run = startRun(countingTopology({ source: generator(null, 5_000), sink: fileSink('/dev/null'), generate }), 2);
  await run.frame(({ ledger }) => ledger.released > 0);
  const owner = await ownerOf(run, sink);
  expect(await run.deployment.request({ type: 'drain', worker: owner })).toBe(
    'sink totals has a pipe or a device there, which cannot move; drain another worker',
  );
  expect(await run.deployment.request({ type: 'drain', worker: 1 - owner })).toBeNull();
});
