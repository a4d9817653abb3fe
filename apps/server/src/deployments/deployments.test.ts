import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Redeployment } from '@potoroo/runtime/node';
import { assert } from '@potoroo/shared/assert';
import { nodeId } from '@potoroo/shared/ids';
import { limits } from '@potoroo/shared/limits';
import { ok } from '@potoroo/shared/result';
import type { Movement } from '@potoroo/shared/telemetry';
import { describe, expect, test } from 'vitest';
import type { Compiler } from '../compiler/compiler.ts';
import { createHandDriven, movementEntry } from '../testing/hand-driven-deployment.ts';
import type { World } from '../testing/deployment-world.ts';
import { accepting, createWorld, rejecting, topology } from '../testing/deployment-world.ts';
import { samplePipeline } from '../testing/sample-pipeline.ts';
import { telemetryFrame } from '../testing/telemetry-frame.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { KeptRun } from './kept-run.ts';
import { intervalAfter } from './start-request.ts';

const request = { pipelineId: 'counters', document: samplePipeline(), workers: 3 };

describe('the deployment of the studio', () => {
  test('hands on what somebody wants to see, to whom there is', async () => {
    const { deployments, hand } = createWorld();
    const look = { costs: true, taps: [] };
    expect(deployments.watch(look)).toBe(false);
    await deployments.start(request);
    expect(deployments.watch(look)).toBe(true);
    expect(hand.watched).toEqual([look]);
  });

  test('goes from idle over starting and running to finished, and tells each', async () => {
    const { deployments, hand, phases } = createWorld();
    expect(deployments.status.phase).toBe('idle');
    expect(await deployments.start(request)).toMatchObject({
      type: 'started',
      status: { phase: 'starting', pipelineId: 'counters', workers: 3 },
    });
    expect(hand.started[0]).toMatchObject({ topology, workers: 3, barrierIntervalMs: limits.barrierIntervalMs });
    hand.started[0]?.onListening({});
    hand.finish({ sources: { left: 5 } });
    await Promise.resolve();
    expect(phases).toEqual(['starting', 'running', 'finished']);
    expect(deployments.status.summary?.sources).toEqual({ left: 5 });
  });

  test('can be replaced by its own id: the old one ends first, and what it was made from is told', async () => {
    const { deployments, hand, phases } = createWorld();
    expect(deployments.deployed).toBe(null);
    await deployments.start(request);
    const { id } = deployments.status;
    const changed = { ...request, document: { ...request.document, name: 'Changed' } };
    expect((await deployments.start({ ...changed, replaces: 'another' })).type).toBe('busy');
    expect(await deployments.start({ ...changed, replaces: id })).toMatchObject({ type: 'started' });
    expect(phases).toEqual(['starting', 'stopping', 'stopped', 'starting']);
    expect(deployments.deployed).toMatchObject({ id: deployments.status.id, document: { name: 'Changed' } });
    hand.finish();
    await Promise.resolve();
    expect((await deployments.start({ ...request, replaces: 'over' })).type, 'nobody is in the way').toBe('started');
  });

  test('goes on with another document under its own id, and the record names both until it is known', async () => {
    const directory = temporaryDirectory();
    const [hand, kept] = [createHandDriven(), new KeptRun(directory)];
    const asked: Redeployment[] = [];
    const between: unknown[] = [];
    const { deployments, phases } = createWorld(hand, accepting, directory, async (wanted) => {
      asked.push(wanted);
      await wanted.handedOver?.();
      between.push(kept.read());
      return { deployment: hand.start(wanted.to), error: null };
    });
    await deployments.start(request);
    const { id } = deployments.status;
    const changed = { ...request, document: { ...request.document, types: 'type A = 1;' } };
    const states = { total: { policy: 'migrate' as const, code: '(old) => old' }, other: { policy: 'reset' as const } };
    expect(await deployments.start({ ...changed, replaces: id, states })).toMatchObject({
      type: 'started',
      status: { id },
    });
    expect([...(asked[0]?.states ?? [])]).toMatchObject([
      ['other', { policy: 'reset' }],
      ['total', { policy: 'migrate', module: { node: 'total' } }],
    ]);
    expect(asked[0]?.changes).toBe(1);
    expect(between).toMatchObject([{ value: { document: request.document, next: changed.document } }]);
    expect(kept.read()).toMatchObject({ value: { id, document: changed.document } });
    expect(deployments.deployed).toMatchObject({ id, document: changed.document });
    expect(phases, 'nobody is told of an end').toEqual(['starting', 'starting']);
    hand.finish();
    await expect.poll(() => deployments.status.phase).toBe('finished');
  });

  test('can be stopped also where a deployment of changes has failed altogether', async () => {
    const { deployments } = createWorld();
    await deployments.start(request);
    const changed = { ...request, replaces: deployments.status.id, states: {} };
    await expect(deployments.start(changed)).rejects.toThrow('nothing was to be deployed');
    deployments.stop();
    await expect.poll(() => deployments.status.phase).toBe('stopped');
  });

  test('runs on as it was where changes cannot be deployed, and stops when it is asked to meanwhile', async () => {
    const hand = createHandDriven();
    const { deployments } = createWorld(hand, accepting, temporaryDirectory(), async ({ from }) => ({
      deployment: hand.start(from),
      error: 'state total: too old',
    }));
    await deployments.start(request);
    const { id } = deployments.status;
    const changed = { ...request, document: { ...request.document, name: 'Changed' }, replaces: id, states: {} };
    expect(await deployments.start(changed)).toEqual({ type: 'not-deployed', reason: 'state total: too old' });
    expect(deployments.deployed).toMatchObject({ id, document: request.document });
    const deploying = deployments.start(changed);
    deployments.stop();
    await deploying;
    await expect.poll(() => deployments.status.phase).toBe('stopped');
  });

  test('goes on untouched where what would replace it does not compile', async () => {
    const hand = createHandDriven();
    let compiles = 0;
    const once: Compiler = {
      ...accepting,
      compile: (document) => (compiles++ === 0 ? accepting : rejecting).compile(document),
    };
    const { deployments, phases } = createWorld(hand, once);
    await deployments.start(request);
    const { id } = deployments.status;
    expect((await deployments.start({ ...request, replaces: id })).type).toBe('rejected');
    expect([deployments.status.id, hand.stops(), phases]).toEqual([id, 0, ['starting']]);
  });

  test('is not replaced any more once Stop was pressed while the old one ended', async () => {
    const { deployments, hand } = createWorld(createHandDriven({ finishesOnStop: false }));
    await deployments.start(request);
    const replacing = deployments.start({ ...request, replaces: deployments.status.id });
    await expect.poll(() => hand.stops()).toBe(1);
    deployments.stop();
    hand.finish();
    expect((await replacing).type).toBe('cancelled');
    expect([deployments.status.phase, hand.started.length]).toEqual(['stopped', 1]);
  });

  test('is one at a time, also while two requests compile', async () => {
    const { deployments, hand } = createWorld();
    const [first, second] = await Promise.all([deployments.start(request), deployments.start(request)]);
    expect([first.type, second.type]).toEqual(['started', 'busy']);
    hand.finish();
    await Promise.resolve();
    expect((await deployments.start(request)).type).toBe('started');
  });

  test('is rejected with the report of the compiler, and can be tried again', async () => {
    const { deployments, phases } = createWorld(createHandDriven(), rejecting);
    expect(await deployments.start(request)).toMatchObject({
      type: 'rejected',
      report: { diagnostics: [{ code: 'P201' }] },
    });
    expect((await deployments.start(request)).type).toBe('rejected');
    expect(phases).toEqual([]);
  });

  test('is rejected where a file lies outside of the granted directories', async () => {
    const { deployments, hand } = createWorld();
    const document = samplePipeline({ left: { type: 'file', path: '/etc/passwd', format: 'lines', rate: null } });
    expect(await deployments.start({ ...request, document })).toMatchObject({
      type: 'rejected',
      report: { diagnostics: [{ node: 'left' }] },
    });
    expect(hand.started).toEqual([]);
  });

  test('is stopped once however often it is asked', async () => {
    const { deployments, hand, phases } = createWorld();
    expect(deployments.stop().phase).toBe('idle');
    await deployments.start(request);
    deployments.stop();
    deployments.stop();
    await Promise.resolve();
    expect(hand.stops()).toBe(1);
    expect(phases).toEqual(['starting', 'stopping', 'stopped']);
  });

  test('that does not end in order after a stop says that it was stopped; the next one says so no more', async () => {
    const { deployments, hand } = createWorld(createHandDriven({ finishesOnStop: false }));
    await deployments.start(request);
    deployments.stop();
    hand.finish({ ok: false, error: 'the run did not stop within 5 s and was ended' });
    await expect.poll(() => deployments.status.phase).toBe('failed');
    expect(deployments.status.wasStopped).toBe(true);
    await deployments.start(request);
    expect(deployments.status).not.toHaveProperty('wasStopped');
    hand.finish({ ok: false, error: 'Worker w2 was lost.' });
    await expect.poll(() => deployments.status.phase).toBe('failed');
    expect(deployments.status).not.toHaveProperty('wasStopped');
  });

  test('stopped while it is compiled never starts, and makes room for the next', async () => {
    const compiled: (() => void)[] = [];
    const slow: Compiler = {
      ...accepting,
      compile: () => new Promise((resolve) => compiled.push(() => resolve({ ok: true, value: topology }))),
    };
    const { deployments, hand, phases } = createWorld(createHandDriven(), slow);
    const first = deployments.start(request);
    expect(deployments.stop().phase).toBe('idle');
    const second = deployments.start({ ...request, pipelineId: 'second' });
    for (const finish of compiled) finish();
    expect((await first).type).toBe('cancelled');
    expect(await second).toMatchObject({ type: 'started', status: { pipelineId: 'second' } });
    expect([hand.started.length, phases]).toEqual([1, ['starting']]);
  });

  test('counts the workers that there are, however often one was told to leave, and keeps their number', async () => {
    const directory = temporaryDirectory();
    const { deployments, hand } = createWorld(createHandDriven(), accepting, directory);
    await deployments.start(request);
    const tell = (change: Partial<Movement>): void => hand.started[0]?.onMovement?.(movementEntry(change));
    tell({ id: 1, phase: 'moving', cause: { type: 'add', worker: 'w4' } });
    expect(deployments.status.workers).toBe(3);
    hand.members.push(1, 2, 3);
    tell({ id: 1, phase: 'done', cause: { type: 'add', worker: 'w4' } });
    await expect.poll(() => deployments.status.workers).toBe(4);
    hand.members.shift();
    for (const id of [2, 3]) tell({ id, phase: 'done', cause: { type: 'drain', worker: 'w1' } });
    await expect.poll(() => deployments.status.workers).toBe(3);
    await expect.poll(() => new KeptRun(directory).read()).toMatchObject({ ok: true, value: { workers: 3 } });
    // What was asked of a coordinator that was lost may have been done all the same.
    hand.members.push(4);
    tell({ id: 4, phase: 'failed', cause: { type: 'add', worker: 'w5' } });
    await expect.poll(() => deployments.status.workers).toBe(4);
    expect(deployments.movements.all).toHaveLength(4);
  });

  test('that fails is failed, with the error in its summary', async () => {
    const { deployments, hand } = createWorld();
    await deployments.start(request);
    hand.finish({ ok: false, error: 'Worker w2 was lost.' });
    await Promise.resolve();
    expect(deployments.status).toMatchObject({ phase: 'failed', summary: { ok: false, error: 'Worker w2 was lost.' } });
  });

  test('keeps the last frame and the last live rows for a screen that joins late', async () => {
    const { deployments, hand, frames } = createWorld();
    await deployments.start(request);
    for (let sequence = 1; sequence <= 80; sequence += 1) {
      hand.started[0]?.onTelemetry(
        telemetryFrame({ sequence, liveRows: [{ node: nodeId('totals'), sequence, text: '' }] }),
      );
    }
    expect(frames).toHaveLength(80);
    expect(frames[79]?.liveRows).toHaveLength(1);
    expect(deployments.frame?.sequence).toBe(80);
    expect(deployments.frame?.liveRows.map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: limits.liveRowsPerFrameMax }, (_, index) => index + 31),
    );
  });

  test('is kept while it goes on: the next server goes on with it, and with nothing that was stopped', async () => {
    const directory = temporaryDirectory();
    const first = createWorld(createHandDriven(), accepting, directory);
    await first.deployments.start({ ...request, checkpointIntervalMs: 200 });
    const { id } = first.deployments.status;
    // As after SIGKILL: nobody told anybody anything.
    const second = createWorld(createHandDriven(), accepting, directory);
    await second.deployments.resume();
    expect(second.deployments.status).toMatchObject({ phase: 'starting', id, pipelineId: 'counters', workers: 3 });
    expect(second.deployments.deployed).toMatchObject({ id, document: request.document });
    const [before, after] = [first.hand.started[0], second.hand.started[0]];
    expect(after).toMatchObject({ barrierIntervalMs: 200, stateDirectory: before?.stateDirectory });
    // A server that is asked to end ends the processes, and the run goes on.
    const closing = second.deployments.close();
    expect([second.hand.suspends(), second.hand.stops()]).toEqual([1, 0]);
    second.hand.finish();
    await closing;
    const third = createWorld(createHandDriven(), accepting, directory);
    await third.deployments.resume();
    third.deployments.stop();
    await expect.poll(() => new KeptRun(directory).read()).toEqual(ok(null));
    const fourth = createWorld(createHandDriven(), accepting, directory);
    await fourth.deployments.resume();
    expect([fourth.deployments.status.phase, fourth.hand.started.length]).toEqual(['idle', 0]);
  });

  test('is checkpointed as its document says, unless it is asked for another interval', async () => {
    const { deployments, hand } = createWorld();
    const document = { ...request.document, checkpointIntervalMs: 250 };
    await deployments.start({ ...request, document });
    await deployments.start({ ...request, document, checkpointIntervalMs: 40, replaces: deployments.status.id });
    expect(hand.started.map(({ barrierIntervalMs }) => barrierIntervalMs)).toEqual([250, 40]);
    const asked = { document, checkpointIntervalMs: 40 };
    expect(intervalAfter(asked, { ...document, name: 'Other' }), 'keeps what it was asked for').toBe(40);
    expect(intervalAfter(asked, request.document), 'another is said now').toBe(limits.barrierIntervalMs);
  });

  test('says why it cannot go on, and can be stopped before it does', async () => {
    const directory = temporaryDirectory();
    await createWorld(createHandDriven(), accepting, directory).deployments.start(request);
    const stopped = createWorld(createHandDriven(), accepting, directory);
    const resuming = stopped.deployments.resume();
    stopped.deployments.stop();
    await resuming;
    expect([stopped.deployments.status.phase, stopped.hand.started.length]).toEqual(['stopped', 0]);
    await createWorld(createHandDriven(), accepting, directory).deployments.start(request);
    const refused = createWorld(createHandDriven(), rejecting, directory);
    await refused.deployments.resume();
    expect(refused.deployments.status).toMatchObject({
      phase: 'failed',
      summary: { ok: false, error: expect.stringMatching(/^the run could not go on .*: m What it has kept stays: /) },
    });
    // The next server may have what was missing: a directory that was not granted, a port that was taken.
    const failed = createWorld(createHandDriven(), accepting, directory);
    await failed.deployments.resume();
    failed.hand.finish({ ok: false, error: 'the port is taken' });
    await expect.poll(() => failed.deployments.status.phase).toBe('failed');
    const last = createWorld(createHandDriven(), accepting, directory);
    await last.deployments.resume();
    expect([last.deployments.status.phase, last.hand.started.length]).toEqual(['starting', 1]);
  });

  test.each([
    ['fails', (): void => undefined],
    ['does not stop in time', ({ deployments }: World): void => void deployments.stop()],
  ])('keeps what it has when it %s, says where, and gives it up for another run', async (_how, before) => {
    const directory = temporaryDirectory();
    const kept = new KeptRun(directory);
    const world = createWorld(createHandDriven({ finishesOnStop: false }), accepting, directory);
    await world.deployments.start(request);
    world.hand.started[0]?.onListening({});
    const { id } = world.deployments.status;
    assert(id !== null, 'it runs');
    mkdirSync(kept.stateDirectory(id));
    before(world);
    world.hand.finish({ ok: false, error: 'the receiver is gone' });
    await expect.poll(() => world.deployments.status.phase).toBe('failed');
    expect(world.deployments.status.summary?.error).toBe(
      `the receiver is gone. What it has kept stays in ${kept.stateDirectory(id)}: start the server again to go on with it. Another run gives it up`,
    );
    const next = createWorld(createHandDriven(), accepting, directory);
    await next.deployments.resume();
    expect([next.deployments.status, existsSync(kept.stateDirectory(id))]).toMatchObject([
      { id, phase: 'starting' },
      true,
    ]);
    next.hand.finish({ ok: false, error: `${kept.stateDirectory(id)} cannot be written` });
    await expect.poll(() => next.deployments.status.phase).toBe('failed');
    expect(next.deployments.status.summary?.error).toMatch(/cannot be written\. What it has kept stays there: start/);
    await next.deployments.start(request);
    expect([next.deployments.status.phase, existsSync(kept.stateDirectory(id))]).toEqual(['starting', false]);
  });

  test('keeps nothing of a run that never came to run', async () => {
    const directory = temporaryDirectory();
    const { deployments, hand } = createWorld(createHandDriven(), accepting, directory);
    await deployments.start(request);
    hand.finish({ ok: false, error: 'the port is taken' });
    await expect.poll(() => deployments.status.summary?.error).toBe('the port is taken');
    await expect.poll(() => new KeptRun(directory).read()).toEqual(ok(null));
  });

  test('is left alone where its record cannot be read', async () => {
    const directory = temporaryDirectory();
    await createWorld(createHandDriven(), accepting, directory).deployments.start(request);
    const kept = new KeptRun(directory);
    const record = kept.read();
    assert(record.ok && record.value !== null, 'the run is kept');
    const state = kept.stateDirectory(record.value.id);
    mkdirSync(state);
    writeFileSync(join(directory, 'run.json'), '{"version":2}');
    const next = createWorld(createHandDriven(), accepting, directory);
    await next.deployments.resume();
    expect([next.deployments.status.phase, existsSync(state)]).toEqual(['idle', true]);
  });

  test('is waited for when the server closes, and nothing starts afterwards', async () => {
    const { deployments, hand } = createWorld(createHandDriven({ finishesOnStop: false }));
    await deployments.start(request);
    let isClosed = false;
    const closing = deployments.close().then(() => (isClosed = true));
    await Promise.resolve();
    expect(isClosed).toBe(false);
    hand.finish();
    await closing;
    expect((await deployments.start(request)).type).toBe('busy');
  });
});
