/** The server as a person meets it: one URL, a stop that leaves nothing behind, and a door that stays shut. */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { limits } from '@potoroo/shared/limits';
import { describe, expect, onTestFinished, test } from 'vitest';
import { descendantsOf, eventually, isAlive, residentBytes, startProgram } from './testing/processes.ts';
import type { Program } from './testing/processes.ts';
import { rawRequest, rawUpgrade, websocketFrame } from './testing/raw-request.ts';
import type { RawReply } from './testing/raw-request.ts';
import { samplePipeline } from './testing/sample-pipeline.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';

type Server = { readonly program: Program; readonly port: number; readonly data: string; readonly bearer: string };

async function startServer(...args: string[]): Promise<Server> {
  const data = join(temporaryDirectory(), 'data');
  const program = startProgram({
    entry: 'main.ts',
    args: ['--port', '0', '--no-open', '--data', data, ...args],
    cwd: temporaryDirectory(),
  });
  const port = Number(
    await eventually(
      () => /^http:\/\/127\.0\.0\.1:(\d+)\/open\?token=[\w-]{43}\n/.exec(program.out())?.[1],
      `one URL; said: ${program.errors()}`,
    ),
  );
  return { program, port, data, bearer: readFileSync(join(data, `access-${port}.key`), 'utf8').trim() };
}

