/**
 * Everything that the suites leave on the disk, and the programs and runs that they start: in one folder of this process, which
 * goes with it, also when it is interrupted, and told so again while it clears up.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const signalled = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** `endRuns`: what else writes there, and is not a process of the suite's own. */
export function liveInOwnFolder(endRuns: () => Promise<void>): void {
  const folder = mkdtempSync(join(tmpdir(), 'potoroo-bench-'));
  process.env['TMPDIR'] = folder;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => void endRuns().finally(() => process.exit(signalled[signal])));
}
