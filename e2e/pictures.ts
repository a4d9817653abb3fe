/**
 * Makes the pictures of the documentation from the running product: `npm run pictures`. Needs the built studio and a
 * Chromium, as the tests do. What is seen is a real run on three worker processes.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, expect, type Browser, type Page } from '@playwright/test';
import { findChromium } from './chromium.ts';
import { startStudioProcess } from './studio-process.ts';
import { ledger, screenTab, seeMarketSpread, stepNamed } from './studio/screen.ts';

const folder = fileURLToPath(new URL('../docs/pictures/', import.meta.url));
const recordsSeen = 400_000;
const slow = { timeout: 60_000 };

/** Market Spread on a studio of its own; `pose` brings it to what is to be seen. */
async function picture(browser: Browser, name: string, theme: 'light' | 'dark', pose: Pose): Promise<void> {
  const studio = await startStudioProcess();
  try {
    const page = await browser.newPage({ viewport: { width: 1600, height: 1000 }, colorScheme: theme });
    await page.goto(studio.url);
    await seeMarketSpread(page);
    await pose(page);
    await page.screenshot({ path: path.join(folder, `${name}-${theme}.png`) });
  } finally {
    await studio.stop();
  }
}
type Pose = (page: Page) => Promise<void>;

const running: Pose = async (page) => {
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await stepNamed(page, 'Check order').click();
  await expect.poll(async () => (await ledger(page)).applied, slow).toBeGreaterThan(recordsSeen);
};

/** A fourth worker has joined: where its objects were are ghosts, and the ledger tells what moved. */
const joined: Pose = async (page) => {
  await running(page);
  await screenTab(page, 'Cluster').click();
  const side = page.getByRole('complementary', { name: 'What moves, and what it costs' });
  await side.getByRole('button', { name: 'Ledger' }).click();
  await page.getByRole('button', { name: 'Worker', exact: true }).click();
  await expect(page.getByText('Running on 4 workers').first()).toBeVisible(slow);
  await expect(side.getByRole('listitem').filter({ hasText: /w4.*joined|w4 joins/ })).toBeVisible(slow);
};

/** The lesson on modulo and Random Slicing, at its answer. */
const answered: Pose = async (page) => {
  await screenTab(page, 'Learn').click();
  await page.locator('[data-lesson="adding-a-worker"]').click();
  for (let step = 1; step < 4; step++) {
    await expect(page.getByText(new RegExp(`^Step ${step} of `))).toBeVisible(slow);
    await page.keyboard.press('PageDown');
  }
  await expect(page.getByText(/^The answer:/)).toBeVisible(slow);
};

const executablePath = findChromium(process.env);
if (executablePath === null) throw new Error('no Chromium was found; run npm test once, which installs it');
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
for (const theme of ['light', 'dark'] as const) await picture(browser, 'studio', theme, running);
await picture(browser, 'cluster', 'light', joined);
await picture(browser, 'learn', 'light', answered);
await browser.close();
