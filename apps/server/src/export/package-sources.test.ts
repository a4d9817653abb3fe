// The runtime's package is the same program under other names. What would break: an exported project that takes no import of
// the package for one, because the name of the package was rewritten where it is only text.
import { stringLiterals } from '@potoroo/shared/code';
import { expect, test } from 'vitest';
import { repositoryRoot } from '../places.ts';
import { packageSources, withPackageNames } from './package-sources.ts';

test('files are called by their names in the package where they are imported or started, and text stays text', () => {
  const sources = packageSources(repositoryRoot, [
    'packages/runtime/src/project/index.ts',
    'packages/runtime/src/api/author/index.ts',
  ]);
  const textOf = (path: string): string => {
    const source = sources.find((each) => each.path === path);
    return source === undefined ? '' : withPackageNames(source);
  };
  expect(textOf('packages/shared/src/code/source-files.ts')).toContain(`runtimePackage = '@potoroo/runtime'`);
  expect(textOf('packages/runtime/src/project/description-process.ts')).toContain(`specifier !== '@potoroo/runtime'`);
  const describe = textOf('packages/runtime/src/project/describe.ts');
  expect(describe).toContain(`new URL('./description-process.js', import.meta.url)`);
  expect(describe).toContain(`from '../../../shared/src/code/index.js'`);
  const foreign = sources.flatMap((source) => stringLiterals(source.path, withPackageNames(source)));
  expect(foreign.filter(({ isSpecifier, text }) => isSpecifier && text.startsWith('@potoroo/'))).toEqual([]);
});
