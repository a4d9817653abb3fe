/**
 * How the end-to-end tests meet the product: the real server, the built studio, a real browser, two files at a time.
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
  // A file has a studio, deployments and a browser of its own. Each of them waits for another most of the time, so that a
  // second file costs little; and a time-out only ends what hangs.
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 30_000 },
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
