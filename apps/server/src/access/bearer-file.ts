/**
 * The bearer key on disk: written for programs on this machine at each start (`DATA/access-PORT.key`, mode 0600), or read
 * from a file of the person's own, which is what "authentication is configured" means for an address beyond loopback.
 */
import { chmodSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok } from '@potoroo/shared/result';
import type { Result } from '@potoroo/shared/result';

const keyPattern = /^[\w-]{32,512}$/;

export const bearerFilePath = (dataDirectory: string, port: number): string =>
  join(dataDirectory, `access-${port}.key`);

/** Removed first: writing into an existing file would keep its mode, and follow a link. */
export function writeBearerFile(path: string, key: string): void {
  rmSync(path, { force: true });
  writeFileSync(path, `${key}\n`, { mode: 0o600, flag: 'wx' });
  chmodSync(path, 0o600);
}

export const removeBearerFile = (path: string): void => rmSync(path, { force: true });

export function readKeyFile(path: string): Result<string, string> {
  try {
    const { mode } = statSync(path);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      return err(`The key file ${path} can be read by others. Close it to them: chmod 600 ${path}`);
    }
    const key = readFileSync(path, 'utf8').trim();
    return keyPattern.test(key)
      ? ok(key)
      : err(`The key file ${path} must hold 32 to 512 letters, digits, "-" or "_". Make one: openssl rand -hex 32`);
  } catch {
    return err(`The key file ${path} cannot be read. Make one: (umask 077; openssl rand -hex 32 > ${path})`);
  }
}
