/**
 * Another website in the browser of a person who has the studio open: a real page on another port of the same host, which
 * even gets the studio's cookies sent along, tries everything a page can. Nothing is read and nothing is changed.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext, Page } from '@playwright/test';
import { chromium } from '@playwright/test';
import { findChromium } from '../chromium.ts';
import { expect, test } from '../fixtures.ts';

/** Serves an empty page on every path; `host` is the name that the browser calls it by. */
async function openForeignPage(
  context: BrowserContext,
  host: string,
): Promise<{ readonly page: Page; readonly close: () => void }> {
  const server = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>Foreign</title>'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const page = await context.newPage();
  await page.goto(`http://${host}:${port}/`);
  return { page, close: () => server.close() };
}

for (const host of ['127.0.0.1', 'localhost']) {
  test(`a page on another port of ${host} can neither read nor change the studio`, async ({ studio, page }) => {
    await page.goto(studio.url);
    const foreign = await openForeignPage(page.context(), host);
    const outcomes = await foreign.page.evaluate(async (origin) => {
      const outcome = async (attempt: () => Promise<unknown>): Promise<unknown> => {
        try {
          return await attempt();
        } catch {
          return 'failed';
        }
      };
      const json = { 'content-type': 'application/json' };
      const body = JSON.stringify({ pipelineId: 'market-spread', workers: 1 });
      return {
        read: await outcome(async () => (await fetch(`${origin}/api/pipelines`, { credentials: 'include' })).text()),
        blind: await outcome(async () =>
          (await fetch(`${origin}/api/pipelines`, { credentials: 'include', mode: 'no-cors' })).text(),
        ),
        post: await outcome(async () =>
          (
            await fetch(`${origin}/api/deployment`, { method: 'POST', credentials: 'include', headers: json, body })
          ).text(),
        ),
        blindPost: await outcome(async () =>
          (
            await fetch(`${origin}/api/deployment`, { method: 'POST', credentials: 'include', mode: 'no-cors', body })
          ).text(),
        ),
        remove: await outcome(async () =>
          (await fetch(`${origin}/api/pipelines/market-spread`, { method: 'DELETE', credentials: 'include' })).text(),
        ),
        socket: await new Promise((resolve) => {
          const socket = new WebSocket(`${origin.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
          socket.addEventListener('message', () => resolve('heard something'));
          socket.addEventListener('open', () => resolve('open'));
          socket.addEventListener('error', () => resolve('failed'));
        }),
        script: await new Promise((resolve) => {
          const script = document.createElement('script');
          script.src = `${origin}/api/pipelines`;
          script.addEventListener('load', () => resolve('loaded'));
          script.addEventListener('error', () => resolve('failed'));
          document.head.append(script);
        }),
      };
    }, studio.origin);
    expect(outcomes).toEqual({
      read: 'failed',
      blind: 'failed',
      post: 'failed',
      blindPost: 'failed',
      remove: 'failed',
      socket: 'failed',
      script: 'failed',
    });

    await foreign.page.setContent(
      `<form method="post" enctype="text/plain" action="${studio.origin}/api/deployment"><input name='{"pipelineId":"market-spread","workers":1,"x":"' value='"}'></form>`,
    );
    const [answer] = await Promise.all([
      foreign.page.waitForResponse(`${studio.origin}/api/deployment`),
      foreign.page.evaluate(() => document.querySelector('form')?.submit()),
    ]);
    expect(answer.status()).toBe(403);

    const api = page.request;
    expect(await (await api.get(`${studio.origin}/api/deployment`)).json()).toMatchObject({ phase: 'idle' });
    expect(JSON.stringify(await (await api.get(`${studio.origin}/api/pipelines`)).json())).toContain('market-spread');
    foreign.close();
  });
}

test('a page cannot put the studio into a frame', async ({ studio, page }) => {
  await page.goto(studio.url);
  const foreign = await openForeignPage(page.context(), '127.0.0.1');
  await foreign.page.setContent(`<iframe src="${studio.origin}/"></iframe>`);
  const frame = foreign.page.frames()[1];
  await expect.poll(() => frame?.url()).toContain('chrome-error://');
  foreign.close();
});

test('a name that was rebound to this machine is no way in', async ({ studio }) => {
  const browser = await chromium.launch({
    executablePath: findChromium(process.env) ?? '',
    args: ['--no-sandbox', '--disable-gpu', '--host-resolver-rules=MAP rebound.example 127.0.0.1'],
  });
  const page = await browser.newPage();
  const rebound = studio.url.replace('127.0.0.1', 'rebound.example');
  const link = await page.goto(rebound);
  expect([link?.status(), await page.context().cookies()]).toEqual([403, []]);
  const read = await page.goto(new URL('/api/pipelines', rebound).href);
  expect(read?.status()).toBe(403);
  await browser.close();
});
