/** Breaks when a rule of style is no longer noticed, or one is noticed where it does not hold. */
import { describe, expect, it } from 'vitest';
import { linesMax, styleOf } from '../check-style.ts';

const rules = (file: string, text: string) => styleOf(file, text).map(({ rule }) => rule);
const opened = '/** What it owns. */\n';

describe('The fence of style', () => {
  it('refuses a file that is too long', () => {
    expect(rules('tools/a.ts', opened + '\n'.repeat(linesMax))).toEqual(['length']);
    expect(rules('tools/a.ts', opened + '\n'.repeat(linesMax - 1))).toEqual([]);
  });

  it.each([
    'tools/util.ts',
    'tools/string-utils.ts',
    'tools/helpers/a.ts',
    'tools/common.ts',
    'apps/web/src/run-manager.tsx',
    'tools/misc.test.ts',
  ])('refuses the name %s', (file) => {
    expect(rules(file, opened)).toEqual(['name']);
  });

  it('lets words be that only contain a forbidden one', () => {
    expect(rules('tools/commonality.ts', opened)).toEqual([]);
  });

  it('refuses a file that does not say what it owns', () => {
    expect(rules('tools/a.ts', 'export const a = 1;\n')).toEqual(['opening']);
  });

  it('asks no opening of a list of names, a test or a snippet', () => {
    for (const file of ['tools/fences/index.ts', 'tools/a.test.ts', 'examples/reverse/reverse.ts']) {
      expect(rules(file, 'export const a = 1;\n')).toEqual([]);
    }
  });
});
