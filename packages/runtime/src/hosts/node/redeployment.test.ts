/**
 * Changes that reach a running deployment, on real processes: the old version takes everything up to a barrier and the new one
 * everything behind it, so each key's count goes on; what cannot be deployed leaves the old version running, with the reason.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { exchangeId, moduleId, nodeId, stageId } from '@potoroo/shared/ids';
import type { NodeId } from '@potoroo/shared/ids';
import type { Module, Topology } from '@potoroo/shared/topology';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { CheckpointStore } from './checkpoint-store.ts';
import type { Deployment, DeploymentOptions } from './deployment-options.ts';
import type { Redeployed, StatePlan } from './redeployment.ts';
import { deployChanges } from './redeployment.ts';
import { deployTried } from './migration-trial.ts';
import { takeStateDirectory } from './state-directory.ts';
import type { CountingParts } from './testing/counting-topology.ts';
import { countingTopology, fileSink, lines, numbers, perKey, tcpSource, total } from './testing/counting-topology.ts';
import { startRun, temporaryDirectory } from './testing/real-run.ts';

const amount = 12_000;
const edited = '(line, state) => line + " -> " + ++state.n';

/** A run of a second or two, and how changes are deployed to it while it reads. */
function versions(parts: Partial<CountingParts> = {}, more: Partial<DeploymentOptions> = {}) {
  const directory = temporaryDirectory();
  const [input, output] = [join(directory, 'in'), join(directory, 'out')];
  writeFileSync(input, lines(amount));
  const of = (changed: Partial<CountingParts>, codeHash: string): Topology => ({
    ...countingTopology({
      source: { type: 'file', path: input, format: 'lines', rate: 8_000 },
      sink: fileSink(output),
      ...parts,
      ...changed,
    }),
    codeHash,
  });
  const common = { stateDirectory: join(directory, 'state'), ...more };
  const run = startRun(of({}, 'before'), 2, common);
  return { directory, output, of, run, common, before: of({}, 'before') };
}

type Versions = ReturnType<typeof versions>;
type Way = {
  readonly after: Topology;
  readonly states?: ReadonlyMap<NodeId, StatePlan>;
  readonly more?: Partial<DeploymentOptions>;
  readonly handedOver?: () => Promise<void>;
};

function deploy(
  { run, common, before }: Versions,
  { after, states = new Map(), more = {}, handedOver = async () => undefined }: Way,
  by = deployChanges,
): Promise<Redeployed> {
  const options = (topology: Topology): DeploymentOptions => ({ ...run.options, ...common, topology });
  return by({
    running: run.deployment,
    from: options(before),
    to: { ...options(after), ...more },
    states,
    changes: 1,
    handedOver,
  });
}

async function deployed(asked: Promise<Redeployed>): Promise<Deployment> {
  const { deployment, error } = await asked;
  expect(error).toBeNull();
  if (deployment === null) throw new Error('nothing runs');
  onTestFinished(async () => void (await deployment.stop()));
  return deployment;
}

/** The counts of each key in their order, whoever wrote them: `k1:7 => 1` and `k1:9 -> 2`. */
function counts(
  output: string,
): readonly { readonly key: string; readonly old: number; readonly counts: readonly number[] }[] {
  return Object.entries(perKey(readFileSync(output, 'utf8'))).map(([key, own]) => ({
    key,
    old: own.filter((line) => line.includes('=>')).length,
    counts: own.map((line) => Number(/ (\d+)$/.exec(line)?.[1])),
  }));
}

const upTo = (from: number, length: number): readonly number[] => Array.from({ length }, (_, index) => from + index);

const migration = (body: string): ReadonlyMap<NodeId, StatePlan> => {
  const module: Module = {
    id: moduleId(0),
    node: total,
    field: 'code',
    code: `exports.default = ${body};`,
    lines: [1],
  };
  return new Map([[total, { policy: 'migrate', module }]]);
};

