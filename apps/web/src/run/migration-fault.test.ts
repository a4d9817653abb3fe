/** If a fault of a migration counted as one of the document, the mended migration could not be deployed before another edit. */
import { nodeId } from '@potoroo/shared/ids';
import type { Diagnostic } from '@potoroo/shared/pipeline';
import { expect, test } from 'vitest';
import { migrationFault } from './migration-fault.ts';

const fault = (node: string, field: 'code' | 'initial', severity: 'error' | 'warning' = 'error'): Diagnostic => ({
  code: 'P302',
  severity,
  message: `Type error in "${node}".`,
  remedy: 'Give another value.',
  node: nodeId(node),
  at: { field, line: 2, column: 7, endLine: 2, endColumn: 9 },
});
const migrated = { totals: { policy: 'migrate', code: '(old) => old' }, other: { policy: 'keep' } } as const;

test('the first error of a migration is told with its place and what to do', () => {
  expect(migrationFault([fault('other', 'initial', 'warning'), fault('totals', 'code')], migrated)).toBe(
    'In the migration, line 2, column 7: Type error in "totals". Give another value.',
  );
  const ofTypeScript = { ...fault('totals', 'code'), message: "Cannot find name 'x'" };
  expect(migrationFault([ofTypeScript], migrated)).toContain("Cannot find name 'x'. Give another value.");
});

test('what is wrong with the document, alone or besides, is no fault of a migration', () => {
  expect(migrationFault([fault('totals', 'initial')], migrated)).toBeNull();
  expect(migrationFault([fault('totals', 'code'), fault('step', 'code')], migrated)).toBeNull();
  expect(migrationFault([fault('totals', 'code')], {})).toBeNull();
  expect(migrationFault([fault('totals', 'code')], { totals: { policy: 'keep' } })).toBeNull();
  expect(migrationFault([fault('totals', 'code', 'warning')], migrated)).toBeNull();
  expect(migrationFault([], migrated)).toBeNull();
});
