/**
 * Random faults on real processes, for as long as is wanted: workers, the coordinator and the program itself are killed and
 * stopped, workers join and are drained, an object moves alone, while records flow; then what came out is compared with a reference.
 *
 *   npm run faults -- --minutes 10 --seed 1 --records 60000 --rate 4000 --application alphabet --trace
 *
 * Exits with 1 at the first run whose result differs from what it had been without faults, and keeps what it wrote. The last line is the count.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { numberOf, orUsage, wholeOf } from '../command-line/or-usage.ts';
import { applications, runWithFaults } from './one-run.ts';

const usage = `npm run faults -- [--minutes 10] [--seed 1] [--records 60000] [--rate 4000] [--application NAME] [--trace]
NAME is one of ${applications.join(', ')}; all of them by turns if it is not given.`;

const { minutes, firstSeed, records, rate, chosen, trace } = orUsage(usage, read);

function read() {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '10' },
      seed: { type: 'string', default: '1' },
      records: { type: 'string', default: '60000' },
      rate: { type: 'string', default: '4000' },
      application: { type: 'string' },
      trace: { type: 'boolean', default: false },
    },
  });
  const { application, trace } = values;
  const chosen = applications.filter((name) => application === undefined || name === application);
  if (chosen.length === 0) throw new Error(`--application ${application ?? ''} is none of ${applications.join(', ')}`);
  return {
    minutes: numberOf('--minutes', values.minutes, 0),
    firstSeed: wholeOf('--seed', values.seed, 1),
    records: wholeOf('--records', values.records, 1),
    rate: numberOf('--rate', values.rate, 1),
    chosen,
    trace,
  };
}

const end = performance.now() + minutes * 60_000;
const say = (text: string): void => void process.stdout.write(`${text}\n`);

let [runs, faults, failed] = [0, 0, false];
for (let seed = firstSeed; !failed && performance.now() < end; seed++) {
  const application = chosen[seed % chosen.length] ?? 'alphabet';
  const directory = mkdtempSync(path.join(tmpdir(), 'potoroo-faults-'));
  const startedAt = performance.now();
  const outcome = await runWithFaults({
    application,
    seed,
    directory,
    records,
    rate,
    say: trace ? say : () => undefined,
  });
  runs++;
  faults += outcome.faults;
  failed = outcome.fault !== null;
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  say(`${failed ? '✗' : '✓'} seed ${seed}, ${application}: ${outcome.faults} faults in ${seconds} s`);
  if (failed) say(`  ${outcome.fault ?? ''}\n  what it wrote is kept in ${directory}`);
  else rmSync(directory, { recursive: true, force: true });
}
say(`${runs} runs, ${faults} faults, ${failed ? 'one' : 'none'} failed`);
process.exitCode = failed ? 1 : 0;
