// Modules and helpers of a person, taken into snippets. What would break: a snippet that is none, that uses what is declared
// behind it, that goes on with another value than the program has, or that is written twice.
import { expect, it } from 'vitest';
import { parsePipeline } from '../pipeline/index.ts';
import { exportProject } from './export-project.ts';
import { importProject } from './import-project.ts';
import { filesOf } from './source-files.ts';

const read = (files: Readonly<Record<string, string>>) =>
  importProject(filesOf(new Map(Object.entries(files).map(([name, text]) => [`/${name}`, text]))), '/pipeline.ts');

const head = `import { file, live, pipeline } from '@potoroo/runtime';\nconst app = pipeline("Test");\n`;
const lines = `const lines = app.source('lines', { connector: file('in.txt') });\n`;

/** The snippet of the node "a", or why it is preserved instead. */
function snippetOf(files: Readonly<Record<string, string>>): string {
  const { pipeline, diagnostics } = read(files);
  if (pipeline === null) return JSON.stringify(diagnostics);
  const { written: _written, ...drawn } = pipeline;
  expect(read(Object.fromEntries(exportProject(pipeline))).pipeline).toEqual(pipeline);
  expect(read(Object.fromEntries(exportProject(drawn))).pipeline).toEqual(drawn);
  const said = diagnostics.filter(({ message }) => message.includes('cannot stand alone'));
  if (said.length > 0) return said.map(({ code, message }) => `${code} ${message}`).join('\n');
  return pipeline.nodes.flatMap((node) => (node.id === 'a' && 'code' in node ? [node.code] : [])).join('\n');
}

const ofModule = (files: Readonly<Record<string, string>>): string =>
  snippetOf({
    'pipeline.ts': `${head}import a from './a.ts';\n${lines}lines.compute('a', a).sink('out', live());\n`,
    ...files,
  });
const ofDescription = (before: string, code: string, files: Readonly<Record<string, string>> = {}): string =>
  snippetOf({
    'pipeline.ts': `${head}${before}\n${lines}lines.compute('a', ${code}).sink('out', live());\n`,
    ...files,
  });

it('an arrow function that imports a helper is a module with it', () => {
  const files = {
    'a.ts': "import { twice } from './b.ts';\nexport default (line: string) => twice(line);\n",
    'b.ts': "import { two } from './c.ts';\nexport const twice = (line: string) => line.repeat(two);\n",
    'c.ts': 'export const two = 2;\n',
  };
  expect(ofModule(files)).toBe(
    'export default (line: string) => twice(line);\n\nconst twice = (line: string) => line.repeat(two);\n\nconst two = 2;',
  );
});

it('what is needed as a module loads stands in front of it', () => {
  const files = {
    'a.ts':
      "import { base } from './b.ts';\nconst table = base.map((each) => each * 2);\nexport default (line: string) => table[line.length];\n",
    'b.ts': "import { one } from './c.ts';\nexport const base = [one, 2];\n",
    'c.ts': 'export const one = 1;\n',
  };
  expect(ofModule(files)).toMatch(/^const one = 1;\n\nconst base = [^]*\n\nconst table = [^]*export default /);
  const inPlace = ofDescription(
    "import { base } from './b.ts';\nconst all = base.concat(base);",
    '(line) => [line, all]',
    files,
  );
  expect(inPlace).toMatch(/^const one = 1;\n\nconst base = [^]*export default \(line\)[^]*const all = /);
});

it('two modules that declare one name are refused with both, and overloads stay together', () => {
  const helper = { 'b.ts': 'const k = 100;\nexport const more = (line: string) => line + k;\n' };
  const own = "import { more } from './b.ts';\nconst k = 1;\nexport default (line: string) => more(line) + k;\n";
  expect(ofModule({ 'a.ts': own, ...helper })).toMatch(/^P504 .*: \/a\.ts and \/b\.ts both declare "k"\.$/);
  const here = "import { more } from './b.ts';\nconst k = 1;";
  expect(ofDescription(here, '(line) => more(line) + k', helper)).toMatch(
    /\/pipeline\.ts and \/b\.ts both declare "k"/,
  );
  const overloads =
    'function over(line: string): string;\nfunction over(line: number): number;\nfunction over(line: never) { return line; }';
  expect(ofDescription(overloads, 'over')).toBe('function over(line: never) { return line; }');
  expect(ofDescription(overloads, '(line) => over(line)').match(/function over/g)).toHaveLength(3);
});

