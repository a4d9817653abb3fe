/**
 * How the end-to-end tests meet the product: the real server, the built studio, a real browser, one test at a time.
 * `npm test` runs them; alone: `npx playwright test -c e2e` after `npm start` has built the studio once.
 */
import { defineConfig } from '@playwright/test';
import { findChromium } from './chromium.ts';

const executable = findChromium(process.env);
if (executable === null)
  throw new Error('No Chromium found. Run `node e2e/install-chromium.ts` first, or set PLAYWRIGHT_CHROMIUM.');

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../test-results/end-to-end',
  forbidOnly: true,
  retries: 0,
  // Every test starts processes of its own; two cores are for those.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
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
