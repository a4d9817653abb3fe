/** Runtime errors are told with the author's line; a table that is off by one would send people to the wrong place. */
import { describe, expect, it } from 'vitest';
import { snippetText } from './snippet-text.ts';
import { sourceLines, transpile } from './transpile.ts';

const made = (author: string) => transpile(snippetText(author, 'import("/contracts/x.ts").Code'));

/** As a worker does it; the constructor puts two lines in front. */
function load(code: string): (record: unknown) => unknown {
  const exports: { default?: (record: unknown) => unknown } = {};
  // oxlint-disable-next-line typescript/no-implied-eval
  new Function('exports', `${code}\n//# sourceURL=snippet-under-test.js`)(exports);
  if (exports.default === undefined) throw new Error('no default export');
  return exports.default;
}

describe('a transpiled snippet', () => {
  it('is a CommonJS module without a trace of types or of its contract', () => {
    const { code } = made('(order: { a: number }): number => order.a as number');
    expect(code).toMatch(/\nexports\.default = \(\(order\) => order\.a\);\n$/);
    expect(code).not.toMatch(/satisfies|number/);
  });

  it('keeps what else it exports', () => {
    expect(made('export const memory = () => ({ n: 0 });\nexport default (i: number) => i').code).toContain(
      'exports.memory = memory',
    );
  });

  it('has for each line of code the line of the author', () => {
    const { code, lines } = made(
      'type A = {\n  a: number;\n};\n\n// Doubles it.\nexport default (record: A) => {\n  return {\n    twice: record.a * 2,\n  };\n};',
    );
    const table = code.split('\n').map((text, index) => `${lines[index]} ${text.trim()}`);
    expect(table).toEqual([
      '0 "use strict";',
      '0 Object.defineProperty(exports, "__esModule", { value: true });',
      '5 // Doubles it.',
      '6 exports.default = ((record) => {',
      '7 return {',
      '8 twice: record.a * 2,',
      '9 };',
      '10 });',
      '0 ',
    ]);
  });

  it('throws where the table says that the author wrote the throw', () => {
    const author =
      'interface Order {\n  items: string[];\n}\nconst first = (order: Order) => order.items[0]!.length;\n\nexport default (order: Order) =>\n  first(order);';
    const { code, lines } = made(author);
    const run = load(code);
    expect(run({ items: ['abc'] })).toBe(3);
    try {
      run({ items: [] });
      expect.unreachable();
    } catch (error) {
      const line = Number(
        /snippet-under-test\.js:(\d+):\d+/.exec(String(error instanceof Error ? error.stack : ''))?.[1],
      );
      expect(lines[line - 1 - 2]).toBe(4);
    }
  });
});

it('a source map without segments gives lines from nowhere', () => {
  expect(sourceLines('', 2)).toEqual([0, 0]);
  expect(sourceLines('AAAA;;AACA;', 4)).toEqual([1, 0, 2, 0]);
});
