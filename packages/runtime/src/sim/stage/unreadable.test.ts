// A learner who is told that a bracket is missing, and not which, has to look for it in all of the code.
import { expect, it } from 'vitest';
import { whyUnreadable } from './unreadable.ts';

function why(code: string): string {
  try {
    Function(`"use strict"; exports.default = ${code}`);
  } catch (error) {
    return whyUnreadable(code, (error as Error).message);
  }
  throw new Error('it can be read');
}

it('says which bracket is not closed, or closes nothing, and in which line', () => {
  expect(why('(a) => {\n  if (b {\n    c();\n  }\n}')).toBe('the ( in line 2 is not closed before the } in line 5');
  expect(why('(a) => {\n  b();\n  // }\n')).toBe('the { in line 1 is not closed');
  expect(why('(a) => 1\n)')).toBe('the ) in line 2 closes nothing');
});

it('says in which line the engine stumbles', () => {
  expect(why('(order, account) => {\n  account.count++;\n  account.sum order.amount;\n  return null;\n}')).toBe(
    "Unexpected identifier 'order', in line 3",
  );
  expect(why('(order, account) => {\n  const x = 1;\n  const x = 2;\n}')).toBe(
    "Identifier 'x' has already been declared, in line 3",
  );
  expect(why('(order, account) => {\n  account.count = "1;\n}')).toBe('Invalid or unexpected token, in line 2');
});
