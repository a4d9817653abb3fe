/** The stages of `npm test`, in the order in which a fault is cheapest to learn. A time limit ends what hangs; a busy machine is no fault. */
import type { Stage } from './stage.ts';

const minutes = 60_000;
const turbo = 'node_modules/turbo/bin/turbo';
const quietTurbo = ['--log-order=grouped', '--log-prefix=none', '--continue=always', '--no-color'];

const vitest = (name: string, args: readonly string[], timeoutMs: number): Stage => {
  const file = `test-results/${name}.json`;
  return {
    name,
    script: 'node_modules/vitest/vitest.mjs',
    args: ['run', ...args, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
    counts: { type: 'vitest', file },
    timeoutMs,
  };
};

/** Mostly waits for what it fetches, where no Chromium is there. */
const browser: Stage = {
  name: 'browser',
  script: 'e2e/install-chromium.ts',
  args: [],
  counts: { type: 'exit-code' },
  timeoutMs: 8 * minutes,
};

/** What reads the tree and runs none of it. */
const reading: readonly Stage[] = [
  {
    name: 'format',
    script: 'node_modules/oxfmt/bin/oxfmt',
    args: ['--check'],
    counts: { type: 'exit-code' },
    timeoutMs: 2 * minutes,
  },
  {
    name: 'lint',
    script: 'node_modules/oxlint/bin/oxlint',
    args: ['--type-aware', '--deny-warnings', '--report-unused-disable-directives-severity=error'],
    counts: { type: 'exit-code' },
    timeoutMs: 3 * minutes,
  },
  {
    name: 'types',
    script: turbo,
    args: ['run', 'types', '--output-logs=full', ...quietTurbo],
    counts: { type: 'lines', name: 'types' },
    timeoutMs: 5 * minutes,
  },
  {
    name: 'boundaries',
    script: turbo,
    args: ['boundaries', '--no-color'],
    counts: { type: 'exit-code' },
    timeoutMs: 2 * minutes,
  },
  {
    name: 'fences',
    script: 'tools/fences/main.ts',
    args: ['.'],
    counts: { type: 'lines', name: 'fences' },
    timeoutMs: 2 * minutes,
  },
  {
    name: 'build',
    script: turbo,
    args: ['run', 'build', '--output-logs=new-only', ...quietTurbo],
    counts: { type: 'exit-code' },
    timeoutMs: 5 * minutes,
  },
];

const planted = vitest('planted', ['tools/fences/planted'], 3 * minutes);
const tests: Stage = { ...vitest('tests', ['--exclude=tools/fences/planted/**'], 18 * minutes), live: true };
const endToEnd: Stage = {
  name: 'end-to-end',
  script: 'node_modules/@playwright/test/cli.js',
  args: ['test', '-c', 'e2e', '--reporter=list,json'],
  environment: { PLAYWRIGHT_JSON_OUTPUT_FILE: 'test-results/end-to-end.json' },
  counts: { type: 'playwright', file: 'test-results/end-to-end.json' },
  timeoutMs: 18 * minutes,
  live: true,
};

/** Stages of one phase run side by side, at most as many as there are cores. */
export const phases: readonly (readonly Stage[])[] = [
  [browser, ...reading],
  [planted],
  [tests],
  [{ ...endToEnd, needs: 'build' }],
];
