/**
 * Starts the real program on Node 26 and then is nothing but its outside: signals go in, the exit code comes out.
 *
 * 1. The program ends when the bootstrap does, even by SIGKILL: an IPC channel is open between the two, and
 *    `end-with-parent.mjs`, loaded into the program before its entry, ends it when that channel closes.
 * 2. The bootstrap ends when npm does, even by SIGKILL: it watches who stands above it, and stops the program when that changes.
 * 3. A terminal sends Ctrl-C to everyone in the foreground, the program included; passing it on would make it two.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { npmStandsAbove } from './npm-parent.mjs';
import { Refusal } from './refusal.mjs';

const parentWatchMs = 500;
const stopMs = 10_000;
const endWithParent = path.join(path.dirname(fileURLToPath(import.meta.url)), 'end-with-parent.mjs');

/** @param {{ readonly node: string, readonly entry: string, readonly args: readonly string[], readonly cwd: string, readonly root: string }} to */
export function handOver(to) {
  const child = spawn(to.node, ['--import', pathToFileURL(endWithParent).href, to.entry, ...to.args], {
    cwd: to.cwd,
    env: {
      ...process.env,
      PATH: [path.dirname(to.node), path.join(to.root, 'node_modules/.bin'), process.env['PATH'] ?? ''].join(
        path.delimiter,
      ),
    },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  child.once('error', (error) => {
    throw new Refusal(`${to.node} could not be started: ${error.message}`);
  });
  passSignalsTo(child);
  watchParent(child);
  child.once('exit', (code, signal) => endLike(code, signal));
}

/** @param {import('node:child_process').ChildProcess} child */
function passSignalsTo(child) {
  const atTerminal = Boolean(process.stdin.isTTY || process.stdout.isTTY);
  process.on('SIGINT', () => atTerminal || child.kill('SIGINT'));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGHUP'));
}

/**
 * Only under npm: whoever runs the bootstrap from a shell of their own may close that shell and mean it to go on.
 * @param {import('node:child_process').ChildProcess} child
 */
function watchParent(child) {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const stands = npmStandsAbove(process.ppid);
  const watch = setInterval(() => {
    if (stands(process.ppid)) return;
    clearInterval(watch);
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), stopMs).unref();
  }, parentWatchMs);
  watch.unref();
}

/**
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 */
function endLike(code, signal) {
  if (signal === null) process.exit(code ?? 1);
  for (const passed of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(passed);
  process.kill(process.pid, signal);
  // Where the signal does not end us (a shell's convention for those that do: 128 + its number).
  setTimeout(() => process.exit(128 + 15), 1_000);
}
