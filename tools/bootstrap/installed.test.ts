/** Breaks when a stale node_modules would be taken for a complete one, or a complete one installed again at every start. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { isInstalled, satisfies } from './installed.mjs';

const wanted = {
  '': { version: '0.1.0' },
  'apps/web': { version: '0.1.0' },
  'node_modules/node': { version: '26.10.0', integrity: 'sha512-a' },
  'node_modules/@turbo/darwin-64': { version: '2.0.0', integrity: 'sha512-b', optional: true },
};
const complete = { 'node_modules/node': { version: '26.10.0', integrity: 'sha512-a' } };

describe('What is installed satisfies the lock', () => {
  it('when everything that is not optional is there', () => {
    expect(satisfies(wanted, complete)).toBe(true);
  });

  it('never when a package is missing', () => {
    expect(satisfies({ ...wanted, 'node_modules/zod': { version: '4.0.0' } }, complete)).toBe(false);
  });

  it('never when a package has another version or other bytes', () => {
    expect(satisfies(wanted, { 'node_modules/node': { version: '26.9.0', integrity: 'sha512-a' } })).toBe(false);
    expect(satisfies(wanted, { 'node_modules/node': { version: '26.10.0', integrity: 'sha512-z' } })).toBe(false);
  });
});

describe('A clone counts as installed', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'potoroo-installed-'));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('only after npm has written down what it installed', () => {
    writeFileSync(path.join(root, 'package-lock.json'), JSON.stringify({ packages: wanted }));
    expect(isInstalled(root)).toBe(false);
    mkdirSync(path.join(root, 'node_modules'));
    expect(isInstalled(root)).toBe(false);
    writeFileSync(path.join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages: complete }));
    expect(isInstalled(root)).toBe(true);
  });
});
