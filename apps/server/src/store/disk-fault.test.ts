/** If a full disk were told as a fault of Potoroo, a person would wait for us instead of making room. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { expect, test } from 'vitest';
import { diskFaultOf } from './disk-fault.ts';

const thrownBy = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error;
  }
};
const refused = (code: string): Error => Object.assign(new Error(code), { code, syscall: 'open' });

test.runIf(process.platform === 'linux')('a full disk, as the system tells it', () => {
  const full = openSync('/dev/full', 'w');
  const error = thrownBy(() => writeSync(full, 'x'));
  closeSync(full);
  expect(diskFaultOf(error)).toEqual({ reason: 'the disk is full', remedy: 'Make room on it' });
});

test('a disk that may not be written, and what is no fault of a disk', () => {
  expect(diskFaultOf(refused('EROFS'))?.reason).toBe('the disk is read-only');
  for (const other of [refused('ENOENT'), refused('EACCES'), refused('toString'), new Error('ENOSPC'), 'ENOSPC', null])
    expect(diskFaultOf(other)).toBeNull();
});
