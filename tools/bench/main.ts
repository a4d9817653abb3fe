/**
 * `npm run bench`: what Potoroo does in a second on this machine, beside what anybody would write instead. Prints a table of
 * figures and ratios for each suite and writes them as JSON. docs/PERFORMANCE.md says how to read them.
 *
 *   npm run bench                        the short run, some minutes
 *   npm run bench -- --size long         as long as figures deserve
 *   npm run bench -- --only keys,latency --json figures.json
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runSuites } from './run-suites.ts';
import { tableOf } from './report.ts';
import { isSizeName, sizes } from './sizes.ts';
import { isSuiteName, suites } from './suites/index.ts';

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: 'short' },
    only: { type: 'string' },
    json: { type: 'string', default: 'bench.json' },
  },
});

const names = (values.only ?? Object.keys(suites).join(',')).split(',');
const unknown = names.filter((name) => !isSuiteName(name));
if (!isSizeName(values.size) || unknown.length > 0) {
  process.stderr.write(
    `There are the sizes ${Object.keys(sizes).join(', ')} and the suites ${Object.keys(suites).join(', ')}; ` +
      `asked for were ${[values.size, ...names].join(', ')}.\n`,
  );
  process.exitCode = 2;
} else {
  const report = await runSuites(
    { size: values.size, names: names.filter(isSuiteName) },
    {
      told: (text) => process.stderr.write(`${text}\n`),
      done: (result) => process.stdout.write(`\n${tableOf(result)}`),
    },
  );
  writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
  process.stdout.write(`\nwritten to ${values.json}\n`);
}
