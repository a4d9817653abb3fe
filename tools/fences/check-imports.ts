/**
 * The import fence: judges every import of every file by the table in zones.ts.
 * It returns how many files and imports it read, because a fence that reads nothing finds nothing.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readImports, type Import } from './read-imports.ts';
import { isTest, isTestSupport, sourceFiles } from './source-files.ts';
import { entryPoints, packageOf, targetOf, type EntryPoints, type Target } from './targets.ts';
import type { Violation } from './violation.ts';
import { keptPackages, testsMayImport, zoneOf, type Zone } from './zones.ts';

export type ImportReport = {
  readonly files: number;
  readonly imports: number;
  readonly violations: readonly Violation[];
};

export function checkImports(root: string): ImportReport {
  const points = entryPoints(root);
  const files = sourceFiles(root);
  const read = files.map((file) => ({ file, imports: readImports(file, readFileSync(path.join(root, file), 'utf8')) }));
  return {
    files: read.length,
    imports: read.reduce((sum, { imports }) => sum + imports.length, 0),
    violations: read.flatMap(({ file, imports }) => violationsOf(file, imports, points)),
  };
}

export function violationsOf(file: string, imports: readonly Import[], points: EntryPoints): readonly Violation[] {
  const zone = zoneOf(file);
  if (zone === null)
    return [
      {
        file,
        line: 1,
        rule: 'zones',
        message: 'This file belongs to no zone: add its folder to tools/fences/zones.ts.',
      },
    ];
  return imports.flatMap((imported) => {
    const refusal = refuse({ file, zone, imported, target: targetOf(file, imported.specifier, points) });
    if (refusal === null) return [];
    return [{ file, line: imported.line, rule: 'imports', message: `'${imported.specifier}': ${refusal}` }];
  });
}

type Case = { readonly file: string; readonly zone: Zone; readonly imported: Import; readonly target: Target };

/** Why an import is not allowed; null where it is. */
function refuse(one: Case): string | null {
  switch (one.target.type) {
    case 'node':
      return one.zone.node || (looksFromOutside(one.file) && testsMayImport.node)
        ? null
        : `${one.zone.name} has no Node underneath it.`;
    case 'npm':
      return refusePackage(one, one.target.package);
    case 'closed':
      return 'the package does not export this; import one of its entry points.';
    case 'file':
      return refuseFile(one, one.target.file, one.target.by);
  }
}

function refusePackage({ file, zone }: Case, name: string): string | null {
  const named = zone.packages ?? [];
  const kept = keptPackages.some((one) => name === one || name.startsWith(`${one}/`));
  if (named.some((one) => name === one || name.startsWith(`${one}/`))) return null;
  if (!kept && named.includes('*')) return null;
  if (looksFromOutside(file) && testsMayImport.packages.some((one) => name === one)) return null;
  return `${zone.name} may not use this package.`;
}

function refuseFile({ file, zone, imported }: Case, target: string, by: 'path' | 'package'): string | null {
  if (by === 'path' && packageOf(file) !== packageOf(target))
    return 'a path may not leave its package; import the other by its name.';
  const other = zoneOf(target);
  if (other === null) return 'what it names belongs to no zone.';
  if (other.name === zone.name || zone.imports.includes(other.name)) return null;
  if (imported.typeOnly && zone.importsTypesOf?.includes(other.name)) return null;
  if (looksFromOutside(file) && seesWholePackage(file, target)) return null;
  return `${zone.name} may not import ${other.name}${zone.importsTypesOf?.includes(other.name) ? ' for more than its types' : ''}.`;
}

function seesWholePackage(file: string, target: string): boolean {
  return testsMayImport.wholePackages.some(
    ({ from, sees }) => file.startsWith(from) && sees.some((folder) => target.startsWith(folder)),
  );
}

const looksFromOutside = (file: string): boolean => isTest(file) || isTestSupport(file);
