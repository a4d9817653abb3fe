import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { lockDataDirectory } from './data-directory-lock.ts';

const lockIn = (directory: string): string => join(directory, 'server.lock');

function take(directory: string): () => void {
  const lock = lockDataDirectory(directory);
  return lock.ok ? lock.value.release : expect.fail(`held by ${lock.error.pid}`);
}

describe('the lock of a data directory', () => {
  test('is held by one until it is released', () => {
    const directory = temporaryDirectory();
    const release = take(directory);
    expect(statSync(lockIn(directory)).mode & 0o777).toBe(0o600);
    expect(lockDataDirectory(directory)).toEqual({ ok: false, error: { pid: process.pid, path: lockIn(directory) } });
    release();
    expect(readdirSync(directory)).toEqual([]);
    take(directory);
  });

  test('of a process that is gone is taken over', () => {
    const directory = temporaryDirectory();
    const { pid } = spawnSync('true');
    writeFileSync(lockIn(directory), JSON.stringify({ pid, processStart: null, token: 'a' }));
    take(directory);
    expect(JSON.parse(readFileSync(lockIn(directory), 'utf8'))).toMatchObject({ pid: process.pid });
    expect(readdirSync(directory)).toEqual(['server.lock']);
  });

  test('of a process whose number another has now is taken over', () => {
    const directory = temporaryDirectory();
    writeFileSync(lockIn(directory), JSON.stringify({ pid: process.pid, processStart: 'long ago', token: 'a' }));
    take(directory);
  });

  test('that a power cut left empty is taken over', () => {
    const directory = temporaryDirectory();
    writeFileSync(lockIn(directory), '');
    take(directory);
  });

  test('that another has taken meanwhile is not released', () => {
    const directory = temporaryDirectory();
    const release = take(directory);
    const others = JSON.stringify({ pid: process.pid, processStart: null, token: 'other' });
    writeFileSync(lockIn(directory), others);
    release();
    expect(readFileSync(lockIn(directory), 'utf8')).toBe(others);
    expect(readdirSync(directory)).toEqual(['server.lock']);
  });
});
