/**
 * Nothing of the server is within reach without access, and nothing within reach of another website: checked on real
 * sockets for every row of the route table, so that a route added tomorrow is checked too.
 */
import { connect } from 'node:net';
import { limits } from '@potoroo/shared/limits';
import { describe, expect, onTestFinished, test } from 'vitest';
import { rawUpgrade } from '../testing/raw-request.ts';
import type { RawHeaders } from '../testing/raw-request.ts';
import { runStudio } from '../testing/running-studio.ts';
import type { RunningStudio } from '../testing/running-studio.ts';

const otherAddresses = [
  { method: 'GET', path: '/' },
  { method: 'GET', path: '/index.html' },
  { method: 'GET', path: '/favicon.svg' },
  { method: 'GET', path: '/assets/index-Ab3_xY9z.js' },
  { method: 'GET', path: '/some/page' },
  { method: 'GET', path: '/api/nothing' },
  { method: 'GET', path: '/API/pipelines' },
  { method: 'GET', path: '//api/pipelines' },
  { method: 'GET', path: '/api%2fpipelines' },
  { method: 'HEAD', path: '/api/pipelines' },
  { method: 'OPTIONS', path: '/api/pipelines' },
  { method: 'PATCH', path: '/api/pipelines' },
  { method: 'GET', path: '/open/' },
  { method: 'GET', path: '/open?token=wrong' },
  { method: 'POST', path: '/open' },
];

const addressesOf = ({ studio }: RunningStudio): typeof otherAddresses => [
  ...studio.routes.map(({ method, path }) => ({
    method: method.toUpperCase(),
    path: path.replace(':id', 'market-spread'),
  })),
  ...otherAddresses,
];

async function statuses(studio: RunningStudio, headers: RawHeaders): Promise<readonly number[]> {
  const found = new Set<number>();
  for (const { method, path } of addressesOf(studio)) found.add((await studio.raw({ method, path, headers })).status);
  return [...found];
}

describe('the server', () => {
  test('has routes to check', async () => {
    const { studio } = await runStudio();
    expect(studio.routes.length).toBeGreaterThanOrEqual(26);
  });

  test('answers 401 everywhere without access', async () => {
    // A server of its own for each, because strangers may not ask often.
    for (const headers of [{}, { authorization: `Bearer ${'x'.repeat(43)}` }])
      expect(await statuses(await runStudio(), headers)).toEqual([401]);
  });

  test('answers 403 everywhere under a foreign host name, even with the cookie: a rebound DNS name', async () => {
    const studio = await runStudio();
    expect(await statuses(studio, { host: `attacker.example:${studio.port}`, cookie: studio.cookie })).toEqual([403]);
  });

  test('answers 403 everywhere to a foreign origin, even with the cookie', async () => {
    for (const origin of ['http://127.0.0.1:1', 'null', 'https://attacker.example']) {
      const studio = await runStudio();
      expect(await statuses(studio, { origin, cookie: studio.cookie })).toEqual([403]);
    }
  });

  test('grants other origins nothing by CORS', async () => {
    const studio = await runStudio();
    for (const origin of ['http://127.0.0.1:1', studio.origin]) {
      const { headers } = await studio.raw({
        method: 'OPTIONS',
        path: '/api/pipelines',
        headers: { origin, cookie: studio.cookie, 'access-control-request-method': 'PUT' },
      });
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });

  test('takes no change from a cookie alone, nor a form of any kind', async () => {
    const studio = await runStudio();
    const body = JSON.stringify({ pipelineId: 'market-spread', workers: 1 });
    const post = async (headers: RawHeaders): Promise<number> =>
      (await studio.raw({ method: 'POST', path: '/api/deployment', headers, body })).status;
    expect(await post({ cookie: studio.cookie, 'content-type': 'application/json' })).toBe(403);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      expect(await post({ cookie: studio.cookie, origin: studio.origin, 'content-type': type })).toBe(415);
    }
    expect(studio.hand.started).toEqual([]);
  });

  test('admits the cookie on its own origin, and the bearer key without one', async () => {
    const studio = await runStudio();
    expect((await studio.ask('GET', '/api/pipelines')).status).toBe(200);
    expect(
      (await studio.raw({ path: '/api/pipelines', headers: { authorization: `Bearer ${studio.bearer}` } })).status,
    ).toBe(200);
    expect(
      (
        await studio.raw({
          path: '/api/pipelines',
          headers: { cookie: studio.cookie, host: `localhost:${studio.port}` },
        })
      ).status,
    ).toBe(200);
  });

  test('writes no secret to its log', async () => {
    const studio = await runStudio();
    await studio.ask('GET', '/api/pipelines');
    await studio.raw({ path: '/open?token=guess-guess-guess' });
    expect(studio.logged()).toContain('session opened');
    for (const secret of [studio.bearer, studio.cookie.split('=')[1] ?? '', 'guess-guess-guess'])
      expect(studio.logged()).not.toContain(secret);
  });
});