/** The counting topology with a state that counts all lines, and its sink, before the others. */
function grown(topology: Topology, path: string): Topology {
  const [source, ...rest] = topology.stages;
  if (source?.kind !== 'source') throw new Error('the first stage is a source');
  const added = topology.modules.length;
  const code = (id: number, node: string, body: string): Module => ({
    id: moduleId(added + id),
    node: nodeId(node),
    field: 'code',
    code: `exports.default = ${body};`,
    lines: [1],
  });
  const moved = (stage: number): ReturnType<typeof stageId> => stageId(stage === 0 ? 0 : stage + 2);
  return {
    ...topology,
    codeHash: 'grown',
    modules: [
      ...topology.modules,
      code(0, 'all-key', '() => "all"'),
      code(1, 'all', '() => ({ n: 0 })'),
      code(2, 'tally', '(line, state) => "all " + ++state.n'),
    ],
    stages: [
      {
        ...source,
        outputs: [0, 1],
        steps: [
          ...source.steps,
          { type: 'key', node: nodeId('all-key'), module: moduleId(added), exchanges: [exchangeId(2)] },
        ],
      },
      {
        id: stageId(1),
        kind: 'keyed',
        name: 'all',
        state: nodeId('all'),
        initial: moduleId(added + 1),
        slots: 256,
        inputs: [{ node: nodeId('tally'), module: moduleId(added + 2), outputs: [0] }],
        steps: [{ type: 'encode', node: nodeId('tallies'), module: null, exchange: exchangeId(3) }],
      },
      {
        id: stageId(2),
        kind: 'sink',
        name: 'tallies',
        node: nodeId('tallies'),
        connector: fileSink(path),
        encode: null,
        shards: 1,
        steps: [],
      },
      ...rest.map((stage) => ({ ...stage, id: moved(stage.id) })),
    ],
    exchanges: [
      ...topology.exchanges.map((exchange) => ({ ...exchange, from: moved(exchange.from), to: moved(exchange.to) })),
      { id: exchangeId(2), kind: 'hash', from: stageId(0), to: stageId(1), input: 0, node: nodeId('all-key') },
      { id: exchangeId(3), kind: 'shard', from: stageId(1), to: stageId(2), input: 0, node: nodeId('tally') },
    ],
  };
}

