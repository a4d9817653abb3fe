/**
 * What becomes, on real processes, of a run whose input is another file when a process opens it: that process would go on in the middle
 * of what nobody has read the beginning of, and the result would be wrong without a word.
 */
import { appendFileSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exchangeId, moduleId, nodeId, stageId } from '@potoroo/shared/ids';
import type { SourceConnector } from '@potoroo/shared/pipeline';
import type { Topology } from '@potoroo/shared/topology';
import { expect, onTestFinished, test } from 'vitest';
import {
  counted,
  countingTopology,
  fileSink,
  fileSource,
  generator,
  lines,
  numbers,
  perKey,
} from './testing/counting-topology.ts';
import { deployChanges } from './redeployment.ts';
import type { RealRun } from './testing/real-run.ts';
import { pidOf, startRun, temporaryDirectory } from './testing/real-run.ts';

const source = 0;

async function reading() {
  const directory = temporaryDirectory();
  const [input, output] = [join(directory, 'in'), join(directory, 'out')];
  const text = lines(20_000);
  writeFileSync(input, text);
  const run = startRun(countingTopology({ source: fileSource(input, 5_000), sink: fileSink(output) }), 2);
  await run.frame(({ ledger }) => ledger.released > 0);
  const replace = (): void => {
    writeFileSync(`${input}.new`, text.replaceAll('k', 'q'));
    renameSync(`${input}.new`, input);
  };
  return { run, input, text, replace, result: () => perKey(readFileSync(output, 'utf8')) };
}

/** A second source that has no end, beside the one that is given. */
function withNumbers(connector: SourceConnector): Topology {
  const topology = countingTopology({ source: connector, sink: { type: 'live' }, generate: '(n) => "k:" + n' });
  const [reader, keyed, sink] = topology.stages;
  const [keys, outputs] = topology.exchanges;
  const endless = {
    ...reader,
    id: stageId(1),
    name: 'endless',
    node: nodeId('endless'),
    connector: generator(null, 1_000),
    steps: [{ type: 'key', node: nodeId('numbers-key'), module: moduleId(0), exchanges: [exchangeId(2)] }],
  };
  return {
    ...topology,
    stages: [{ ...reader, generate: null }, endless, { ...keyed, id: stageId(2) }, { ...sink, id: stageId(3) }],
    exchanges: [
      { ...keys, to: stageId(2) },
      { ...outputs, from: stageId(2), to: stageId(3) },
      { ...keys, id: exchangeId(2), from: stageId(1), to: stageId(2) },
    ],
  } as Topology;
}

/** Another version of what runs, which differs in nothing that matters. */
async function deployed(run: RealRun) {
  const { topology } = run.options;
  const to = { ...run.options, topology: { ...topology, codeHash: `${topology.codeHash} and more` } };
  return deployChanges({ running: run.deployment, from: run.options, to, states: new Map(), changes: 1 });
}

async function killReader(run: RealRun): Promise<void> {
  const owner = (await run.deployment.view())?.placement[source]?.[0] ?? -1;
  process.kill(pidOf(run, `w${owner + 1}`), 'SIGKILL');
}

test('an input that was replaced is read on by who has it open, and a worker that would open the other file is refused', async () => {
  const { run, text, replace, result } = await reading();
  replace();
  expect(await run.deployment.request({ type: 'add' })).toMatch(
    /^source numbers cannot read .*\/in: it is another file than the run began with, or begins otherwise now; put back the file that it had$/,
  );
  expect(await run.over(true)).toMatchObject({ ok: true });
  expect(result()).toEqual(counted(text));
});

test('an input that was replaced ends the run with the reason when its reader is lost, and nothing of the other file is read', async () => {
  const { run, text, replace, result } = await reading();
  replace();
  await killReader(run);
  const summary = await run.over(true);
  expect(summary).toMatchObject({
    ok: false,
    error: expect.stringMatching(/source numbers cannot read .*\/in: it is another file than the run began with/),
  });
  const whole = counted(text);
  for (const [key, rows] of Object.entries(result())) expect(rows).toEqual(whole[key]?.slice(0, rows.length));
});