describe('the one-time link', () => {
  test('sets a cookie that scripts and other sites do not get, and works once', async () => {
    const studio = await runStudio();
    const path = studio.studio.issueUrl().slice(studio.origin.length);
    const first = await studio.raw({ path });
    expect([first.status, first.headers.location]).toEqual([303, '/']);
    expect(first.headers['set-cookie']?.[0]).toMatch(
      /^potoroo-\d+=[\w-]{43}; Max-Age=\d+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/,
    );
    const second = await studio.raw({ path });
    expect([second.status, second.headers['set-cookie']]).toEqual([401, undefined]);
    expect(second.body).toContain('This link was used already');
  });

  test('leads a person who has access already to the first page', async () => {
    const studio = await runStudio();
    expect(await studio.raw({ path: '/open?token=used', headers: { cookie: studio.cookie } })).toMatchObject({
      status: 303,
      headers: { location: '/' },
    });
  });

  test('works from a link on another page: the page without a cookie asks again by itself', async () => {
    const studio = await runStudio();
    const visit = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    const path = studio.studio.issueUrl().slice(studio.origin.length);
    expect((await studio.raw({ path, headers: { ...visit, 'sec-fetch-site': 'cross-site' } })).status).toBe(303);
    const strict = await studio.raw({ path: '/', headers: { ...visit, 'sec-fetch-site': 'cross-site' } });
    expect([strict.status, strict.body.includes('http-equiv="refresh"')]).toEqual([401, true]);
    const again = await studio.raw({ path: '/', headers: { ...visit, 'sec-fetch-site': 'same-origin' } });
    expect([again.status, again.body.includes('http-equiv="refresh"')]).toEqual([401, false]);
  });
});

describe('the live feed', () => {
  test.each([
    ['nothing at all', () => ({}), 401],
    ['a wrong cookie', ({ origin, port }) => ({ Cookie: `potoroo-${port}=wrong`, Origin: origin }), 401],
    ['a cookie without an origin', ({ cookie }) => ({ Cookie: cookie }), 403],
    ['a cookie and a foreign origin', ({ cookie }) => ({ Cookie: cookie, Origin: 'http://127.0.0.1:1' }), 403],
    [
      'a cookie and a foreign host',
      ({ cookie, port }) => ({
        Cookie: cookie,
        Host: `attacker.example:${port}`,
        Origin: `http://attacker.example:${port}`,
      }),
      403,
    ],
    ['the cookie and its own origin', ({ cookie, origin }) => ({ Cookie: cookie, Origin: origin }), 101],
    ['the bearer key', ({ bearer }) => ({ Authorization: `Bearer ${bearer}` }), 101],
  ] as [string, (studio: RunningStudio) => RawHeaders, number][])(
    'is opened with %s: %s',
    async (_name, headers, status) => {
      const studio = await runStudio();
      const upgrade = await rawUpgrade({ port: studio.port, headers: headers(studio) });
      upgrade.socket.destroy();
      expect(upgrade.status).toBe(status);
    },
  );

  test('is not to be had by polling, with access or without', async () => {
    const studio = await runStudio();
    const path = '/socket.io/?EIO=4&transport=polling';
    for (const method of ['GET', 'POST', 'OPTIONS']) {
      expect((await studio.ask(method, path)).status).toBe(method === 'POST' ? 415 : 404);
      const stranger = await studio.raw({ method, path });
      expect(stranger.status).toBe(401);
      expect(stranger.body).not.toContain('sid');
    }
  });
});

describe('many connections', () => {
  test('that are left idle lock out nobody with access, and those with access are kept', async () => {
    const studio = await runStudio();
    const kept = await rawUpgrade({
      port: studio.port,
      headers: { Authorization: `Bearer ${studio.bearer}` },
    });
    let isKept = true;
    kept.socket.on('close', () => (isKept = false));
    onTestFinished(() => void kept.socket.destroy());
    const idle = Array.from({ length: limits.connectionsMax + 20 }, () => connect(studio.port, '127.0.0.1'));
    const lost = idle.map(
      (socket) =>
        new Promise<void>((resolve) => {
          onTestFinished(() => void socket.destroy());
          socket.on('error', () => undefined);
          socket.on('close', () => resolve());
          socket.resume();
        }),
    );
    await Promise.all(lost.slice(0, 20));
    expect((await studio.ask('GET', '/api/pipelines')).status).toBe(200);
    expect(isKept).toBe(true);
    expect(idle.filter((socket) => !socket.destroyed).length).toBeGreaterThan(0);
  });
});