describe('changes that are deployed to a run', () => {
  test('reach it behind a barrier: every count goes on, and the movement ledger tells of it', async () => {
    const all = versions();
    await all.run.frame(({ ledger }) => ledger.released > 1_000);
    const next = await deployed(deploy(all, { after: all.of({ count: edited }, 'after') }));
    expect((await next.done).error).toBeNull();
    const keys = counts(all.output);
    expect(keys.reduce((sum, { counts: own }) => sum + own.length, 0)).toBe(amount);
    for (const { counts: own } of keys) expect(own).toEqual(upTo(1, own.length));
    const old = keys.reduce((sum, each) => sum + each.old, 0);
    expect(old).toBeGreaterThan(1_000);
    expect(old).toBeLessThan(amount);
    const entry = [...all.run.movements.values()].find(({ cause }) => cause.type === 'deploy');
    expect(entry).toMatchObject({ phase: 'done', reason: null, cause: { changes: 1 } });
    const order = all.run.frames.map(({ sequence }) => sequence);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  test('add nodes and take them away again, and what stays keeps its state', async () => {
    const all = versions();
    const tallies = join(all.directory, 'tallies');
    await all.run.frame(({ ledger }) => ledger.released > 500);
    const more = grown(all.before, tallies);
    const second = await deployed(deploy(all, { after: more }));
    await all.run.frame(
      ({ nodes, ledger }) =>
        nodes.some(({ node, recordsOut }) => node === 'tallies' && recordsOut > 0) && ledger.released > 4_000,
    );
    const back = { ...all, before: more, run: { ...all.run, deployment: second } };
    const third = await deployed(deploy(back, { after: all.of({ count: edited }, 'third') }));
    expect((await third.done).error).toBeNull();
    for (const { counts: own } of counts(all.output)) expect(own).toEqual(upTo(1, own.length));
    const tallied = readFileSync(tallies, 'utf8').trimEnd().split('\n');
    expect(tallied.length).toBeGreaterThan(0);
    expect(tallied).toEqual(tallied.map((_, index) => `all ${index + 1}`));
  });

  test('migrate the objects of a state, and begin another anew', async () => {
    const all = versions();
    await all.run.frame(({ ledger }) => ledger.released > 1_000);
    const states = migration('(old, key) => ({ n: old.n + 1000, key })');
    const second = await deployed(deploy(all, { after: all.of({ count: edited }, 'after'), states }));
    expect((await second.done).error).toBeNull();
    for (const { counts: own, old } of counts(all.output))
      expect(own).toEqual([...upTo(1, old), ...upTo(old + 1_001, own.length - old)]);
  });

  test('keep the connections of a TCP source that stays', async () => {
    const all = versions({ source: tcpSource() });
    const address = (await all.run.listening)['numbers'] ?? '';
    const socket = connect({ host: '127.0.0.1', port: Number(address.split(':').at(-1)) });
    socket.write(lines(1_000, 10));
    await all.run.frame(({ ledger }) => ledger.released > 100);
    // What comes while nothing runs waits in the journal.
    const asked = deploy(all, { after: all.of({ count: edited }, 'after') });
    socket.write(lines(1_000, 10));
    const second = await deployed(asked);
    socket.end(lines(1_000, 10));
    expect(await second.done).toMatchObject({ error: null, sources: { [numbers]: 3_000 } });
    const keys = counts(all.output);
    expect(keys.map(({ counts: own }) => own)).toEqual(keys.map(() => upTo(1, 300)));
    expect(keys.some(({ old }) => old < 300)).toBe(true);
  });
});

describe('changes that cannot be deployed', () => {
  test('leave the old version running, with what it had, and say why', async () => {
    const all = versions();
    await all.run.frame(({ ledger }) => ledger.released > 1_000);
    const failing = migration('(old, key) => { if (key === "k7") throw new Error("too old"); return old; }');
    const first = await deploy(all, { after: all.of({ count: edited }, 'after'), states: failing });
    expect(first.error).toBe('state total: the object of key "k7" could not be migrated: too old');
    const running = first.deployment;
    if (running === null) throw new Error('nothing runs');
    onTestFinished(async () => void (await running.stop()));
    const again = { ...all, run: { ...all.run, deployment: running } };
    const unloadable = all.of({ count: '(() => { throw new Error("no such thing"); })()' }, 'unloadable');
    const second = await deploy(again, { after: unloadable });
    expect(second.error).toMatch('no such thing');
    const last = second.deployment;
    if (last === null) throw new Error('nothing runs');
    onTestFinished(async () => void (await last.stop()));
    expect((await last.done).error).toBeNull();
    for (const { counts: own, old } of counts(all.output)) {
      expect(old).toBe(own.length);
      expect(own).toEqual(upTo(1, own.length));
    }
    const reasons = [...all.run.movements.values()].filter(({ cause }) => cause.type === 'deploy');
    expect(reasons.map(({ phase, reason }) => [phase, reason])).toEqual([
      ['failed', first.error],
      ['failed', second.error],
    ]);
  });

  test('by a migration that fails on an object of the last checkpoint are refused before the run is asked', async () => {
    const all = versions({ source: tcpSource() });
    const address = (await all.run.listening)['numbers'] ?? '';
    const socket = connect({ host: '127.0.0.1', port: Number(address.split(':').at(-1)) });
    socket.write(lines(1_000, 10));
    await all.run.frame(({ ledger }) => ledger.released >= 1_000);
    const states = migration('(old, key) => { if (key === "k7") throw new Error("too old"); return old; }');
    const asked = await deploy(all, { after: all.of({ count: edited }, 'after'), states }, deployTried);
    const error = 'state total: the object of key "k7" could not be migrated: too old';
    expect(asked).toEqual({ deployment: null, error });
    expect([...all.run.movements.values()].filter(({ cause }) => cause.type === 'deploy')).toEqual([]);
    socket.end(lines(1_000, 10));
    expect(await all.run.deployment.done).toMatchObject({ error: null, sources: { [numbers]: 2_000 } });
  });

  test.each([
    ['what the new version was given is taken back', () => undefined],
    [
      'what the new version was given is taken back once there is space',
      () =>
        vi.spyOn(CheckpointStore.prototype, 'withdraw').mockImplementationOnce(() => {
          throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
        }),
    ],
  ])('where the disk is full leave the old version waiting for space: %s', async (_what, arrange) => {
    const directory = temporaryDirectory();
    const sign = join(directory, 'full');
    writeFileSync(sign, '');
    const filling = new URL('./testing/disk-that-fills.ts', import.meta.url);
    filling.searchParams.set('while', sign);
    const notes: string[] = [];
    let waits: (text: string) => void = () => undefined;
    const isWaiting = new Promise<string>((resolve) => {
      waits = resolve;
    });
    const all = versions({}, { preload: () => filling.href, onNote: (text) => (notes.push(text), waits(text)) });
    await all.run.frame(({ ledger }) => ledger.released > 1_000);
    const before = notes.length;
    arrange();
    let other: unknown = null;
    const { deployment, error } = await deploy(all, {
      after: all.of({ count: edited }, 'after'),
      handedOver: async () => {
        other = takeStateDirectory(all.common.stateDirectory, all.before);
        writeFileSync(sign, 'x');
      },
    });
    onTestFinished(async () => void (await deployment?.stop()));
    expect(other).toMatchObject({ ok: false, error: expect.stringContaining('another run') });
    expect(error).toMatch(/^the new version did not start: .*state cannot be written: ENOSPC.*; make room there/);
    expect(before).toBe(0);
    expect(await isWaiting).toMatch(/state cannot be written: ENOSPC.*; the run goes on when it can$/);
    const told = await all.run.frame(({ troubles }) => (troubles?.length ?? 0) > 0);
    expect(told.troubles).toMatchObject([{ waits: 'checkpoint', text: notes[0] }]);
    writeFileSync(sign, '');
    expect((await deployment?.done)?.error).toBeNull();
    expect(notes, 'it is said once').toHaveLength(1);
    for (const { counts: own, old } of counts(all.output)) {
      expect(old).toBe(own.length);
      expect(own).toEqual(upTo(1, own.length));
    }
    expect(takeStateDirectory(all.common.stateDirectory, all.before).ok, 'it is given up at the end').toBe(true);
  });

  test('are refused where the run keeps no checkpoint, or is being stopped', async () => {
    const all = versions({
      source: { ...tcpSource(), type: 'tcp', host: '127.0.0.1', port: 0, format: 'lines', journal: 'off' },
    });
    await all.run.listening;
    const { deployment, error } = await deploy(all, { after: all.of({ count: edited }, 'after') });
    expect(deployment).toBeNull();
    expect(error).toMatch('cannot be read again');
  });
});
