/**
 * Makes the pictures of the documentation from the running product: `npm run pictures`. Needs the built studio and a
 * Chromium, as the tests do. What is seen is a real run on three worker processes.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, expect, type Browser } from '@playwright/test';
import { findChromium } from './chromium.ts';
import { startStudioProcess } from './studio-process.ts';
import { ledger, seeMarketSpread, stepNamed } from './studio/screen.ts';

const folder = fileURLToPath(new URL('../docs/pictures/', import.meta.url));
const recordsSeen = 400_000;

async function picture(browser: Browser, theme: 'light' | 'dark'): Promise<void> {
  const studio = await startStudioProcess();
  try {
    const page = await browser.newPage({ viewport: { width: 1600, height: 1000 }, colorScheme: theme });
    await page.goto(studio.url);
    await seeMarketSpread(page);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await stepNamed(page, 'Check order').click();
    await expect.poll(async () => (await ledger(page)).applied, { timeout: 60_000 }).toBeGreaterThan(recordsSeen);
    await page.screenshot({ path: path.join(folder, `studio-${theme}.png`) });
  } finally {
    await studio.stop();
  }
}

const executablePath = findChromium(process.env);
if (executablePath === null) throw new Error('no Chromium was found; run npm test once, which installs it');
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
for (const theme of ['light', 'dark'] as const) await picture(browser, theme);
await browser.close();
