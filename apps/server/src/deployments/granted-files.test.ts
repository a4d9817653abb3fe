import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { samplePipeline } from '../testing/sample-pipeline.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { grantFiles, grantPath, openRoots } from './granted-files.ts';
import type { GrantedRoots } from './granted-files.ts';

let base = '';
let roots: GrantedRoots = [''];
beforeEach(() => {
  base = temporaryDirectory();
  roots = openRoots(join(base, 'files'), []);
  writeFileSync(join(base, 'secret.txt'), 'secret');
  writeFileSync(join(base, 'files', 'in.txt'), 'in');
  mkdirSync(join(base, 'files', 'inner'));
  mkdirSync(join(base, 'files-beside'));
  writeFileSync(join(base, 'files-beside', 'x.txt'), 'x');
});

const outcome = (path: string, access: 'read' | 'write'): string => {
  const granted = grantPath(path, { roots, access });
  return granted.ok ? granted.value.replace(base, '') : granted.error;
};
const outside = 'it lies outside of the granted directories';

describe('a file of a studio pipeline', () => {
  test('may be read under a granted root, by a relative or an absolute path', () => {
    expect(outcome('in.txt', 'read')).toBe('/files/in.txt');
    expect(outcome(join(base, 'files', 'in.txt'), 'read')).toBe('/files/in.txt');
    expect(outcome('inner/../in.txt', 'read')).toBe('/files/in.txt');
  });

  test('may be written there although it does not exist yet', () => {
    expect(outcome('inner/out.txt', 'write')).toBe('/files/inner/out.txt');
    expect(outcome('in.txt', 'write')).toBe('/files/in.txt');
    expect(outcome('nowhere/out.txt', 'write')).toBe('it does not exist');
  });

  test.each(['read', 'write'] as const)('may not be anywhere else: %s', (access) => {
    for (const path of [
      '../secret.txt',
      'inner/../../secret.txt',
      join(base, 'secret.txt'),
      '/etc/passwd',
      join(base, 'files-beside', 'x.txt'),
      '/nowhere/x',
    ]) {
      expect(outcome(path, access)).toBe(outside);
    }
  });

  test.each(['read', 'write'] as const)('may not be reached through a link that leads out: %s', (access) => {
    symlinkSync(join(base, 'secret.txt'), join(base, 'files', 'link.txt'));
    symlinkSync(base, join(base, 'files', 'up'));
    symlinkSync(join(base, 'made-by-a-write.txt'), join(base, 'files', 'dangling.txt'));
    expect(outcome('link.txt', access)).toBe(outside);
    expect(outcome('up/secret.txt', access)).toBe(outside);
    expect(['it does not exist', outside]).toContain(outcome('dangling.txt', access));
  });

  test('is named literally: encoded dots are a strange name, not a way up', () => {
    expect(outcome('%2e%2e/secret.txt', 'read')).toBe('it does not exist');
    expect(outcome('..%2fsecret.txt', 'read')).toBe('it does not exist');
    expect(outcome('in.txt\0.png', 'read')).toBe('it is not a usable path');
    expect(outcome('', 'read')).toBe('it is not a usable path');
  });

  test.each(['read', 'write'] as const)('must be a regular file: %s', (access) => {
    execFileSync('mkfifo', [join(base, 'files', 'pipe')]);
    expect(outcome('pipe', access)).toBe('it is not a regular file');
    expect(outcome('inner', access)).toBe('it is not a regular file');
    expect(outcome('.', access)).toBe(outside);
  });

  test('may lie under a directory that was granted beside', () => {
    const granted = openRoots(join(base, 'files'), [join(base, 'files-beside')]);
    expect(grantPath(join(base, 'files-beside', 'x.txt'), { roots: granted, access: 'read' }).ok).toBe(true);
  });

  test('cannot be read and written by one pipeline, also under another name', () => {
    linkSync(join(base, 'files', 'in.txt'), join(base, 'files', 'hard.txt'));
    const document = samplePipeline({
      left: { type: 'file', path: 'in.txt', format: 'lines', rate: null },
      totals: { type: 'file', path: 'hard.txt', format: 'lines' },
    });
    expect(grantFiles(document, roots)).toMatchObject({ ok: false, error: [{ code: 'P402', node: 'totals' }] });
  });

  test('is resolved in the pipeline that runs, and refused with its node', () => {
    const good = grantFiles(
      samplePipeline({ left: { type: 'file', path: 'in.txt', format: 'lines', rate: null } }),
      roots,
    );
    expect(good.ok && good.value.nodes[0]).toMatchObject({ connector: { path: join(base, 'files', 'in.txt') } });
    const bad = grantFiles(samplePipeline({ totals: { type: 'file', path: '../out.txt', format: 'lines' } }), roots);
    expect(bad).toMatchObject({
      ok: false,
      error: [{ node: 'totals', severity: 'error', message: expect.stringContaining(outside) }],
    });
  });
});
