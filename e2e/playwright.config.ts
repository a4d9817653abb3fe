/**
 * How the end-to-end tests meet the product: the real server, the built studio, a real browser, one test at a time.
 * `npm test` runs them; alone: `npx playwright test -c e2e` after `npm start` has built the studio once.
 */
import { defineConfig } from '@playwright/test';
import { findChromium } from './chromium.ts';
import { viewport } from './viewport.ts';

const executable = findChromium(process.env);
if (executable === null)
  throw new Error('No Chromium found. Run `node e2e/install-chromium.ts` first, or set PLAYWRIGHT_CHROMIUM.');

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../test-results/end-to-end',
  forbidOnly: true,
  retries: 0,
  // Studios and deployments are processes of their own; two cores are for those.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    viewport,
    // Pictures of every step would cost a fifth of the time; the snapshots of the page tell more.
    trace: { mode: 'retain-on-failure', screenshots: false },
    launchOptions: {
      executablePath: executable,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
