/**
 * The order of a start: install, find Node 26, build where the command shows the studio, hand over.
 * Each step is a file of its own; a step that cannot be done throws a `Refusal`, told to the person here.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildStudio } from './build-studio.mjs';
import { handOver } from './hand-over.mjs';
import { install } from './install.mjs';
import { findNode26 } from './node-26.mjs';
import { Refusal } from './refusal.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/**
 * What each npm script starts. The command line works in the directory it was called from, so that the paths a person
 * types mean what they look like; npm itself always moves to the root first and leaves the origin in INIT_CWD.
 */
const commands = {
  start: { entry: 'apps/server/src/main.ts', showsStudio: true, cwd: root },
  test: { entry: 'tools/verify/main.ts', showsStudio: false, cwd: root },
  bench: { entry: 'tools/bench/main.ts', showsStudio: false, cwd: root },
  cli: { entry: 'apps/server/src/cli/main.ts', showsStudio: false, cwd: process.env['INIT_CWD'] || process.cwd() },
};

/**
 * @param {string | undefined} name
 * @param {string[]} args
 */
export async function bootstrap(name, args) {
  try {
    const command = commandNamed(name);
    await install(root);
    const node = await findNode26(root);
    if (command.showsStudio) await buildStudio(root, node);
    handOver({
      node,
      entry: path.join(root, command.entry),
      args,
      cwd: command.cwd,
      root,
      restarts: command.showsStudio,
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    process.stderr.write(`\n${error.message}\n`);
    process.exitCode = 1;
  }
}

/** @param {string | undefined} name */
function commandNamed(name) {
  if (name === 'start' || name === 'test' || name === 'bench' || name === 'cli') return commands[name];
  throw new Refusal(
    `Unknown command "${name ?? ''}". Use: npm start, npm test, npm run bench, or npm run -s potoroo -- help`,
  );
}
