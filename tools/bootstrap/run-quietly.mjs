/**
 * Runs a program to its end and keeps what it prints, to be shown only if it fails.
 * A signal to the bootstrap reaches the program too, so that an interrupted install leaves no process behind.
 */
import { spawn } from 'node:child_process';

/**
 * @typedef {{ readonly code: number, readonly output: string }} Ended
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ readonly cwd: string, readonly env?: NodeJS.ProcessEnv, readonly shell?: boolean }} options
 * @returns {Promise<Ended>}
 */
export function runQuietly(file, args, options) {
  return new Promise((resolve) => {
    /** @type {string[]} */
    const printed = [];
    const child = spawn(file, [...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const release = passSignalsTo(child);
    child.stdout.on('data', (chunk) => printed.push(String(chunk)));
    child.stderr.on('data', (chunk) => printed.push(String(chunk)));
    child.once('error', (error) => {
      release();
      resolve({ code: 127, output: `${printed.join('')}${file}: ${error.message}` });
    });
    child.once('close', (code) => {
      release();
      resolve({ code: code ?? 1, output: printed.join('') });
    });
  });
}

/** @param {import('node:child_process').ChildProcess} child */
function passSignalsTo(child) {
  const exitCodes = /** @type {const} */ ({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 });
  const handlers = Object.entries(exitCodes).map(([signal, code]) => {
    const handler = () => {
      child.kill(/** @type {NodeJS.Signals} */ (signal));
      process.exit(code);
    };
    process.on(signal, handler);
    return { signal, handler };
  });
  return () => handlers.forEach(({ signal, handler }) => process.off(signal, handler));
}

/** What a failed program printed, shortened in the middle: reasons stand at the beginning or at the end. @param {string} output */
export function shorten(output) {
  const lines = output.trimEnd().split('\n');
  const shown = lines.length <= 24 ? lines : [...lines.slice(0, 12), '...', ...lines.slice(-12)];
  return shown.map((line) => `  | ${line}`).join('\n');
}
