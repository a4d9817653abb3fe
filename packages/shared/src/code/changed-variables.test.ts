// Code that a graph would show wrongly: values that are changed after they are declared, and functions that speak of the
// description itself. What would break: a node runs with another value than the program has, or with names that are not there.
import { describe, expect, it } from 'vitest';
import { exportProject } from './export-project.ts';
import { importProject } from './import-project.ts';
import { filesOf } from './source-files.ts';

const start = `import { generator, live, pipeline } from '@potoroo/runtime';\n\nconst app = pipeline('Test');\n`;
const counted = "const s = app.source('s', { connector: generator(opts), generate: (i) => i });\n";
const steady = "const s = app.source('s', { connector: generator({ count: 5 }), generate: (i) => i });\n";

function opened(code: string, modules: Readonly<Record<string, string>> = {}) {
  const text = `${start}${code}s.sink('shown', live());\n\nexport default app;\n`;
  const files = new Map([['/pipeline.ts', text], ...Object.entries(modules)]);
  const { pipeline, diagnostics } = importProject(filesOf(files), '/pipeline.ts');
  expect(pipeline === null ? null : exportProject(pipeline).get('pipeline.ts')).toBe(text);
  const { written: _written, ...alone } = pipeline ?? {};
  expect(JSON.stringify(alone)).not.toContain('"count":1');
  return {
    nodes: pipeline?.nodes.map(({ id }) => id) ?? [],
    said: diagnostics.map(({ message }) => message).join('\n'),
    preserved: (pipeline?.preserved ?? []).map(({ text: each }) => each).join('\n'),
  };
}

const changes: readonly (readonly [string, string])[] = [
  ['a part is assigned', 'opts.count = 9;'],
  ['a part of a part is', "opts.more = {}; opts.more['deep'] = 9;"],
  ['a part is counted up', "opts['count']++;"],
  ['a part is deleted', 'delete opts.count;'],
  ['a part is destructured into', '[opts.count] = [9];'],
  ['a loop assigns it', 'for (opts.count of [7, 9]) console.log(opts);'],
  ['it is assigned by another object', 'Object.assign(opts, { count: 9 });'],
  ['a function changes what it is given', 'function fill(to: any) { to.count = 9; }\nfill(opts);'],
  ['a function changes what is around it', 'const fill = () => { opts.count = 9; };\nfill();'],
  ['another name of it is changed', 'const same = opts;\nsame.count = 9;'],
  ['it is given to somebody else', "import { fill } from './fill.ts';\nfill(opts);"],
];
const modules = { '/fill.ts': 'export function fill(to: any) {\n  to.count = 9;\n}\n' };

describe('what a description changes', () => {
  it.each(changes)('draws no node by its first value: %s', (_title, change) => {
    const { nodes, said, preserved } = opened(`const opts: any = { count: 1 };\n${change}\n${counted}`, modules);
    expect(nodes).toEqual([]);
    expect(said).toContain('"opts" is changed after it is declared');
    expect(preserved).toContain('generator(opts)');
  });

  it.each(changes)('goes into no snippet with its first value: %s', (_title, change) => {
    const compute = "s.compute('big', (n) => (n > opts.count ? n : null)).sink('out', live());\n";
    const { nodes, said } = opened(`const opts: any = { count: 1 };\n${change}\n${steady}${compute}`, modules);
    expect(nodes).toEqual(['s', 'shown']);
    expect(said).toContain('it uses "opts", which is changed after it is declared');
  });

  it.each([
    ['a variable is assigned', 'let most = 1;\nmost = 9;'],
    ['destructured into', 'let most = 1;\n({ most } = { most: 9 });'],
    ['counted by a loop', 'let most = 1;\nfor (most of [7, 9]) console.log(most);'],
  ])('takes no variable along that gets another value: %s', (_title, code) => {
    const { nodes, said } = opened(`${code}\n${steady}s.compute('big', (n) => (n > most ? n : null));\n`);
    expect(nodes).toEqual(['s', 'shown']);
    expect(said).toContain('it uses "most", which is changed after it is declared');
  });

  it('takes no function along that is given parts elsewhere', () => {
    const code = `function keep(n: number) {\n  return n > keep.most ? n : null;\n}\nkeep.most = 9;\n${steady}s.compute('big', keep);\n`;
    const { nodes, said } = opened(code);
    expect(nodes).toEqual(['s', 'shown']);
    expect(said).toContain('it uses "keep", which is changed after it is declared');
  });

  it.each([
    ['it is read', 'const opts = { count: 5 };\nconsole.log(opts);\n'],
    ['a copy is changed', 'const opts = { count: 5 };\nconst more = { ...opts };\nmore.count = 9;\n'],
    ['a part is read and counted on', 'const opts = { count: 5 };\nlet all = opts.count;\nall += 1;\n'],
  ])('is drawn where it keeps its value: %s', (_title, code) => {
    expect(opened(`${code}${counted}`).nodes).toEqual(['s', 'shown']);
  });

  it('draws other names of the description and of its streams', () => {
    const code = `const same = app;\nconst s0 = same.source('s', { connector: generator({ count: 5 }) });\nconst s = s0;\n`;
    expect(opened(code).nodes).toEqual(['s', 'shown']);
  });
});

