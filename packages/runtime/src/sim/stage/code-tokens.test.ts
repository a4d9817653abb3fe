// A word in a comment or a text that is taken for code would refuse what is right, and a quote in a regular expression that is taken
// for the beginning of a text would hide the code behind it.
import { expect, it } from 'vitest';
import { asynchronousAt, codeTokens, isModule } from './code-tokens.ts';

const words = (code: string): string =>
  codeTokens(code)
    .map(({ text }) => text)
    .join(' ');

it('sees words and brackets, and passes over comments, texts, numbers, templates and regular expressions', () => {
  expect(words(`a // b '\n/* c \n " */ d 'e\\' f' "g ' h" 1.5e3 i`)).toBe('a d i');
  expect(words('a `b ${c + `d ${ {e: `f`} } g`} h` i')).toBe('a c + { e : } i');
  expect(words(`x = /["'\`(]/g; y / 2 / z`)).toBe('x = ; y / / z');
  expect(words(`f(/[/(]\\//, a) / b / c`)).toBe('f ( , a ) / b / c');
  expect(words(`return /'/.test(a.return / 2) / 'x'`)).toBe('return . test ( a . return / ) /');
});

it('finds a function that goes on later, where it is one, and in which line', () => {
  const later = [
    'async () => {}',
    'async x => x',
    'async function* f() {}',
    'x = { async [y]() {} }',
    'x = { async "y"() {} }',
    'class A { static async #b() {} }',
    '`${async () => 1}`',
    'x = [import ("y")]',
    `/"/.test(x); async () => {}; /"/`,
  ];
  for (const code of later) expect([code, asynchronousAt(`\n${code}`)?.line]).toEqual([code, 2]);
  for (const code of [
    '// async () => {}',
    '"async () => {}"',
    'order.async(1)',
    '({ async: 1 })',
    'let async = 1;',
    'order.import(1)',
    'x = { import: 1 }',
    '/async (x)/',
  ])
    expect([code, asynchronousAt(code)]).toEqual([code, null]);
});

it('knows a module by what it does, not by what its comments say', () => {
  expect(isModule('let n = 0; exports . default = () => n++;')).toBe(true);
  expect(isModule('(order, account) => { /* not exports.default */ account.text = "exports.default"; }')).toBe(false);
});