test('an input that has grown is the same when its reader is lost', async () => {
  const { run, input, text, result } = await reading();
  appendFileSync(input, 'more:1\n');
  await killReader(run);
  expect(await run.over(true)).toMatchObject({ ok: true });
  expect(result()).toEqual(counted(`${text}more:1\n`));
});

test('an input of which everything is kept may be replaced or gone when its worker is lost', async () => {
  const directory = temporaryDirectory();
  const input = join(directory, 'in');
  writeFileSync(input, lines(2_000));
  const run = startRun(withNumbers(fileSource(input)), 2);
  await run.frame((frame) => frame.nodes.some(({ node, recordsIn }) => node === numbers && recordsIn === 2_000));
  // The second one has the end of the file behind it.
  for (const _ of [1, 2]) expect(await run.deployment.request({ type: 'checkpoint' })).toBeNull();
  rmSync(input);
  await killReader(run);
  await run.movement(({ cause, phase }) => cause.type === 'loss' && phase === 'done');
  expect(await run.deployment.request({ type: 'checkpoint' })).toBeNull();
  expect(await run.deployment.stop()).toMatchObject({ ok: true, sources: { [numbers]: 2_000 } });
});

test('an input that was replaced when a version was deployed is not taken for the run’s own when the program starts again', async () => {
  const directory = temporaryDirectory();
  const [input, output, stateDirectory] = ['in', 'out', 'state'].map((name) => join(directory, name)) as [
    string,
    string,
    string,
  ];
  const text = lines(20_000);
  writeFileSync(input, text);
  const topology = countingTopology({ source: fileSource(input, 5_000), sink: fileSink(output) });
  const run = startRun(topology, 2, { stateDirectory });
  await run.frame(({ ledger }) => ledger.released > 0);
  writeFileSync(`${input}.new`, text.replaceAll('k', 'q'));
  renameSync(input, `${input}.before`);
  renameSync(`${input}.new`, input);
  const { deployment, error } = await deployed(run);
  expect(await deployment?.done).toMatchObject({
    ok: false,
    error: expect.stringMatching(/source numbers cannot read .*\/in: it is another file than the run began with/),
  });
  const goesOn = error === null ? { ...topology, codeHash: `${topology.codeHash} and more` } : topology;
  const other = startRun(goesOn, 2, { stateDirectory });
  expect(await other.deployment.done).toMatchObject({
    ok: false,
    error: expect.stringMatching(/belongs to a file that begins otherwise/),
  });
  renameSync(`${input}.before`, input);
  const own = startRun(goesOn, 2, { stateDirectory });
  expect(await own.over(true)).toMatchObject({ ok: true });
  expect(perKey(readFileSync(output, 'utf8'))).toEqual(counted(text));
});

test.each(['replaced', 'gone'])(
  'an input of which everything is kept may be %s when a version is deployed',
  async (how) => {
    const directory = temporaryDirectory();
    const input = join(directory, 'in');
    writeFileSync(input, lines(2_000));
    const run = startRun(withNumbers(fileSource(input)), 2, { stateDirectory: join(directory, 'state') });
    await run.frame((frame) => frame.nodes.some(({ node, recordsIn }) => node === numbers && recordsIn === 2_000));
    // The second one has the end of the file behind it.
    for (const _ of [1, 2]) expect(await run.deployment.request({ type: 'checkpoint' })).toBeNull();
    rmSync(input);
    if (how === 'replaced') writeFileSync(input, 'other:1\n');
    const { deployment, error } = await deployed(run);
    onTestFinished(async () => void (await deployment?.stop()));
    expect([error, deployment?.recoverable]).toEqual([null, true]);
    expect(await deployment?.request({ type: 'checkpoint' })).toBeNull();
    expect(await deployment?.stop()).toMatchObject({ ok: true, sources: { [numbers]: 2_000 } });
  },
);
