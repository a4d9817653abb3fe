/**
 * One runner for unit, property and simulation tests, wherever they stand beside their sources. No watcher, no retries:
 * a test that fails now and then is a bug in the test or in Potoroo.
 */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{packages,apps,tools,examples}/**/*.test.{ts,tsx}', 'e2e/cli/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    environment: 'node',
    // Real processes share two cores with the tests that watch them. A time-out only ends what hangs: no test is about how long it takes.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    retry: 0,
    allowOnly: false,
  },
});
