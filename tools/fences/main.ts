/**
 * Runs the fences over the tree and prints what they read and what they found. The last line is the count that the
 * runner of `npm test` adds up: one for each fence.
 *
 *   node tools/fences/main.ts [root]
 */
import path from 'node:path';
import { checkImports } from './check-imports.ts';
import { checkLock } from './check-lock.ts';
import { checkPureZones } from './check-pure-zones.ts';
import { checkStyle } from './check-style.ts';
import { describeViolation, type Violation } from './violation.ts';

/** Fewer files than this were there from the first commit on: reading less means reading the wrong place. */
const filesMin = 100;

const root = path.resolve(process.argv[2] ?? '.');
const imports = checkImports(root);
const style = checkStyle(root);
const lock = checkLock(root);
const pure = await checkPureZones(root);

const fences: readonly {
  readonly name: string;
  readonly read: string;
  readonly violations: readonly Violation[];
  readonly blind: boolean;
}[] = [
  {
    name: 'imports',
    read: `${imports.imports} imports in ${imports.files} files`,
    violations: imports.violations,
    blind: imports.files < filesMin,
  },
  { name: 'pure zones', read: `${pure.zones} zones`, violations: pure.violations, blind: pure.zones === 0 },
  { name: 'lock', read: `${lock.packages} packages`, violations: lock.violations, blind: lock.packages < filesMin },
  { name: 'style', read: `${style.files} files`, violations: style.violations, blind: style.files < filesMin },
];

for (const fence of fences) {
  const verdict = fence.blind ? 'read too little to judge' : `${fence.violations.length} violations`;
  process.stdout.write(`${fence.name}: ${fence.read}, ${verdict}\n`);
  for (const violation of fence.violations) process.stdout.write(`  ${describeViolation(violation)}\n`);
}

const failed = fences.filter(({ violations, blind }) => blind || violations.length > 0).length;
process.stdout.write(`fences: ${fences.length - failed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
