import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { readRegularFile } from './regular-file.ts';

describe('a regular file', () => {
  test('is read as a whole, up to its limit', async () => {
    const path = join(temporaryDirectory(), 'text');
    const text = `${'é'.repeat(100_000)}!`;
    writeFileSync(path, text);
    expect(await readRegularFile(path, 200_001)).toEqual({ ok: true, value: text });
    expect(await readRegularFile(path, 200_000)).toEqual({ ok: false, error: 'too-large' });
    expect(await readRegularFile('/proc/self/cmdline', 100_000)).toMatchObject({ ok: true });
    expect(await readRegularFile('/proc/self/cmdline', 2)).toEqual({ ok: false, error: 'too-large' });
  });

  test('is neither a pipe without a writer, nor a device without an end, nor a directory', async () => {
    const directory = temporaryDirectory();
    execFileSync('mkfifo', [join(directory, 'pipe')]);
    for (const path of [join(directory, 'pipe'), '/dev/zero', directory])
      expect(await readRegularFile(path, 10)).toEqual({ ok: false, error: 'not-regular' });
  });

  test('that is missing is the error of the operating system', async () => {
    await expect(readRegularFile(join(temporaryDirectory(), 'missing'), 10)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
