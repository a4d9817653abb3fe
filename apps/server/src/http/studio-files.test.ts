import { expect, test } from 'vitest';
import { runStudio } from '../testing/running-studio.ts';

test('hashed files are kept for a year, the first page is asked for anew', async () => {
  const { ask } = await runStudio();
  const hashed = await ask('GET', '/assets/index-Ab3_xY9z.js');
  expect([hashed.status, hashed.headers['cache-control']]).toEqual([200, 'private, max-age=31536000, immutable']);
  for (const path of ['/', '/index.html', '/favicon.svg', '/pipelines/market-spread']) {
    const reply = await ask('GET', path);
    expect([path, reply.status, reply.headers['cache-control']]).toEqual([path, 200, 'no-cache']);
  }
  expect((await ask('GET', '/api/pipelines')).headers['cache-control']).toBe('no-store');
});

test('nothing beside the build is served', async () => {
  const { ask } = await runStudio();
  for (const path of [
    '/../data/seeded.json',
    '/..%2fdata%2fseeded.json',
    '/%2e%2e/data/seeded.json',
    '/assets/..%2f..%2fdata/seeded.json',
    '/.hidden.txt',
    '/assets/missing-Ab3_xY9z.js',
  ]) {
    const reply = await ask('GET', path);
    expect([path, reply.status]).toEqual([path, expect.toBeOneOf([400, 403, 404])]);
  }
});

test('a missing build is told on a page', async () => {
  const { ask } = await runStudio({ isBuilt: false });
  const reply = await ask('GET', '/');
  expect([reply.status, reply.body]).toEqual([503, expect.stringContaining('The studio is not built yet')]);
});

test('every answer forbids foreign content, inline scripts, frames and sniffing', async () => {
  const { ask, raw, port } = await runStudio();
  for (const reply of [
    await ask('GET', '/'),
    await ask('GET', '/api/pipelines'),
    await ask('GET', '/api/nothing'),
    await raw({ path: '/' }),
  ]) {
    const policy = String(reply.headers['content-security-policy']).split('; ');
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${port}`);
    expect(reply.headers['x-content-type-options']).toBe('nosniff');
    expect(reply.headers['x-powered-by']).toBe(undefined);
  }
});

test('only the workers that try snippets and play lessons may make code from text, and they can reach nothing', async () => {
  const { ask } = await runStudio();
  const policyOf = async (path: string) => String((await ask('GET', path)).headers['content-security-policy']);
  for (const worker of ['trial', 'learn'])
    expect(await policyOf(`/assets/${worker}.worker-Ab3_xY9z.js`)).toBe("default-src 'none'; script-src 'unsafe-eval'");
  for (const path of [
    '/',
    '/assets/index-Ab3_xY9z.js',
    '/assets/missing/trial.worker-Ab3_xY9z.js',
    '/trial.worker-Ab3_xY9z.js',
    '/learn.worker-Ab3_xY9z.js',
  ])
    expect(await policyOf(path)).not.toContain('unsafe-eval');
});