const ask = ({ port, bearer }: Server, method: string, path: string, body?: unknown): Promise<RawReply> =>
  rawRequest({
    port,
    method,
    path,
    headers: {
      authorization: `Bearer ${bearer}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

/** Endless generators on two workers; resolves with the processes of the run once records flow. */
async function startRun(server: Server): Promise<readonly number[]> {
  const endless = { type: 'generator', rate: 1_000, count: null } as const;
  const document = samplePipeline({
    left: endless,
    right: endless,
    totals: { type: 'file', path: 'totals.txt', format: 'lines' },
  });
  const created = await ask(server, 'POST', '/api/pipelines', { document });
  const pipelineId = /"id":"([\w-]+)"/.exec(created.body)?.[1];
  const started = await ask(server, 'POST', '/api/deployment', { pipelineId, workers: 2 });
  expect([started.status, started.body]).toEqual([202, expect.stringContaining('"starting"')]);
  return eventually(() => {
    const children = descendantsOf(server.program.pid);
    const output = join(server.data, 'files', 'totals.txt');
    return children.length === 3 && existsSync(output) && statSync(output).size > 0 && children;
  }, 'a coordinator, two workers, and output');
}
const allGone = (pids: readonly number[]): Promise<boolean> =>
  eventually(() => !pids.some(isAlive), 'every process gone');

describe('the server process', () => {
  test('prints one URL on standard output, offers the examples, keeps its key from others, and takes it away at the end', async () => {
    const server = await startServer();
    const { program, port, data } = server;
    expect(program.out().trimEnd()).not.toContain('\n');
    expect((await ask(server, 'GET', '/api/pipelines')).body).toContain('"id":"market-spread"');
    const templates = (await ask(server, 'GET', '/api/templates')).body;
    for (const name of ['market-spread', 'market-spread-merged', 'alphabet', 'word-count', 'celsius', 'reverse'])
      expect(templates).toContain(`"name":"${name}"`);
    const key = join(data, `access-${port}.key`);
    expect(statSync(key).mode & 0o777).toBe(0o600);
    expect(statSync(data).mode & 0o777).toBe(0o700);
    program.child.kill('SIGTERM');
    expect(await program.exit).toEqual({ code: 0, signal: null });
    expect(existsSync(key)).toBe(false);
    expect(program.errors()).not.toMatch(/token=|    at /);
  });

  test('runs a pipeline on real processes and stops it', async () => {
    const server = await startServer();
    const children = await startRun(server);
    expect((await ask(server, 'GET', '/api/deployment')).body).toContain('"phase":"running"');
    expect((await ask(server, 'DELETE', '/api/deployment')).status).toBe(202);
    await allGone(children);
    const status = await eventually(async () => {
      const { body } = await ask(server, 'GET', '/api/deployment');
      return !body.includes('"stopping"') && JSON.parse(body);
    }, 'the end of the run');
    expect(status).toMatchObject({ phase: 'stopped', summary: { ok: true, sources: { left: expect.any(Number) } } });
    const lines = readFileSync(join(server.data, 'files', 'totals.txt'), 'utf8')
      .trim()
      .split('\n');
    expect(lines).toHaveLength(status.summary.sinks.totals);
  });

  test('killed with SIGKILL during a run leaves no process', async () => {
    const server = await startServer();
    const children = await startRun(server);
    server.program.child.kill('SIGKILL');
    await server.program.exit;
    await allGone(children);
  });

  test('told to stop during a run leaves no process', async () => {
    const server = await startServer();
    const children = await startRun(server);
    server.program.child.kill('SIGINT');
    expect(await server.program.exit).toEqual({ code: 0, signal: null });
    await allGone(children);
  });

  test('ends when the parent that holds its channel ends', async () => {
    const data = join(temporaryDirectory(), 'data');
    const entry = new URL('main.ts', import.meta.url);
    const parent = join(temporaryDirectory(), 'parent.mjs');
    writeFileSync(
      parent,
      `import { fork } from 'node:child_process'; fork(new URL(${JSON.stringify(entry.href)}), ['--port', '0', '--no-open', '--data', ${JSON.stringify(data)}]);`,
    );
    const { spawn } = await import('node:child_process');
    const holder = spawn(process.execPath, [parent], { stdio: 'ignore' });
    onTestFinished(() => void holder.kill('SIGKILL'));
    await eventually(
      () => existsSync(data) && readdirSync(data).some((name) => name.endsWith('.key')),
      'the server started',
    );
    const servers = descendantsOf(holder.pid ?? 0);
    expect(servers).toHaveLength(1);
    holder.kill('SIGKILL');
    await allGone(servers);
  });

  test('says that the port it was asked for is in use', async () => {
    const occupied = createServer();
    await new Promise<void>((resolve) => occupied.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void occupied.close());
    const address: AddressInfo | string | null = occupied.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const program = startProgram({
      entry: 'main.ts',
      args: ['--port', `${port}`, '--no-open', '--data', temporaryDirectory()],
      cwd: temporaryDirectory(),
    });
    expect((await program.exit).code).toBe(2);
    expect([program.out(), program.errors()]).toEqual([
      '',
      expect.stringContaining(`port ${port} on 127.0.0.1 is in use. Choose another with --port.`),
    ]);
  });

  test('refuses a data directory that another server has, and takes over from one that was killed', async () => {
    const first = await startServer();
    const second = (): Program =>
      startProgram({
        entry: 'main.ts',
        args: ['--port', '0', '--no-open', '--data', first.data],
        cwd: temporaryDirectory(),
      });
    const refused = second();
    expect(await refused.exit).toEqual({ code: 2, signal: null });
    expect([refused.out(), refused.errors()]).toEqual([
      '',
      expect.stringMatching(
        `another Potoroo, process ${first.program.pid}, uses the data directory ${first.data} .* with --data DIR`,
      ),
    ]);
    expect((await ask(first, 'GET', '/api/pipelines')).status).toBe(200);
    first.program.child.kill('SIGKILL');
    await first.program.exit;
    const heir = second();
    await eventually(() => heir.out().includes('/open?token='), `its URL; said: ${heir.errors()}`);
    heir.child.kill('SIGTERM');
    await heir.exit;
    expect(existsSync(join(first.data, 'server.lock'))).toBe(false);
  });

  test.each([
    [['--host', '0.0.0.0'], 'no authentication is configured'],
    [['--files', '/nowhere/at/all', '--port', '0'], 'cannot start'],
    [['--data', '/proc/x'], 'the data directory /proc/x cannot be used: '],
    [['--data', '/dev/null/x/y'], '/dev/null is not a directory. Give another with --data DIR'],
  ])('refuses %j with words', async (args, message) => {
    const program = startProgram({
      entry: 'main.ts',
      args: ['--no-open', '--data', temporaryDirectory(), ...args],
      cwd: temporaryDirectory(),
    });
    expect((await program.exit).code).toBe(message === 'cannot start' ? 1 : 2);
    expect([program.out(), program.errors()]).toEqual(['', expect.stringContaining(message)]);
  });

  test('listens beyond loopback with a key file, under numbers and no foreign name', async () => {
    const key = join(temporaryDirectory(), 'key');
    writeFileSync(key, 'k'.repeat(48), { mode: 0o600 });
    const program = startProgram({
      entry: 'main.ts',
      args: ['--host', '0.0.0.0', '--key-file', key, '--port', '0', '--no-open', '--data', temporaryDirectory()],
      cwd: temporaryDirectory(),
    });
    const port = Number(
      await eventually(
        () => /^http:\/\/[^/]+:(\d+)\/open/.exec(program.out())?.[1],
        `one URL; said: ${program.errors()}`,
      ),
    );
    const status = async (headers: Record<string, string>): Promise<number> =>
      (await rawRequest({ port, path: '/api/pipelines', headers })).status;
    expect(await status({})).toBe(401);
    expect(await status({ authorization: `Bearer ${'k'.repeat(48)}` })).toBe(200);
    expect(await status({ authorization: `Bearer ${'k'.repeat(48)}`, host: `attacker.example:${port}` })).toBe(403);
  });
});

describe('the memory of the server', () => {
  const growthMax = 50 * 1_024 * 1_024;

  /**
   * The first requests load code and warm caches; what comes after them may cost next to nothing. Garbage of an attack that
   * waits for its collection on a busy machine is not growth, so a growth beyond the bound is looked at again.
   */
  async function growthDuring(server: Server, attack: () => Promise<unknown>): Promise<number> {
    await ask(server, 'POST', '/api/check', { document: samplePipeline() });
    for (let index = 0; index < 20; index += 1) await ask(server, 'GET', '/api/templates');
    const before = residentBytes(server.program.pid);
    await attack();
    expect((await ask(server, 'GET', '/api/pipelines')).status).toBe(200);
    const growth = (): number => residentBytes(server.program.pid) - before;
    return eventually(async () => {
      await ask(server, 'GET', '/api/templates');
      return growth() < growthMax ? { bytes: growth() } : null;
    }, `less than ${growthMax} bytes more than before`).then(({ bytes }) => bytes);
  }

  test('does not grow under compressed bombs', async () => {
    const server = await startServer();
    const bomb = gzipSync(Buffer.alloc(64 * 1_024 * 1_024, 0x20));
    const headers = {
      authorization: `Bearer ${server.bearer}`,
      'content-type': 'application/json',
      'content-encoding': 'gzip',
    };
    const growth = await growthDuring(server, async () => {
      for (let index = 0; index < 20; index += 1)
        expect(
          (await rawRequest({ port: server.port, method: 'POST', path: '/api/check', headers, body: bomb })).status,
        ).toBe(415);
    });
    expect(growth).toBeLessThan(growthMax);
  });

  test('does not grow under bodies beyond the limit', async () => {
    const server = await startServer();
    const body = `"${'x'.repeat(limits.httpBodyBytesMax)}"`;
    const headers = { authorization: `Bearer ${server.bearer}`, 'content-type': 'application/json' };
    const growth = await growthDuring(server, async () => {
      for (let index = 0; index < 20; index += 1)
        expect(
          (await rawRequest({ port: server.port, method: 'POST', path: '/api/check', headers, body })).status,
        ).toBe(413);
    });
    expect(growth).toBeLessThan(growthMax);
  });

  test.each([
    [
      'a packet that announces 100,000 attachments',
      websocketFrame(Buffer.from('45100000-["x",{"_placeholder":true,"num":0}]')),
    ],
    [
      'a message of the limit plus one',
      websocketFrame(Buffer.from(`42["x","${'x'.repeat(limits.socketMessageBytesMax)}"]`)),
    ],
    ['an event, which no client has to send', websocketFrame(Buffer.from('42["x"]'))],
  ])('does not grow under %s, and the speaker is cut off', async (_name, frame) => {
    const server = await startServer();
    const headers = { Authorization: `Bearer ${server.bearer}` };
    const growth = await growthDuring(server, async () => {
      for (let index = 0; index < 20; index += 1) {
        const { status, socket } = await rawUpgrade({ port: server.port, headers });
        expect(status).toBe(101);
        const closed = new Promise<void>((resolve) => {
          socket.once('close', () => resolve()).on('error', () => undefined);
          socket.on('data', (chunk: Buffer) => isCloseFrame(chunk) && resolve());
        });
        socket.write(websocketFrame(Buffer.from('40')));
        socket.write(frame);
        for (let attachment = 0; attachment < 1_000 && !socket.destroyed; attachment += 1)
          socket.write(websocketFrame(Buffer.alloc(4_000), 2));
        await closed;
        socket.destroy();
      }
    });
    expect(growth).toBeLessThan(growthMax);
  });
});

/** The server's last word: a close frame, with a code of two bytes or none. */
const isCloseFrame = (chunk: Buffer): boolean =>
  (chunk.at(-2) === 0x88 && chunk.at(-1) === 0) || (chunk.at(-4) === 0x88 && chunk.at(-3) === 2);
