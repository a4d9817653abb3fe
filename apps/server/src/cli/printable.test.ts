// What would break: a command that is shown to be copied does something else in a folder of another name.
import { expect, test } from 'vitest';
import { shellWord } from './printable.ts';

test('a path is one word of a shell, whatever is in it', () => {
  for (const plain of ['alphabet', '../a-b_c/d.ts', 'C:\\out', 'größe/注文']) expect(shellWord(plain)).toBe(plain);
  expect(shellWord('My Projects/out')).toBe('"My Projects/out"');
  expect(shellWord("it's; rm -r ~ #1")).toBe('"it\'s; rm -r ~ #1"');
  expect(shellWord('a$(b)`c`"')).toBe('"a\\$(b)\\`c\\`\\""');
});
