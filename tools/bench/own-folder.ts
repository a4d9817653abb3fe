/**
 * Everything that the suites leave on the disk, and the programs and runs that they start: in one folder of this process, which
 * goes with it, also when it is interrupted.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const signalled = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

export function liveInOwnFolder(): void {
  const folder = mkdtempSync(join(tmpdir(), 'potoroo-bench-'));
  process.env['TMPDIR'] = folder;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => process.exit(signalled[signal]));
}
