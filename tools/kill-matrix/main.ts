/**
 * The kill matrix: every role of a run of real processes, ended at every phase of the protocol, in every way.
 *
 *   npm run kill-matrix                          all of it
 *   npm run kill-matrix -- --only 'sink worker'  the cells whose title holds this text
 *   npm run kill-matrix -- --every 5             each fifth cell
 *
 * Exits with 1 where a result differs from what it had been without the kill. The last line is the count.
 */
import { parseArgs } from 'node:util';
import { orUsage, wholeOf } from '../command-line/or-usage.ts';
import { cells, titleOf } from './cells.ts';
import { runCell } from './run-cell.ts';

const usage = "npm run kill-matrix -- [--only 'text of a title'] [--every N]";

const chosen = orUsage(usage, () => {
  const { values } = parseArgs({
    options: { only: { type: 'string', default: '' }, every: { type: 'string', default: '1' } },
  });
  const every = wholeOf('--every', values.every, 1);
  const found = cells.filter((cell) => titleOf(cell).includes(values.only)).filter((_, at) => at % every === 0);
  if (found.length === 0) throw new Error(`No cell is called anything with ${values.only}.`);
  return found;
});

let failed = 0;
for (const cell of chosen) {
  const startedAt = performance.now();
  const fault = await runCell(cell);
  if (fault !== null) failed++;
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  process.stdout.write(`${fault === null ? '✓' : '✗'} ${titleOf(cell)} (${seconds} s)\n`);
  if (fault !== null) process.stdout.write(`  ${fault}\n`);
}
process.stdout.write(`${chosen.length - failed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
