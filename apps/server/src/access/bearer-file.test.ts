import { chmodSync, existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { readKeyFile, writeBearerFile } from './bearer-file.ts';

const key = 'k'.repeat(40);

test('the bearer key is in a file that nobody else can read, even where a wider one lay before', () => {
  const path = join(temporaryDirectory(), 'access-4400.key');
  writeFileSync(path, 'old', { mode: 0o644 });
  writeBearerFile(path, key);
  expect(readFileSync(path, 'utf8')).toBe(`${key}\n`);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a link in its place is replaced, not followed', () => {
  const directory = temporaryDirectory();
  symlinkSync(join(directory, 'elsewhere'), join(directory, 'access.key'));
  writeBearerFile(join(directory, 'access.key'), key);
  expect(existsSync(join(directory, 'elsewhere'))).toBe(false);
});

test('a key file of the person must be long, plain, and closed to others', () => {
  const path = join(temporaryDirectory(), 'key');
  expect(readKeyFile(path)).toMatchObject({ ok: false, error: expect.stringContaining('cannot be read') });
  writeFileSync(path, `${key}\n`, { mode: 0o600 });
  expect(readKeyFile(path)).toEqual({ ok: true, value: key });
  chmodSync(path, 0o640);
  expect(readKeyFile(path)).toMatchObject({ ok: false, error: expect.stringContaining('chmod 600') });
  chmodSync(path, 0o600);
  writeFileSync(path, 'short');
  expect(readKeyFile(path)).toMatchObject({ ok: false, error: expect.stringContaining('32 to 512') });
});
