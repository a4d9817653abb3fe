/**
 * The studio's server killed in the middle of a run, and the whole program after that: the run goes on by itself, at the
 * same place and for the same keys, and its output is as if nothing had happened.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { descendantsOf, eventually, isAlive } from './testing/processes.ts';
import { rawRequest } from './testing/raw-request.ts';
import { samplePipeline } from './testing/sample-pipeline.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';

const handOver = new URL('../../../tools/bootstrap/hand-over.mjs', import.meta.url).href;
const entry = new URL('main.ts', import.meta.url).pathname;

type Studio = {
  readonly bootstrap: ChildProcess;
  readonly port: number;
  readonly bearer: string;
  readonly server: () => number;
};

/** As `npm start` does it, after everything is installed and built. */
async function startStudio(data: string): Promise<Studio> {
  const to = {
    node: process.execPath,
    entry,
    args: ['--port', '0', '--no-open', '--data', data],
    cwd: temporaryDirectory(),
    root: temporaryDirectory(),
    restarts: true,
  };
  const code = `import { handOver } from ${JSON.stringify(handOver)}; handOver(${JSON.stringify(to)});`;
  const { npm_lifecycle_event: _ofTheTestRun, ...environment } = process.env;
  const bootstrap = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...environment, CI: '1' },
  });
  onTestFinished(() => void bootstrap.kill('SIGKILL'));
  let out = '';
  bootstrap.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  const port = Number(await eventually(() => /^http:\/\/127\.0\.0\.1:(\d+)\/open/.exec(out)?.[1], 'the URL'));
  const bearer = readFileSync(join(data, `access-${port}.key`), 'utf8').trim();
  const server = (): number => descendantsOf(bootstrap.pid ?? 0)[0] ?? 0;
  return { bootstrap, port, bearer, server };
}

/** What the server answers; null while there is none. */
async function ask({ port, bearer }: Studio, method: string, path: string, body?: unknown): Promise<unknown> {
  try {
    const reply = await rawRequest({
      port,
      method,
      path,
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return reply.status < 300 ? JSON.parse(reply.body) : null;
  } catch {
    return null;
  }
}

type Status = {
  readonly phase: string;
  readonly id: string;
  readonly summary: { readonly sources: Readonly<Record<string, number>> } | null;
};

const status = async (studio: Studio): Promise<Status | null> =>
  (await ask(studio, 'GET', '/api/deployment')) as Status | null;

test('a run goes on when the server is killed, and when the whole program is', { timeout: 240_000 }, async () => {
  const data = join(temporaryDirectory(), 'data');
  const output = join(data, 'files', 'totals.txt');
  const studio = await startStudio(data);
  const source = { type: 'generator', rate: 1_000, count: null } as const;
  const document = samplePipeline({
    left: source,
    right: source,
    totals: { type: 'file', path: 'totals.txt', format: 'lines' },
  });
  const { id: pipelineId } = (await ask(studio, 'POST', '/api/pipelines', { document })) as { readonly id: string };
  const request = { pipelineId, workers: 2, checkpointIntervalMs: 100 };
  const { id } = (await ask(studio, 'POST', '/api/deployment', request)) as { readonly id: string };
  await eventually(() => existsSync(output) && statSync(output).size > 0, 'its first outputs');

  const first = studio.server();
  process.kill(first, 'SIGKILL');
  // The same address and the same key, and the run under its old name.
  await eventually(async () => {
    const found = await status(studio);
    return found?.phase === 'running' && found.id === id;
  }, 'the run to go on');
  expect(studio.server()).not.toBe(first);
  const before = statSync(output).size;
  await eventually(() => statSync(output).size > before, 'more outputs');

  const processes = descendantsOf(studio.bootstrap.pid ?? 0);
  // Server, coordinator and two workers; a spare one may be there already.
  expect(processes.length).toBeGreaterThanOrEqual(4);
  studio.bootstrap.kill('SIGKILL');
  for (const pid of processes) process.kill(pid, 'SIGKILL');
  await eventually(() => !processes.some(isAlive), 'every process gone');

  const again = await startStudio(data);
  expect(await status(again)).toMatchObject({ id, pipelineId });
  const last = statSync(output).size;
  await eventually(() => statSync(output).size > last, 'outputs of the second program');
  expect(await ask(again, 'DELETE', '/api/deployment')).not.toBeNull();
  const end = await eventually(async () => {
    const found = await status(again);
    return found !== null && !['starting', 'running', 'stopping'].includes(found.phase) && found;
  }, 'its end');
  const { left = 0, right = 0 } = end.summary?.sources ?? {};
  expect(end).toMatchObject({ phase: 'stopped', summary: { ok: true, sinks: { totals: left + right } } });
  const counts = new Map<string, number[]>();
  for (const line of readFileSync(output, 'utf8').trim().split('\n')) {
    const { word, count } = JSON.parse(line) as { readonly word: string; readonly count: number };
    counts.set(word, [...(counts.get(word) ?? []), count]);
  }
  expect(counts.size).toBe(10);
  for (const found of counts.values()) expect(found).toEqual(found.map((_, n) => n + 1));
  expect([...counts.values()].flat()).toHaveLength(left + right);
  await eventually(() => readdirSync(join(data, 'deployments')).length === 0, 'nothing kept of a run that is over');
});