it('a variable that is given another value elsewhere is refused, and one that only a snippet counts with is not', () => {
  for (const change of ['limit = 50;', 'limit += 1;', 'limit++;', 'for (;;) { --limit; break; }'])
    expect(ofDescription(`let limit = 1;\n${change}`, '(line) => line.length > limit')).toMatch(
      /^P504 .*it uses "limit", which is changed after it is declared/,
    );
  const table = 'const table = new Map<string, number>();';
  const fillings = [
    "table.set('a', 1);",
    "for (const each of ['a']) table.set(each, 1);",
    'Object.assign(table, {});',
    'table.x = 1;',
  ];
  for (const filling of fillings)
    expect(ofDescription(`${table}\n${filling}`, '(line) => table.get(line)')).toMatch(
      /it uses "table", which is changed/,
    );
  for (const harmless of ['table.forEach(() => 0);', 'function later() { table.clear(); }'])
    expect(ofDescription(`${table}\n${harmless}`, '(line) => table.get(line)')).toContain('const table = new Map');
  expect(ofDescription('let seen = 0;\nfunction count() { return ++seen; }', '(line) => [line, count()]')).toContain(
    'let seen = 0;',
  );
});

it('the description is exported once, in whatever way it was', () => {
  for (const ending of ['export default (app);', 'export default app as never;', 'export { app as default, lines };']) {
    const { pipeline } = read({ 'pipeline.ts': `${head}${lines}${ending}\n` });
    const exported =
      pipeline === null ? '' : (exportProject({ ...pipeline, written: undefined }).get('pipeline.ts') ?? '');
    expect(exported.match(/^export /gm)).toEqual(['export ']);
  }
});

it('a name for what has no value, fixtures of a note and assertions of types are named and left out', () => {
  const text = `${head}${lines}const nothing = (lines as any)!.sink('out', live() as never);
app.note('n', 'a note');
app.fixtures({ n: [], out: [] });
const kept = ['a'] as const;
`;
  const { pipeline, diagnostics } = read({ 'pipeline.ts': text });
  expect(pipeline?.nodes.map(({ id }) => id)).toEqual(['lines', 'out', 'n']);
  expect(diagnostics.flatMap(({ code, message }) => (code === 'P507' ? [message] : []))).toEqual([
    expect.stringContaining('`as any` is left out'),
    expect.stringContaining('`!` is left out'),
    expect.stringContaining('`as never` is left out'),
    expect.stringContaining('the name "nothing" is left out'),
    'The fixtures of "n" are left out: such a node can have none.',
  ]);
});