describe('a function that speaks of the description', () => {
  it.each([
    ['app', "(n) => { app.note('more', 'Text'); return n; }"],
    ['s', "(n) => { s.sink('more', live()); return n; }"],
    ['live', '(n) => [n, live().type]'],
    ['helper', '(n) => helper(n)'],
    ['used', 'used'],
  ])('is preserved with the name that it uses: %s', (name, code) => {
    const more = "import used from './used.ts';\nconst helper = (n: number) => [n, live().type];\n";
    const { nodes, said } = opened(`${more}${steady}s.compute('big', ${code});\n`, {
      '/used.ts': "import { live } from '@potoroo/runtime';\n\nexport default (n: number) => [n, live().type];\n",
    });
    expect(nodes).toEqual(['s', 'shown']);
    expect(said).toContain(`it uses "${name === 'used' ? 'live' : name}", which describes the pipeline`);
  });
});

describe('what a graph has no place for', () => {
  it('is named: the type of a function that has a name', () => {
    const { said } = opened(
      `type F = (n: number) => number;\nconst parse: F = (n) => n * 2;\n${steady}s.compute('big', parse);\n`,
    );
    expect(said).toContain('the type of "parse" is left out');
  });

  it('is kept: comments behind the answer of a snippet', () => {
    const code =
      "s.compute('big', snippet(() => {\n  const f = (n: number) => n * 2;\n  return f; // h\n  // end\n}));\n";
    const text = `import { snippet } from '@potoroo/runtime';\n${steady}${code}`;
    const file = new Map([['/pipeline.ts', `${start}${text}export default app;\n`]]);
    const { pipeline } = importProject(filesOf(file), '/pipeline.ts');
    expect(pipeline?.nodes.map((node) => ('code' in node ? node.code : ''))).toEqual([
      '',
      'const f = (n: number) => n * 2;\n\n// h\n// end\n\nexport { f as default };',
    ]);
  });

  it('is of the document: a type that stands beside functions in a module, with those that it names', () => {
    const code =
      "import type { Row } from './lib.ts';\nconst s = app.source<Row>('s', { connector: generator({ count: 5 }) });\n";
    const lib =
      'type Inner = { x: number };\n\n/** One. */\nexport interface Row { a: Inner }\n\nexport const other = 1;\n';
    const file = new Map([
      ['/pipeline.ts', `${start}${code}export default app;\n`],
      ['/lib.ts', lib],
    ]);
    const { pipeline } = importProject(filesOf(file), '/pipeline.ts');
    expect(pipeline?.types).toBe('/** One. */\ninterface Row { a: Inner }\n\ntype Inner = { x: number };');
  });

  it('is kept: a type of a module that no function of it needs', () => {
    const { preserved, said } = opened(`import { twice } from './lib.ts';\n${steady}s.compute('big', twice);\n`, {
      '/lib.ts': 'export type Unused = { readonly a: 1 };\n\nexport const twice = (n: number) => n * 2;\n',
    });
    expect(preserved).toContain('type Unused');
    expect(said).toContain('/lib.ts is preserved as it is');
  });
});
