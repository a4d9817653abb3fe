/**
 * Starts the real program on Node 26 and then is nothing but its outside: signals go in, the exit code comes out.
 *
 * 1. The program ends when the bootstrap does, even by SIGKILL: an IPC channel is open between the two, and
 *    `end-with-parent.mjs`, loaded into the program before its entry, ends it when that channel closes.
 * 2. The bootstrap ends when npm does, even by SIGKILL: it watches who stands above it, and stops the program when that changes.
 * 3. The studio that is killed by a signal nobody asked for is started again, at the same port and with the same keys, so
 *    that a browser that was open goes on; its run goes on from its checkpoint. What it must keep for that it tells the
 *    bootstrap over the channel, and is told again: it is in no file, no argument and no environment.
 * 4. A terminal sends Ctrl-C to everyone in the foreground, the program included; passing it on would make it two.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { npmStandsAbove } from './npm-parent.mjs';
import { Refusal } from './refusal.mjs';

const parentWatchMs = 500;
const stopMs = 10_000;
const restartsMax = 5;
const restartsWindowMs = 60_000;
const endWithParent = path.join(path.dirname(fileURLToPath(import.meta.url)), 'end-with-parent.mjs');

/**
 * @typedef {{ readonly node: string, readonly entry: string, readonly args: readonly string[], readonly cwd: string, readonly root: string, readonly restarts?: boolean }} To
 * @typedef {{ asked: boolean, restartedAt: number[], kept: unknown }} Life
 */

/** @param {To} to */
export function handOver(to) {
  /** @type {{ child: import('node:child_process').ChildProcess }} */
  const now = { child: begin(to, null) };
  const life = { asked: false, restartedAt: [], kept: null };
  passSignals(now, life);
  watchParent(now, life);
  follow(to, now, life);
}

/**
 * @param {To} to
 * @param {unknown} kept
 */
function begin(to, kept) {
  const child = spawn(to.node, ['--import', pathToFileURL(endWithParent).href, to.entry, ...to.args], {
    cwd: to.cwd,
    env: {
      ...process.env,
      PATH: [path.dirname(to.node), path.join(to.root, 'node_modules/.bin'), process.env['PATH'] ?? ''].join(
        path.delimiter,
      ),
      // Where the processes of a run keep theirs (decision 0057): stripping types would be most of a command's start.
      NODE_COMPILE_CACHE:
        process.env['NODE_COMPILE_CACHE'] ?? path.join(to.root, 'node_modules/.cache/potoroo-compile'),
      ...(kept === null ? {} : { POTOROO_GOES_ON: '1' }),
    },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  child.once('error', (error) => {
    throw new Refusal(`${to.node} could not be started: ${error.message}`);
  });
  if (kept !== null) child.send({ type: 'go-on', kept });
  return child;
}

/**
 * @param {To} to
 * @param {{ child: import('node:child_process').ChildProcess }} now
 * @param {Life} life
 */
function follow(to, now, life) {
  now.child.on('message', (message) => {
    if (typeof message === 'object' && message !== null && 'type' in message && message.type === 'keep')
      life.kept = 'kept' in message ? message.kept : null;
  });
  const { child } = now;
  child.once('exit', (code, signal) => {
    const goOn = () => {
      if (!mayRestart(to, life, signal)) return endLike(code, signal);
      process.stderr.write(`\nThe studio was ended by ${signal}; it is started again, and its run goes on.\n`);
      life.restartedAt.push(Date.now());
      now.child = begin(to, life.kept);
      follow(to, now, life);
    };
    // What it said last may still be on its way.
    if (child.connected) child.once('disconnect', goOn);
    else goOn();
  });
}

/**
 * Only one that had come up: what ends before would end again. Not for ever, either.
 * @param {To} to
 * @param {Life} life
 * @param {NodeJS.Signals | null} signal
 */
function mayRestart(to, life, signal) {
  if (to.restarts !== true || signal === null || life.asked || life.kept === null) return false;
  return life.restartedAt.filter((at) => Date.now() - at < restartsWindowMs).length < restartsMax;
}

/**
 * @param {{ child: import('node:child_process').ChildProcess }} now
 * @param {Life} life
 */
function passSignals(now, life) {
  const atTerminal = Boolean(process.stdin.isTTY || process.stdout.isTTY);
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, () => {
      life.asked = true;
      if (signal !== 'SIGINT' || !atTerminal) now.child.kill(signal);
    });
}

/**
 * Only under npm: whoever runs the bootstrap from a shell of their own may close that shell and mean it to go on.
 * @param {{ child: import('node:child_process').ChildProcess }} now
 * @param {Life} life
 */
function watchParent(now, life) {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const stands = npmStandsAbove(process.ppid);
  const watch = setInterval(() => {
    if (stands(process.ppid)) return;
    clearInterval(watch);
    life.asked = true;
    now.child.kill('SIGTERM');
    setTimeout(() => now.child.kill('SIGKILL'), stopMs).unref();
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