it.each([
  ['an alias', "import { twice as double } from './b.ts';", 'double(line)', 'const double = twice;'],
  ['a default', "import double from './b.ts';", 'double(line)', 'const double = (line: string)'],
  ['a default with a name', "import double from './c.ts';", 'double(line)', 'const double = two;'],
  ['a namespace', "import * as b from './b.ts';", 'b.twice(line)', 'const b = { twice, three: thrice };'],
  ['JSON', "import words from './words.json' with { type: 'json' };", 'words.one', 'const words = { "one": 1 };'],
  ['an alias of an alias', "import { three as many } from './b.ts';", 'many(line)', 'const many = thrice;'],
])('a helper may be imported as %s', (_title, statement, use, expected) => {
  const files = {
    'b.ts':
      'export default (line: string) => twice(line);\nexport const twice = (line: string) => line + line;\nconst thrice = twice;\nexport { thrice as three };\n',
    'c.ts': "import own from './d.ts';\nexport default function two(line: string) { return own(line); }\n",
    'd.ts': 'export default function (line: string) { return line; }\n',
    'words.json': '{ "one": 1 }\n',
  };
  const found = [
    ofModule({ 'a.ts': `${statement}\nexport default (line: string) => ${use};\n`, ...files }),
    ofDescription(statement, `(line) => ${use}`, files),
  ];
  for (const snippet of found) {
    expect(snippet).toContain(expected);
    expect(snippet.match(/export default|export \{/g)).toEqual(['export default']);
  }
});

it('names that would stand for two things keep their node from being drawn', () => {
  const files = {
    'b.ts': 'const c = 1;\nexport const b = () => c;\n',
    'a.ts': "import { b as c } from './b.ts';\nexport default () => c();\n",
  };
  expect(ofModule(files)).toMatch(/^P504 .*"c" would stand for two things/);
});

it('a constant that only snippets use is in those, and nowhere else', () => {
  const { pipeline } = read({
    'pipeline.ts': `${head}// Too long.
const limit = 5;
enum Size { Big = 9 }
const rate = 7;
${lines}lines.compute('a', (line) => [limit, Size.Big, rate]).sink('out', live());
console.log(rate);
`,
  });
  expect(pipeline?.nodes[1]).toMatchObject({
    code: expect.stringMatching(/Too long\.\nconst limit = 5;[^]*enum Size[^]*const rate = 7/),
  });
  expect(pipeline?.preserved?.map(({ text }) => text)).toEqual(['const rate = 7;', 'console.log(rate);']);
});

it('a function may be passed on by other modules', () => {
  const files = {
    'index.ts': "export * from './all.ts';\n",
    'all.ts': "export { twice as double } from './b.ts';\nexport { default as keep } from './c.ts';\n",
    'b.ts': 'export const twice = (line: string) => line + line;\n',
    'c.ts': 'export default (line: string) => line;\n',
  };
  expect(ofDescription("import { double } from './index.ts';", 'double', files)).toBe('(line: string) => line + line');
  expect(ofDescription("import { keep } from './index.ts';", 'keep', files)).toBe('(line: string) => line');
});

it.each([
  ['code', 'globalThis.evil = 1;\n', ['b.ts']],
  ['an import', "import './evil.ts';\n", ['evil.ts']],
  ['an import of nothing', "import { x } from './evil.ts';\n", ['evil.ts']],
  ['another export', "export { x } from './evil.ts';\n", ['evil.ts']],
  ['another function', 'export const other = () => 2, evil = run();\n', ['b.ts']],
])('a module of which a function is taken is preserved with what else it does: %s', (_title, more, kept) => {
  const { pipeline, diagnostics } = read({
    'pipeline.ts': `${head}import { twice } from './b.ts';\n${lines}lines.compute('a', twice).sink('out', live());\n`,
    'b.ts': `${more}export const twice = (line: string) => line + line;\n`,
    'evil.ts': 'export const x = (globalThis.evil = 1);\n',
  });
  if (pipeline === null) throw new Error(JSON.stringify(diagnostics));
  expect(pipeline.preserved?.map(({ file }) => file)).toEqual(kept);
  expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual(
    kept.map((file) => expect.stringMatching(`^P504 /${file}:1:1 is in no node`)),
  );
  expect(read(Object.fromEntries(exportProject(pipeline))).pipeline).toEqual(pipeline);
  const { preserved: _preserved, ...hidden } = pipeline;
  const exported = exportProject(hidden);
  expect([...exported].filter(([name, text]) => /evil/.test(name + text))).toEqual([]);
});

it('a function that is imported by its name brings the types of its module', () => {
  const files = {
    'b.ts':
      "import type { Unit } from './c.ts';\nexport type Reading = { text: string; unit: Unit };\ninterface More<T> { of: T }\nexport const read = (line: string): More<Reading> => ({ of: { text: line, unit: 'm' } });\n",
    'c.ts': "export type Unit = 'm' | 'km';\n",
  };
  expect(ofDescription("import { read } from './b.ts';", 'read', files)).toMatch(
    /^export default \(line: string\): More<Reading>[^]*\ntype Reading = [^]*\ninterface More<T>/,
  );
});

it('two functions that call each other are declared once each, and a package keeps its node from being drawn', () => {
  const both =
    'function even(n: string): boolean { return n === "" || odd(n); }\nfunction odd(n: string): boolean { return !even(n); }';
  expect(ofDescription(both, 'even').match(/function (?:even|odd)/g)).toEqual(['function even', 'function odd']);
  expect(ofDescription("import { hash } from 'node:crypto';", "(line) => hash('sha1', line)")).toMatch(
    /^P504 .*it uses "node:crypto", and snippets import no packages/,
  );
});

it('of two descriptions in a file, the one that is exported is drawn', () => {
  const { pipeline } = read({
    'pipeline.ts': `${head}const other = pipeline('Other');\napp.note('n', '');\nother.note('o', '');\nexport default other;\n`,
  });
  expect(pipeline).toMatchObject({ name: 'Other', nodes: [{ id: 'o' }] });
});

it('that nothing is preserved is said in one way', () => {
  const { pipeline } = read({ 'pipeline.ts': `${head}${lines}` });
  expect(parsePipeline({ ...pipeline, preserved: [] })).toEqual({ ok: true, value: pipeline });
});
