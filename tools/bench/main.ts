/**
 * `npm run bench`: what Potoroo does in a second on this machine, beside what anybody would write instead. Prints a table of
 * figures and ratios for each suite and writes them as JSON. docs/PERFORMANCE.md says how to read them.
 */
import { writeFileSync } from 'node:fs';
import { askedFor, help } from './asked.ts';
import { liveInOwnFolder } from './own-folder.ts';
import { endRuns } from './potoroo.ts';
import { runSuites } from './run-suites.ts';
import { tableOf } from './report.ts';

const asked = askedFor(process.argv.slice(2));
if (asked === 'help') process.stdout.write(help);
else if ('error' in asked) {
  process.stderr.write(`${asked.error}\n\n${help}`);
  process.exitCode = 2;
} else {
  liveInOwnFolder(endRuns);
  const report = await runSuites(asked, {
    told: (text) => process.stderr.write(`${text}\n`),
    done: (result) => process.stdout.write(`\n${tableOf(result)}`),
  });
  writeFileSync(asked.json, `${JSON.stringify(report, null, 2)}\n`);
  process.stdout.write(`\nwritten to ${asked.json}\n`);
}
