/** The migrations of a deployment, compiled: a module for each, or everything that is wrong with them. */
import { typeScriptLibraries } from '@potoroo/runtime/project';
import { compileMigration } from '@potoroo/shared/compile';
import type { CheckReport } from '@potoroo/shared/control';
import type { Result } from '@potoroo/shared/result';
import { err, ok } from '@potoroo/shared/result';
import type { Module } from '@potoroo/shared/topology';
import { reportOfDiagnostics } from './check-report.ts';
import type { Migrations } from './compiler-protocol.ts';

export function migrationsOf({ migrations, ...documents }: Migrations): Result<readonly Module[], CheckReport> {
  const compiled = migrations.map((each) => compileMigration({ ...documents, ...each }, typeScriptLibraries()));
  const modules = compiled.flatMap(({ module }) => (module === null ? [] : [module]));
  if (modules.length === migrations.length) return ok(modules);
  return err(reportOfDiagnostics(compiled.flatMap(({ diagnostics }) => diagnostics)));
}
