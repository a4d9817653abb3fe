/**
 * What an end-to-end test is given. Where the test is about the process, the door or a first visit: a studio of its own
 * (`studio`, `studioPage`). Everywhere else: a window that stays open from test to test, its compiler loaded once, in which
 * each test begins on a fresh copy of Market Spread (`warmPage`); a test that fails takes that window with it.
 * A test that the page's console contradicts fails: errors there are faults of ours.
 */
import { type Browser, expect, test as base, type Page } from '@playwright/test';
import { viewport } from './viewport.ts';
import { startStudioProcess, type StudioProcess } from './studio-process.ts';
import { openTemplate, screenTab, seeMarketSpread } from './studio/screen.ts';

type Given = { readonly studio: StudioProcess; readonly studioPage: Page; readonly warmPage: Page };
type Kept = { readonly warmStudio: WarmStudio };
type WarmStudio = {
  readonly origin: string;
  readonly dataDirectory: string;
  readonly page: Page;
  readonly faults: string[];
};

export const test = base.extend<Given, Kept>({
  // The first parameter of a fixture must be a pattern, even where nothing is taken from it.
  // oxlint-disable-next-line no-empty-pattern
  studio: async ({}, use) => {
    const studio = await startStudioProcess();
    await use(studio);
    await studio.stop();
  },
  studioPage: async ({ page, studio }, use) => {
    const faults = faultsOf(page);
    await page.goto(studio.url);
    await use(page);
    expect(faults, 'errors in the console of the page').toEqual([]);
  },
  warmStudio: [
    async ({ browser }, use) => {
      const studio = await startStudioProcess();
      const { origin, dataDirectory } = studio;
      await use({ origin, dataDirectory, ...(await openWindow(browser, studio.url)) });
      await studio.stop();
    },
    { scope: 'worker' },
  ],
  warmPage: async ({ warmStudio }, use) => {
    const { page, faults } = warmStudio;
    faults.length = 0;
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme: null, reducedMotion: null });
    await screenTab(page, 'Build & run').click();
    await openTemplate(page, 'Market Spread');
    await seeMarketSpread(page);
    await use(page);
    await endRun(warmStudio);
    expect(faults, 'errors in the console of the page').toEqual([]);
  },
});

async function openWindow(browser: Browser, url: string): Promise<Pick<WarmStudio, 'page' | 'faults'>> {
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  const faults = faultsOf(page);
  await page.goto(url);
  await seeMarketSpread(page);
  return { page, faults };
}

function faultsOf(page: Page): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  return faults;
}

/** The server runs one deployment at a time: what a test has left running would be in the way of the next. */
async function endRun({ page, origin }: WarmStudio): Promise<void> {
  const deployment = `${origin}/api/deployment`;
  // A connection that lay idle may be closed in the moment in which it is used again.
  const phase = async (): Promise<unknown> =>
    (await (await page.request.get(deployment, { maxRetries: 2 })).json()).phase;
  const ended = /^(idle|stopped|finished|failed)$/;
  if (ended.test(String(await phase()))) return;
  const asked = await page.request.delete(deployment, { headers: { origin } });
  expect(asked.status()).toBe(202);
  await expect.poll(phase, { timeout: 30_000 }).toMatch(ended);
}

export { expect } from '@playwright/test';
