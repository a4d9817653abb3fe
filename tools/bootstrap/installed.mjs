/**
 * Whether node_modules holds what package-lock.json asks for.
 *
 * npm writes what it installed to node_modules/.package-lock.json as the last act of an install, so an interrupted
 * install has none, and an install made by hand counts as much as one made by the bootstrap. Comparing the two needs no
 * stamp of our own that could go stale.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * @typedef {{ readonly version?: string, readonly integrity?: string, readonly link?: boolean, readonly optional?: boolean,
 *   readonly devOptional?: boolean, readonly peer?: boolean, readonly os?: readonly string[], readonly cpu?: readonly string[] }} LockedPackage
 * @typedef {Readonly<Record<string, LockedPackage>>} LockedPackages
 */

/** @param {string} root */
export function isInstalled(root) {
  const wanted = lockedPackages(path.join(root, 'package-lock.json'));
  const present = lockedPackages(path.join(root, 'node_modules', '.package-lock.json'));
  return wanted !== null && present !== null && satisfies(wanted, present);
}

/**
 * @param {LockedPackages} wanted
 * @param {LockedPackages} present
 */
export function satisfies(wanted, present) {
  return Object.entries(wanted).every(([location, locked]) => {
    if (!location.includes('node_modules/')) return true;
    const installed = present[location];
    // An optional package for another platform is rightly absent.
    if (installed === undefined) return Boolean(locked.optional || locked.devOptional || locked.peer);
    return installed.version === locked.version && installed.integrity === locked.integrity;
  });
}

/**
 * @param {string} file
 * @returns {LockedPackages | null}
 */
function lockedPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? null;
  } catch {
    return null;
  }
}
