import { realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { limits } from '@potoroo/shared/limits';
import { decodeSeries, decodeTelemetry } from '@potoroo/shared/wire';
import { describe, expect, test } from 'vitest';
import { movementEntry } from '../testing/hand-driven-deployment.ts';
import { runStudio } from '../testing/running-studio.ts';
import type { RawReply } from '../testing/raw-request.ts';
import { samplePipeline } from '../testing/sample-pipeline.ts';
import { telemetryFrame } from '../testing/telemetry-frame.ts';

const document = samplePipeline();
const json = ({ body }: RawReply): unknown => JSON.parse(body);
const idOf = (reply: RawReply): string => /"id":"([a-z0-9-]+)"/.exec(reply.body)?.[1] ?? '';

describe('the HTTP interface', () => {
  test('starts with Market Spread, and lists, reads, saves and deletes pipelines', async () => {
    const { ask } = await runStudio();
    expect(json(await ask('GET', '/api/pipelines'))).toMatchObject([
      { id: 'market-spread', name: 'Market Spread', revision: 1 },
    ]);
    const created = await ask('POST', '/api/pipelines', { document });
    expect([created.status, json(created)]).toEqual([
      201,
      expect.objectContaining({ name: 'Counters', revision: 1, document }),
    ]);
    const path = `/api/pipelines/${idOf(created)}`;
    expect(json(await ask('GET', path))).toEqual(json(created));
    const saved = await ask('PUT', path, { document: { ...document, name: 'New' }, revision: 1 });
    expect([saved.status, json(saved)]).toEqual([200, expect.objectContaining({ name: 'New', revision: 2 })]);
    const late = await ask('PUT', path, { document, revision: 1 });
    expect([late.status, json(late)]).toEqual([409, expect.objectContaining({ name: 'New', revision: 2 })]);
    expect((await ask('DELETE', path)).status).toBe(204);
    expect((await ask('GET', path)).status).toBe(404);
  });

  test('tells the versions of a pipeline, gives one, and brings back what was deleted', async () => {
    const { ask } = await runStudio();
    const path = '/api/pipelines/market-spread';
    await ask('PUT', path, { document: { ...document, name: 'New' }, revision: 1, savedBy: 'window-1' });
    expect(json(await ask('GET', path))).toMatchObject({ revision: 2, savedBy: 'window-1' });
    expect(json(await ask('GET', `${path}/versions`))).toMatchObject([
      { revision: 2, name: 'New', changes: "Changed the pipeline's name" },
      { revision: 1, name: 'Market Spread', changes: '' },
    ]);
    expect(json(await ask('GET', `${path}/versions/1`))).toMatchObject({ revision: 1, name: 'Market Spread' });
    await ask('DELETE', path);
    expect((await ask('GET', `${path}/versions`)).status).toBe(404);
    expect(json(await ask('GET', '/api/deleted-pipelines'))).toMatchObject([{ id: 'market-spread', name: 'New' }]);
    expect(json(await ask('POST', `${path}/restore`, {}))).toMatchObject({ revision: 3, name: 'New' });
    expect(json(await ask('GET', path))).toMatchObject({ revision: 3, name: 'New' });
  });

  test('offers the examples as templates', async () => {
    const { ask } = await runStudio();
    expect(json(await ask('GET', '/api/templates'))).toMatchObject([
      { name: 'market-spread', title: 'Market Spread', document: { name: 'Market Spread' } },
    ]);
  });

  test('is asked to see more of a run in one form only, and says when nothing runs', async () => {
    const { ask } = await runStudio();
    const look = (body: object) => ask('POST', '/api/deployment/watch', body);
    expect((await look({ costs: true, taps: [{ node: 'orders', key: null }] })).status).toBe(409);
    for (const wrong of [{ costs: true }, { costs: 1, taps: [] }, { costs: true, taps: [{ node: '' }] }])
      expect((await look(wrong)).status).toBe(400);
    const many = Array.from({ length: limits.tapsMax + 1 }, () => ({ node: 'a', key: null }));
    expect((await look({ costs: false, taps: many })).status).toBe(400);
  });

  test('names the folders that pipelines may use files in', async () => {
    const { ask, dataDirectory } = await runStudio();
    expect(json(await ask('GET', '/api/files'))).toEqual({ folders: [join(realpathSync(dataDirectory), 'files')] });
  });

  test('checks a document with the real compiler, in a thread', async () => {
    const { ask } = await runStudio();
    const good = json(await ask('POST', '/api/check', { document }));
    expect(good).toMatchObject({
      edgeTypes: { 'left-to-left-key': 'Word' },
      explanation: expect.stringContaining('Counters'),
    });
    const nodes = document.nodes.map((node) =>
      node.id === 'left-key' ? { ...node, code: '(record: Word) => record.wrod' } : node,
    );
    const bad = json(await ask('POST', '/api/check', { document: { ...document, nodes } }));
    expect(bad).toMatchObject({
      explanation: null,
      diagnostics: [{ severity: 'error', node: 'left-key', at: { field: 'code', line: 1 } }],
    });
    expect(json(await ask('POST', '/api/check', { document: 'no pipeline' }))).toMatchObject({
      explanation: null,
      diagnostics: [{ severity: 'error' }],
    });
  });

  test('deploys a stored pipeline, one at a time, and stops it', async () => {
    const { ask, hand } = await runStudio();
    expect(json(await ask('GET', '/api/deployment'))).toMatchObject({ phase: 'idle', id: null });
    const started = await ask('POST', '/api/deployment', { pipelineId: 'market-spread', workers: 2 });
    expect([started.status, json(started)]).toEqual([
      202,
      expect.objectContaining({ phase: 'starting', pipelineId: 'market-spread', workers: 2 }),
    ]);
    expect(hand.started[0]?.topology.name).toBe('Market Spread');
    const second = await ask('POST', '/api/deployment', { pipelineId: 'market-spread', workers: 2 });
    expect([second.status, json(second)]).toEqual([
      409,
      { error: expect.objectContaining({ code: 'deployment-running' }) },
    ]);
    expect(json(await ask('GET', '/api/deployment/document'))).toMatchObject({
      pipelineId: 'market-spread',
      document: { name: 'Market Spread' },
    });
    const { id } = json(started) as { readonly id: string };
    const replaced = await ask('POST', '/api/deployment', { pipelineId: 'market-spread', workers: 3, replaces: id });
    expect([replaced.status, json(replaced)]).toEqual([
      202,
      expect.objectContaining({ phase: 'starting', workers: 3 }),
    ]);
    expect(json(await ask('DELETE', '/api/deployment'))).toMatchObject({ phase: 'stopping' });
    expect(json(await ask('GET', '/api/deployment'))).toMatchObject({ phase: 'stopped', summary: { ok: true } });
  });

  test('takes actions on what runs, refuses impossible ones with the reason, and tells what became of them', async () => {
    const { ask, hand, origin, cookie } = await runStudio();
    expect(json(await ask('GET', '/api/deployment/movements'))).toEqual([]);
    expect(json(await ask('GET', '/api/deployment/cluster'))).toMatchObject({
      status: { phase: 'idle' },
      cluster: null,
    });
    await ask('POST', '/api/deployment', { pipelineId: 'market-spread', workers: 1 });
    const added = await ask('POST', '/api/deployment/actions', { type: 'add' });
    expect([added.status, json(added)]).toMatchObject([202, { id: 1, phase: 'queued', cause: { worker: 'w2' } }]);
    const outcome = ask('GET', '/api/deployment/movements/1/outcome');
    hand.started[0]?.onMovement?.(movementEntry({ id: 1, revision: 2, phase: 'done', moved: 128, total: 256 }));
    expect(json(await outcome)).toMatchObject({ id: 1, phase: 'done', moved: 128, total: 256 });
    const refused = await ask('POST', '/api/deployment/actions', { type: 'drain', worker: 'w1' });
    expect([refused.status, json(refused)]).toEqual([
      409,
      {
        error: {
          code: 'refused',
          message: 'w1 cannot be drained: it is the last worker.',
          remedy: 'Add another one first.',
        },
      },
    ]);
    expect(json(await ask('GET', '/api/deployment/movements'))).toMatchObject([
      { phase: 'done' },
      { phase: 'refused' },
    ]);
    expect(json(await ask('GET', '/api/deployment/cluster'))).toMatchObject({
      status: { phase: 'starting' },
      cluster: { phase: 'running', epoch: 2, recoverable: true, processes: [{ name: 'w1' }], open: [] },
    });
    expect(json(await ask('GET', '/api/deployment/placement'))).toMatchObject({ epoch: 2, workers: ['w1'] });
    hand.started[0]?.onTelemetry(telemetryFrame({ sequence: 7 }));
    const recording = await fetch(`${origin}/api/deployment/recording`, { headers: { cookie } });
    const messages = decodeSeries(new Uint8Array(await recording.arrayBuffer()));
    expect(messages.ok && messages.value.map((bytes) => decodeTelemetry(bytes))).toMatchObject([
      { ok: true, value: { sequence: 7 } },
    ]);
    expect(json(await ask('POST', '/api/deployment/objects', { state: 'counters', key: 'word-1' }))).toEqual({
      state: 'counters',
      key: 'word-1',
      slot: 3,
      hasOwnSlot: false,
      owner: 'w1',
      value: '{"count":1}',
      isCut: false,
      live: true,
    });
    expect(
      json(await ask('POST', '/api/deployment/slots', { state: 'Counters', slots: [3, 9], values: true })),
    ).toEqual({
      state: 'counters',
      slots: [3, 9].map((slot) => ({ slot, total: 1, keys: [`key-${slot}`], values: ['{"count":1}'] })),
    });
    const asked = { workers: [], seconds: 1, files: false };
    expect(json(await ask('POST', '/api/deployment/profiles', asked))).toMatchObject({
      profiles: [{ worker: 'w1', busyMs: 1_500, parts: { codec: 0.2 }, nodes: [{ node: 'count' }], profile: null }],
      silent: [],
    });
    const stranger = await ask('POST', '/api/deployment/profiles', { ...asked, workers: ['w7'] });
    expect([stranger.status, json(stranger)]).toMatchObject([404, { error: { remedy: 'It has w1.' } }]);
    const unknown = await ask('POST', '/api/deployment/objects', { state: 'nothing', key: '' });
    expect([unknown.status, json(unknown)]).toMatchObject([404, { error: { remedy: 'It has counters.' } }]);
  });

  test('does not deploy what has errors or reaches for other files', async () => {
    const { ask, hand } = await runStudio();
    const broken = await ask('POST', '/api/pipelines', { document: { ...document, edges: document.edges.slice(1) } });
    const reaching = await ask('POST', '/api/pipelines', {
      document: samplePipeline({ left: { type: 'file', path: '/etc/passwd', format: 'lines', rate: null } }),
    });
    for (const stored of [broken, reaching]) {
      const reply = await ask('POST', '/api/deployment', { pipelineId: idOf(stored), workers: 1 });
      expect([reply.status, json(reply)]).toEqual([
        422,
        expect.objectContaining({
          diagnostics: expect.arrayContaining([expect.objectContaining({ severity: 'error' })]),
        }),
      ]);
    }
    expect(hand.started).toEqual([]);
  });

  test('tells that a file is damaged, and lets it be deleted', async () => {
    const { ask, dataDirectory } = await runStudio();
    writeFileSync(join(dataDirectory, 'pipelines', 'market-spread.json'), '{ "half');
    expect(json(await ask('GET', '/api/pipelines'))).toMatchObject([
      { id: 'market-spread', damaged: expect.stringContaining('not JSON') },
    ]);
    expect((await ask('GET', '/api/pipelines/market-spread')).status).toBe(422);
    expect((await ask('POST', '/api/deployment', { pipelineId: 'market-spread', workers: 1 })).status).toBe(422);
    expect((await ask('DELETE', '/api/pipelines/market-spread')).status).toBe(204);
  });

  test.each([
    ['POST', '/api/pipelines', undefined, 415],
    ['POST', '/api/pipelines', [], 400],
    ['POST', '/api/pipelines', null, 400],
    ['POST', '/api/pipelines', { document, extra: 1 }, 400],
    ['POST', '/api/pipelines', {}, 400],
    ['POST', '/api/pipelines', { document: { format: 'other' } }, 422],
    ['PUT', '/api/pipelines/market-spread', { document }, 400],
    ['PUT', '/api/pipelines/market-spread', { document, revision: 0 }, 400],
    ['PUT', '/api/pipelines/market-spread', { document, revision: '1' }, 400],
    ['PUT', '/api/pipelines/nothing', { document, revision: 1 }, 404],
    ['PUT', '/api/pipelines/..%2f..%2fetc', { document, revision: 1 }, 404],
    ['DELETE', '/api/pipelines/..%2fseeded', undefined, 404],
    ['PUT', '/api/pipelines/market-spread', { document, revision: 1, savedBy: 'x'.repeat(65) }, 400],
    ['GET', '/api/pipelines/market-spread/versions/9', undefined, 404],
    ['GET', '/api/pipelines/market-spread/versions/..%2f1', undefined, 404],
    ['GET', '/api/pipelines/..%2fseeded/versions', undefined, 404],
    ['POST', '/api/pipelines/nothing/restore', {}, 404],
    ['GET', '/api/pipelines/%00', undefined, 404],
    ['GET', '/api/pipelines/%zz', undefined, 400],
    ['POST', '/api/deployment', { pipelineId: 'market-spread', workers: 0 }, 400],
    ['POST', '/api/deployment', { pipelineId: 'market-spread', workers: limits.workersMax + 1 }, 400],
    ['POST', '/api/deployment', { pipelineId: 'nothing', workers: 1 }, 404],
    ['POST', '/api/deployment', { pipelineId: 'market-spread', workers: 1, replaces: 7 }, 400],
    ['GET', '/api/deployment/document', undefined, 404],
    ['POST', '/api/deployment/actions', { type: 'add' }, 409],
    ['POST', '/api/deployment/actions', { type: 'drain', worker: 'coordinator' }, 400],
    ['POST', '/api/deployment/actions', { type: 'slow', worker: 'w1', factor: 1, forMs: 1_000 }, 400],
    ['POST', '/api/deployment/actions', { type: 'cut', worker: 'w1', peer: 'w2', forMs: 60_001 }, 400],
    ['POST', '/api/deployment/actions', { type: 'skew', source: 'orders', share: 2, forMs: 1_000 }, 400],
    ['POST', '/api/deployment/actions', { type: 'end', id: 0 }, 400],
    ['POST', '/api/deployment/actions', { type: 'kill', process: 'w0' }, 400],
    ['POST', '/api/deployment/actions', { type: 'kill', process: 'w1', signal: 9 }, 400],
    ['GET', '/api/deployment/movements/1/outcome', undefined, 404],
    ['GET', '/api/deployment/movements/..%2f1/outcome', undefined, 404],
    ['GET', '/api/deployment/placement', undefined, 409],
    ['POST', '/api/deployment/objects', { state: 'counters', key: 'a' }, 409],
    ['POST', '/api/deployment/objects', { state: 'counters' }, 400],
    ['POST', '/api/deployment/slots', { state: 'counters', slots: [0], values: false }, 409],
    ['POST', '/api/deployment/slots', { state: 'counters', slots: [1_280], values: false }, 400],
    ['POST', '/api/deployment/slots', { state: 'counters', slots: [], values: false }, 400],
    ['POST', '/api/deployment/profiles', { workers: [], seconds: 5, files: false }, 409],
    ['POST', '/api/deployment/profiles', { workers: [], seconds: 31, files: false }, 400],
    ['POST', '/api/deployment/profiles', { workers: ['coordinator'], seconds: 5, files: false }, 400],
    ['PATCH', '/api/deployment', undefined, 404],
    ['GET', '/api/nothing', undefined, 404],
    ['GET', '/nothing.js', undefined, 404],
  ])('answers %s %s with %j by an error: %i', async (method, path, body, status) => {
    const { ask } = await runStudio();
    const reply = await ask(method, path, body);
    expect(reply.status).toBe(status);
    expect(json(reply)).toMatchObject({
      error: { code: expect.any(String), message: expect.any(String), remedy: expect.any(String) },
    });
  });
});

describe('a body', () => {
  const headersOf = (studio: { readonly cookie: string; readonly origin: string }): Record<string, string> => ({
    cookie: studio.cookie,
    origin: studio.origin,
    'content-type': 'application/json',
  });

  test('of the limit passes and of the limit plus one does not', async () => {
    const studio = await runStudio();
    const filled = (length: number): string => `{"document":"${'x'.repeat(length - 15)}"}`;
    const ofSize = async (length: number): Promise<number> =>
      (await studio.raw({ method: 'POST', path: '/api/check', headers: headersOf(studio), body: filled(length) }))
        .status;
    expect(filled(100)).toHaveLength(100);
    expect(await ofSize(limits.httpBodyBytesMax)).toBe(200);
    expect(await ofSize(limits.httpBodyBytesMax + 1)).toBe(413);
  });

  test('that is not JSON, not UTF-8 or compressed is refused', async () => {
    const studio = await runStudio();
    const post = async (headers: Record<string, string>, body: string): Promise<number> =>
      (await studio.raw({ method: 'POST', path: '/api/check', headers: { ...headersOf(studio), ...headers }, body }))
        .status;
    expect(await post({}, '{"document":')).toBe(400);
    expect(await post({}, '"text"')).toBe(400);
    expect(await post({ 'content-type': 'application/json; charset=latin1' }, '{}')).toBe(415);
    for (const encoding of ['gzip', 'deflate', 'br'])
      expect(await post({ 'content-encoding': encoding }, 'xxxx')).toBe(415);
  });
});

test('too many requests in a moment are put off, and strangers cannot use up what the person has', async () => {
  const studio = await runStudio();
  const strangers = await Promise.all(
    Array.from({ length: 50 }, async () => (await studio.raw({ path: '/api/pipelines' })).status),
  );
  const more = await Promise.all(
    Array.from({ length: 50 }, async () => (await studio.raw({ path: '/api/pipelines' })).status),
  );
  expect(new Set([...strangers, ...more])).toEqual(new Set([401, 429]));
  expect((await studio.ask('GET', '/api/pipelines')).status).toBe(200);
});
