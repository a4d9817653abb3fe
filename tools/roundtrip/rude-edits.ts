/**
 * What people write into a project who think of nothing but their program: formatting of their own, comments in odd places, and
 * everything that TypeScript has and a graph has not. None of it is a fault, and all of it has to be there again.
 */

export type RudeEdit = readonly [what: string, edit: (text: string) => string];

/** In front of the export, which stands last in a description. */
const inFrontOfExport =
  (statements: string) =>
  (text: string): string =>
    text.includes('\nexport default app;')
      ? text.replace('\nexport default app;', () => `\n${statements}\n\nexport default app;`)
      : `${text}\n${statements.replaceAll(/\bapp\b/g, 'console')}\n`;

const everySecond = (text: string): string => text.replaceAll(/\n(.*)\n/g, '\n$1\r\n');

export const rudeEdits: readonly RudeEdit[] = [
  ['a helper', inFrontOfExport('function helper(x: number): number {\n\treturn x * 2\n}\nconsole.log(helper(2))')],
  ['tabs', (text) => `${text.replaceAll('  ', '\t')}// t\n`],
  ['no semicolons', (text) => `${text.replaceAll(/;$/gm, '')}// s\n`],
  ['one long line', (text) => `${text.replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, '').replaceAll('\n', ' ')}\n`],
  ['lines that end in two characters', (text) => `${text}const mine = 1\n`.replaceAll('\n', '\r\n')],
  ['lines that end in one or two characters', (text) => everySecond(`${text}// m\n`)],
  ['a byte order mark', (text) => `\uFEFF${text}`],
  ['a byte order mark before a comment', (text) => `\uFEFF// mine\r\n${text.replaceAll('\n', '\r\n')}`],
  ['no end of the last line', (text) => `${text}// last`],
  ['blank lines', (text) => `${text.replaceAll('\n', '\n\n\n')}\n\n\n`],
  ['blanks that nobody sees', (text) => `${text.replaceAll('\n\n', '\n\f\n')}\u00a0\n\u2028\n// b\n`],
  ['a hashbang', (text) => `#!/usr/bin/env node\n${text}`],
  [
    'directives',
    (text) => `/// <reference types="node" />\n// @ts-nocheck\n/* eslint-disable */\n'use strict'\n${text}`,
  ],
  [
    'comments in the middle of words',
    (text) =>
      text
        .replace(/\.source\(/, '/* a */ . /* b */ source /* c */ (/* d */')
        .replace(/\nexport default app;/, '\n/* e */ export /* f */ default /* g */ app /* h */; // i')
        .concat('/* unended-looking // */ // end'),
  ],
  ['a loop that adds nodes', inFrontOfExport("for (const n of ['a', 'b']) app.note(`note-${n}`, n)")],
  ['a condition', inFrontOfExport("if (Math.random() > 0.5) app.note('maybe', 'Maybe')")],
  ['one or the other', inFrontOfExport("const flag = true\nflag ? app.note('t', 'T') : app.note('f', 'F')")],
  ['a spread', inFrontOfExport("const given = ['s', 'Spread'] as const\napp.note(...given)")],
  ['packages', (text) => `import { z } from 'zod'\nimport 'side-effect'\n${text}\nconsole.log(z)\n`],
  [
    'an enum',
    inFrontOfExport("export enum Colour { Red, Green = 'g' }\nconst enum Level { Low }\nconsole.log(Level.Low)"),
  ],
  ['namespaces', inFrontOfExport('namespace My { export const x = 1 }\nnamespace My.Deep { export type T = 1 }')],
  ['declarations', inFrontOfExport("declare const thing: number\ndeclare module 'foo' { export const y: 1 }")],
  [
    'decorators',
    inFrontOfExport('function dec(_: unknown, _c: unknown) {}\n@dec class Thing { @dec m() {} }\nnew Thing()'),
  ],
  ['await at the top', inFrontOfExport("await Promise.resolve(1)\nconst later = await import('node:fs')")],
  [
    'labels and blocks',
    inFrontOfExport('outer: for (;;) { break outer }\n{ let hidden = 1; hidden++ }\n;;;\ndebugger'),
  ],
  ['try and switch', inFrontOfExport("try { app.note('n', 'x') } catch {}\nswitch (1 as number) { case 1: break }")],
  ['a call in place', inFrontOfExport("(() => { app.note('iife', 'x') })()")],
  [
    'exports',
    inFrontOfExport('export const config = { a: 1 }\nexport { config as other }\nexport type Foo = { a: 1 }'),
  ],
  [
    'a class',
    inFrontOfExport('class Base<T> { #x = 1; static { console.log(1) } get y() { return this.#x } }\nnew Base()'),
  ],
  [
    'overloads',
    inFrontOfExport('function over(a: string): string\nfunction over(a: any): any { return a }\nover("1")'),
  ],
  [
    'destructuring',
    inFrontOfExport("const { sep, ...rest } = { sep: ',', other: 1 }\nconst [a1, , b1 = 2] = [1, 2, 3]"),
  ],
  ['a text of several lines', inFrontOfExport('const t = `line 1\n   line 2 ${`nested ${1}`}\n`\nconsole.log(t)')],
  ['code in comments', inFrontOfExport("// app.note('out', 'Out')\n/* app.source('x', {}) */\n/** doc */")],
  ['what is disposed', inFrontOfExport('using res = { [Symbol.dispose]() {} }')],
  ['what is assigned', inFrontOfExport("let count = 0\ncount += 1\napp.note(`n${count}`, 'x')")],
  ['another way to call', inFrontOfExport("app['note']('comp', 'x')\napp.note('c1', 'x'), app.note('c2', 'y')")],
  ['operators in front', inFrontOfExport("void app.note('vo', 'x')\n!app.note('no', 'x')")],
  [
    'marks of its own',
    inFrontOfExport('// @preserved {"reason":"mine"}\nconsole.log(1)\n// @preserved {"reason": broken'),
  ],
  ['type arguments', inFrontOfExport('function id<const T,>(x: T): T { return x }\nid<{ a: 1 }>({ a: 1 })')],
];

/** These are faults, which are named with their place. */
export const brokenEdits: readonly RudeEdit[] = [
  ['elements', inFrontOfExport('const el = <div className="x">hi</div>')],
  ['half a function', (text) => `${text}\nfunction (`],
  ['a conflict of versions', inFrontOfExport('<<<<<<< HEAD\nconst a = 1\n=======\nconst a = 2\n>>>>>>> b')],
  ['half a text', (text) => `${text}\nconst x = 'unended`],
];
