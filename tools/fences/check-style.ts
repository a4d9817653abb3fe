/**
 * The rules of style that a count or a name can decide: a file holds one idea, is named after it, and opens with a
 * paragraph that says what it owns.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isTest, sourceFiles } from './source-files.ts';
import type { Violation } from './violation.ts';

export const linesMax = 400;
const emptyNames = /(^|[-.])(utils?|helpers?|common|managers?|misc)([-.]|$)/;
const opening = /^(#!.*\n)?\s*(\/\*\*|\/\*|\/\/)/;

export type StyleReport = { readonly files: number; readonly violations: readonly Violation[] };

export function checkStyle(root: string): StyleReport {
  const files = sourceFiles(root);
  return {
    files: files.length,
    violations: files.flatMap((file) => styleOf(file, readFileSync(path.join(root, file), 'utf8'))),
  };
}

export function styleOf(file: string, text: string): readonly Violation[] {
  return [lengthOf(file, text), nameOf(file), openingOf(file, text)].flatMap((violation) => violation ?? []);
}

function lengthOf(file: string, text: string): Violation | null {
  const lines = text.split('\n').length - 1;
  if (lines <= linesMax) return null;
  return {
    file,
    line: linesMax,
    rule: 'length',
    message: `${lines} lines; a file holds one idea: divide it below ${linesMax}.`,
  };
}

function nameOf(file: string): Violation | null {
  const named = file.split('/').find((part) => emptyNames.test(part));
  if (named === undefined) return null;
  return { file, line: 1, rule: 'name', message: `"${named}" says nothing; name it after what it holds.` };
}

/** An `index.ts` only lists names, a snippet of an example shows only what an author would write, a test's title speaks. */
function openingOf(file: string, text: string): Violation | null {
  if (file.endsWith('/index.ts') || file.startsWith('examples/') || isTest(file) || opening.test(text)) return null;
  return {
    file,
    line: 1,
    rule: 'opening',
    message: 'Open with a comment: what the file owns, and what it leaves to whom.',
  };
}
