/**
 * Builds the studio's pages when their sources changed. Turbo decides: it hashes the sources of apps/web and of what it
 * imports, and restores or keeps `dist` when it has seen them before. Nothing it does leaves the machine.
 */
import path from 'node:path';
import { Refusal } from './refusal.mjs';
import { shorten, runQuietly } from './run-quietly.mjs';
import { inTurn } from './turn.mjs';

/**
 * @param {string} root
 * @param {string} node
 */
export async function buildStudio(root, node) {
  const turbo = path.join(root, 'node_modules/turbo/bin/turbo');
  const args = [turbo, 'run', 'build', '--filter=@potoroo/web', '--output-logs=errors-only', '--no-color'];
  const { code, output } = await inTurn(root, () => runQuietly(node, args, { cwd: root, env: turboEnvironment(node) }));
  if (code === 0) return;
  throw new Refusal(
    `The studio could not be built.\n${shorten(output)}\n` +
      'If you changed apps/web, mend what is named above; otherwise run `git status` to see what differs from the clone.',
  );
}

/**
 * Local only: no telemetry, no question for updates, and the pinned Node before the machine's.
 * @param {string} node
 * @returns {NodeJS.ProcessEnv}
 */
export function turboEnvironment(node) {
  return {
    ...process.env,
    PATH: [path.dirname(node), process.env['PATH'] ?? ''].join(path.delimiter),
    TURBO_TELEMETRY_DISABLED: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
    DO_NOT_TRACK: '1',
  };
}
