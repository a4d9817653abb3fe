/**
 * Sees that there is a Chromium, with Debian's package where none is found, and prints where it is.
 *
 *   node e2e/install-chromium.ts
 */
import { spawnSync } from 'node:child_process';
import { findChromium } from './chromium.ts';

function main(): number {
  const found = findChromium(process.env) ?? installed();
  if (found !== null) process.stdout.write(`${found}\n`);
  return found === null ? 1 : 0;
}

function installed(): string | null {
  const prefix = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (!runs('apt-get') || (prefix.length > 0 && !runs('sudo'))) return refuse('there is no apt-get that we may use');
  process.stderr.write("No browser found: installing Debian's Chromium.\n");
  const updated = apt(prefix, ['update']) && apt(prefix, ['install', '-y', '--no-install-recommends', 'chromium']);
  if (!updated) return refuse('apt-get failed, see above');
  return findChromium(process.env) ?? refuse('apt-get installed a package without a browser in it');
}

function refuse(reason: string): null {
  process.stderr.write(
    `The end-to-end tests need a Chromium, and ${reason}. Install one (Debian: apt-get install chromium; elsewhere: ` +
      'npx playwright install chromium) or name one: PLAYWRIGHT_CHROMIUM=/path/to/chromium npm test\n',
  );
  return null;
}

function apt(prefix: readonly string[], args: readonly string[]): boolean {
  const [file = '', ...rest] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', ...args];
  // What apt says goes to stderr: stdout is the path and nothing else.
  return spawnSync(file, rest, { stdio: ['ignore', 2, 2] }).status === 0;
}

const runs = (program: string): boolean => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;

process.exitCode = main();
