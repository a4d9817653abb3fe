/**
 * Sees that package-lock.json names the packages of every platform, not only of the one it was written on. npm leaves out
 * what its registry did not have at that moment and says nothing; `npm ci` then fails, or installs a tool without its binary.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Violation } from './violation.ts';

/** `optional`: whoever needs this package does without it, so what it needs in turn decides nothing. */
type Locked = {
  readonly optional?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
};
export type Lock = { readonly packages: Readonly<Record<string, Locked>> };

export type LockReport = { readonly packages: number; readonly violations: readonly Violation[] };

export function checkLock(root: string): LockReport {
  const lock: Lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  return { packages: Object.keys(lock.packages).length, violations: missingFrom(lock) };
}

export function missingFrom({ packages }: Lock): readonly Violation[] {
  return Object.entries(packages).flatMap(([location, { optional, optionalDependencies = {} }]) =>
    Object.keys(optional === true ? {} : optionalDependencies)
      .filter((name) => !isReachable(packages, location, name))
      .map((name) => ({
        file: 'package-lock.json',
        line: 1,
        rule: 'lock',
        message: `${name}, which ${location} needs on another platform, is missing: choose a version that the registry has whole.`,
      })),
  );
}

/** As Node looks it up: in the package's own node_modules, then in those of the folders above. */
function isReachable(packages: Lock['packages'], location: string, name: string): boolean {
  const parts = location === '' ? [] : location.split('/node_modules/');
  const above = parts.map((_, at) => parts.slice(0, parts.length - at).join('/node_modules/'));
  return [...above, ''].some((folder) => `${folder === '' ? '' : `${folder}/`}node_modules/${name}` in packages);
}
