/** The studio's door: who has the printed URL comes in, nobody else, and stopping leaves nothing behind. */
import { expect, test } from '../fixtures.ts';

test('the printed URL opens the studio and leaves no key in the address bar', async ({ studio, studioPage }) => {
  await expect(studioPage).toHaveTitle(/Potoroo/);
  expect(new URL(studioPage.url()).origin).toBe(studio.origin);
  expect(new URL(studioPage.url()).search).toBe('');
  const [, key = ''] = /[#=/]([\w-]{20,})$/.exec(studio.url) ?? [];
  expect(key).not.toBe('');
  expect(studioPage.url()).not.toContain(key);
});

test('the printed URL lets in once', async ({ studio, studioPage, browser }) => {
  expect(studioPage.url()).toContain(studio.origin);
  const other = await browser.newContext();
  const response = await other.request.get(studio.url, { maxRedirects: 0 });
  expect(response.status()).toBe(401);
  await other.close();
});

test('the API is closed to whoever has no cookie', async ({ studio, playwright }) => {
  const stranger = await playwright.request.newContext();
  for (const path of ['/api/pipelines', '/api/templates', '/api/deployment']) {
    expect((await stranger.get(`${studio.origin}${path}`)).status(), path).toBe(401);
  }
  await stranger.dispose();
});

test('the cookie of the person who was let in opens the API', async ({ studio, studioPage }) => {
  const templates = await studioPage.request.get(`${studio.origin}/api/templates`);
  expect(templates.status()).toBe(200);
  expect(JSON.stringify(await templates.json())).toContain('market-spread');
});

test('the studio loads nothing from anywhere but itself', async ({ studio, page }) => {
  const foreign: string[] = [];
  page.on('request', (request) => {
    if (/^(https?|wss?):/.test(request.url()) && new URL(request.url()).host !== new URL(studio.origin).host)
      foreign.push(request.url());
  });
  await page.goto(studio.url);
  await page.waitForLoadState('load');
  expect(foreign).toEqual([]);
});

test('stopping ends the process, and the port with it', async ({ studio, playwright }) => {
  await studio.stop();
  expect(() => process.kill(studio.pid, 0)).toThrow('ESRCH');
  const request = await playwright.request.newContext();
  await expect(request.get(studio.origin)).rejects.toThrow('ECONNREFUSED');
  await request.dispose();
});
