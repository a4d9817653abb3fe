/** The runtime's archive for whoever answers requests meanwhile: TypeScript, which packing needs, is loaded in another process. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { err, ok } from '@potoroo/shared/result';
import type { Result } from '@potoroo/shared/result';
import type { ArchiveRefusal } from './runtime-archive.ts';

const run = promisify(execFile);
const entry = fileURLToPath(new URL('./pack-process.ts', import.meta.url));
const timeoutMs = 60_000;
/** Several who ask at once wait for one answer. */
let packing: Promise<Result<Buffer, ArchiveRefusal>> | null = null;

export function packedRuntime(): Promise<Result<Buffer, ArchiveRefusal>> {
  packing ??= pack().finally(() => {
    packing = null;
  });
  return packing;
}

async function pack(): Promise<Result<Buffer, ArchiveRefusal>> {
  try {
    const { stdout } = await run(process.execPath, ['--disable-warning=ExperimentalWarning', entry], {
      timeout: timeoutMs,
    });
    const packed: Result<string, ArchiveRefusal> = JSON.parse(stdout);
    return packed.ok ? ok(await readFile(packed.value)) : packed;
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return err({
      message: `The runtime could not be packed: ${reason}.`,
      remedy: 'Try again; the terminal may say more.',
    });
  }
}
