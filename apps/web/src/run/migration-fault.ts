/**
 * What is wrong with a migration that was typed into *Deploy changes*. It is said there and is no problem of the document: that
 * may be without a fault, and must not keep the mended migration from being deployed. Pure.
 */
import type { StateWishes } from '@potoroo/shared/control';
import type { Diagnostic } from '@potoroo/shared/pipeline';

/** Null where what was refused is the document, or more than migrations. A state has no code of its own. */
export function migrationFault(diagnostics: readonly Diagnostic[], states: StateWishes): string | null {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const isOfMigration = ({ node, at }: Diagnostic): boolean =>
    node !== undefined && at?.field === 'code' && states[node]?.policy === 'migrate';
  const [first] = errors;
  if (first?.at === undefined || !errors.every(isOfMigration)) return null;
  // TypeScript ends no sentence of its own.
  const message = first.message.endsWith('.') ? first.message : `${first.message}.`;
  return `In the migration, line ${first.at.line}, column ${first.at.column}: ${message} ${first.remedy}`;
}
