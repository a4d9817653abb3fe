/**
 * Calls the npm that called us, with the settings an install of ours needs whatever the caller's are.
 * `npm run -s` hands its silence down through the environment; without a level of our own a failure would say nothing.
 */
import { runQuietly } from './run-quietly.mjs';

/**
 * @param {string} cwd
 * @param {readonly string[]} args
 */
export function npm(cwd, args) {
  const all = [...args, '--loglevel=error', '--no-audit', '--no-fund', '--no-update-notifier'];
  const npmScript = process.env['npm_execpath'];
  if (npmScript !== undefined && /npm-cli\.c?js$/.test(npmScript)) {
    return runQuietly(process.execPath, [npmScript, ...all], { cwd });
  }
  return runQuietly('npm', all, { cwd, shell: process.platform === 'win32' });
}
