// Projects as people edit them: what can be drawn is drawn however it is formatted, and nothing is dropped.
import { describe, expect, it } from 'vitest';
import type { Pipeline } from '../pipeline/index.ts';
import { exportFile } from './export-file.ts';
import { exportProject } from './export-project.ts';
import { importProject } from './import-project.ts';
import { filesOf } from './source-files.ts';

const read = (files: Readonly<Record<string, string>>) =>
  importProject(filesOf(new Map(Object.entries(files).map(([name, text]) => [`/${name}`, text]))), '/pipeline.ts');

function pipelineOf(files: Readonly<Record<string, string>>): Pipeline {
  const { pipeline, diagnostics } = read(files);
  if (pipeline === null) throw new Error(JSON.stringify(diagnostics));
  return pipeline;
}

const preservedOf = (pipeline: Pipeline) =>
  (pipeline.preserved ?? []).map(({ place, node, text, reason }) => [node ?? place, text, reason]);
const snippetsOf = ({ nodes }: Pipeline) =>
  Object.fromEntries(
    nodes.map((node) => [node.id, 'code' in node ? node.code : 'initial' in node ? node.initial : null]),
  );

const head = `import { file, generator, live, pipeline, type } from '@potoroo/runtime';\nconst app = pipeline("Test")\n`;

describe('a project as it is written by hand', () => {
  it('may be formatted in any way, and chained or not', () => {
    const pipeline = pipelineOf({
      'pipeline.ts': `${head}
const totals=app.state("totals",()=>({sum:0}));;
const lines = (app).source(\`lines\`, {
  'connector': file("in.csv", { rate: 1_0e2, format: 'csv' }), recordType: type < Row > ('Row')})
app . merge(lines).keyBy('symbol', function (row) { return row.symbol }, {name: "Symbol"}).compute('sum', totals,
  (row, total) => {
    total.sum += 1;
    return total.sum;
  }).sink("sums", live())
export { app as default }
type Row = { symbol: string }
`,
    });
    expect(pipeline.nodes.map(({ id, kind, name }) => `${kind} ${id} ${name}`)).toEqual([
      'state totals Totals',
      'source lines Lines',
      'key symbol Symbol',
      'state-computation sum Sum',
      'sink sums Sums',
    ]);
    expect(pipeline.nodes[1]).toMatchObject({
      connector: { type: 'file', path: 'in.csv', format: 'csv', rate: 1_000 },
      recordType: 'Row',
    });
    expect(pipeline.types).toBe('type Row = { symbol: string }');
    expect(snippetsOf(pipeline)).toMatchObject({
      symbol: 'function (row) { return row.symbol }',
      sum: '(row, total) => {\n  total.sum += 1;\n  return total.sum;\n}',
    });
    expect(pipeline.edges.map(({ id }) => id)).toEqual(['lines--symbol', 'symbol--sum', 'sum--sums']);
    expect(pipeline.preserved).toBeUndefined();
  });

  it('keeps comments at the statement they stand at, those inside it too', () => {
    const pipeline = pipelineOf({
      'pipeline.ts': `// At the top.\n${head}// Of lines.
const lines = app.source('lines', {
  connector: file('in.txt'), // where they are
}); // trailing
/* Out they go. */
lines.sink('out', live(), { encode: (line) => line /* as it is */ });
// At the end.
export default app;
// After all.
`,
    });
    expect(preservedOf(pipeline)).toEqual([
      ['top', '// At the top.', 'It is a comment.'],
      ['lines', '// Of lines.\n// where they are', 'It is a comment.'],
      ['out', '// trailing\n/* Out they go. */\n/* as it is */', 'It is a comment.'],
      ['end', '// At the end.\n\n// After all.', 'It is a comment.'],
    ]);
    expect(pipeline.nodes[1]).toMatchObject({ encode: '(line) => line' });
  });

  it('keeps the comments of functions that nodes name, and of what it imports', () => {
    const pipeline = pipelineOf({
      'pipeline.ts': `${head}import /* by hand */ shout from './shout.ts'; // loudly
/** Keeps it. */
function keep(line: string) { return line; } // as it is
// Its first letter.
const first /* of all */ = (line: string) => line.charAt(0);
const again = first;
app.source('lines', { connector: file('in.txt') }).compute('keep', keep).compute('first', again).compute('shout', shout);
`,
      'shout.ts': 'export default (line: string) => line + "!";\n',
    });
    expect(snippetsOf(pipeline)).toMatchObject({ first: '(line: string) => line.charAt(0)' });
    expect(preservedOf(pipeline).map(([place]) => place)).toEqual(['lines']);
    const kept = preservedOf(pipeline)
      .map(([, text]) => text)
      .join('\n');
    for (const comment of ['by hand', 'loudly', 'Keeps it.', 'as it is', 'Its first letter.', 'of all'])
      expect(kept).toContain(comment);
    expect(kept).not.toContain('charAt');
  });

  it('keeps a function that only has the name of something that nodes use', () => {
    const { preserved = [] } = pipelineOf({
      'pipeline.ts': `${head}function rate() { return 5; }
function each() { return rate(); }
app.source('lines', { connector: generator({ rate: 5 }), generate: () => '' }).compute('copy', (each) => each);
`,
    });
    expect(preserved.map(({ text, reason }) => [text, reason])).toEqual([
      ['function rate() { return 5; }\nfunction each() { return rate(); }', 'It is no part of a node.'],
    ]);
  });

  it('keeps what stands before a merge before the next node, and in one order', () => {
    const pipeline = pipelineOf({
      'pipeline.ts': `${head}const lines = app.source('lines', { connector: file('in.txt') });
const ids = ['a'];
// Both of them.
const both = app.merge(lines);
for (const id of ids) console.log(id);
both.sink('out', live());
`,
    });
    expect(preservedOf(pipeline).map(([place, text]) => [place, text])).toEqual([
      ['out', "const ids = ['a'];\n// Both of them.\nfor (const id of ids) console.log(id);"],
    ]);
    const { written: _written, ...drawn } = pipeline;
    const text = exportProject(drawn).get('pipeline.ts') ?? '';
    expect(text.indexOf('const ids')).toBeLessThan(text.indexOf('for (const id'));
  });

  it('goes on importing what preserved code uses, and nothing that comments only speak of', () => {
    const pipeline = pipelineOf({
      'pipeline.ts': `${head}// A file of that type, over tcp.
const idle = () => toFile('x');
const row: Row = { symbol: '' };
app.note('a', '');
type Row = { symbol: string };
`,
    });
    const { written: _written, ...drawn } = pipeline;
    const text = exportProject(drawn).get('pipeline.ts') ?? '';
    expect(text).toContain("import { pipeline, toFile } from '@potoroo/runtime';");
    expect(text).toContain("import type { Row } from './types.ts';");
  });

  it('takes helper functions and constants along into the snippets that use them', () => {
    const pipeline = pipelineOf({
      'pipeline.ts': `${head}import { shout } from './shout.ts';
const rate = 20;
const limit = 5;
// How long is too long.
const isLong = (line: string) => line.length > limit;
function keep(line: string) { return isLong(line) ? shout(line) : null; }
function idle() { return limit; }
app.source('lines', { connector: generator({ rate }), generate: () => '' }).compute('keep', keep).sink('out', live());
`,
      'shout.ts': `import { mark } from './mark.ts';\nexport const shout = (line: string) => line + mark;\n`,
      'mark.ts': `export const mark = '!';\n`,
    });
    expect(snippetsOf(pipeline)).toMatchObject({
      keep: `export default function keep(line: string) { return isLong(line) ? shout(line) : null; }

const limit = 5;

// How long is too long.
const isLong = (line: string) => line.length > limit;

const shout = (line: string) => line + mark;

const mark = '!';`,
    });
    expect(pipeline.nodes[0]).toMatchObject({ connector: { type: 'generator', rate: 20, count: null } });
    expect(preservedOf(pipeline)).toEqual([
      [
        'lines',
        'const rate = 20;\nconst limit = 5;\nfunction idle() { return limit; }',
        'It is a constant, and the nodes that use it have its value.',
      ],
    ]);
  });

  it('preserves what it cannot draw, with the reason, and what depends on it', () => {
    const { pipeline, diagnostics } = read({
      'pipeline.ts': `${head}import { readFileSync } from 'node:fs';
const lines = app.source('lines', { connector: file('in.txt') });
for (const id of ['a', 'b']) lines.sink(id, live());
const chosen = lines.compute(Math.random() < 0.5 ? 'x' : 'y', (line) => line);
chosen.sink('chosen', live());
const text = readFileSync('x');
let moving = app.source('moving', { connector: file('y') });
lines.compute('odd', (line) => line, { title: 'Odd' });
lines.sink('out', live());
export default app;
`,
    });
    expect(pipeline?.nodes.map(({ id }) => id)).toEqual(['lines', 'out']);
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'P504 /pipeline.ts:3:1 is preserved as it is: it is no part of a node.',
      'P504 /pipeline.ts:5:1 is preserved as it is: a for of statement cannot be drawn.',
      'P504 /pipeline.ts:6:1 is preserved as it is: a conditional expression cannot be drawn.',
      'P504 /pipeline.ts:7:1 is preserved as it is: "chosen" is no node, state, function or constant of the description.',
      'P504 /pipeline.ts:8:1 is preserved as it is: "readFileSync" is no node, state, function or constant of the description.',
      'P504 /pipeline.ts:9:1 is preserved as it is: only a constant of one name can be drawn.',
      'P504 /pipeline.ts:10:1 is preserved as it is: compute has no "title".',
    ]);
    const kept = (pipeline?.preserved ?? []).map(({ text }) => text).join('\n');
    for (const piece of ['readFileSync', 'for (const id', 'const chosen', 'chosen.sink', 'let moving', "title: 'Odd'"])
      expect(kept).toContain(piece);
  });

  it('takes the type argument of a source as its record type, and says what of the rest it leaves out', () => {
    const { pipeline, diagnostics } = read({
      'pipeline.ts': `${head}export const lines: unknown = app.source<Row>('lines', { connector: file('in.txt', { format: 'csv' }) });
const texts = app.source('texts', { connector: file('in.txt') });
const row = texts.compute<Row>('row', (text) => ({ text }));
row.sink('rows', live());
type Row = { text: string };
`,
    });
    expect(pipeline?.nodes[0]).toMatchObject({ recordType: 'Row' });
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'P507 /pipeline.ts:3:14: the type of "lines" is left out.',
      'P507 /pipeline.ts:3:1: the export of "lines" is left out.',
      'P507 /pipeline.ts:5:13: <Row> of compute is left out.',
    ]);
  });

  it('preserves what would be lost of a call, and statements that make nothing', () => {
    const pipeline = pipelineOf({
      'pipeline.ts': `'use strict';
${head}app.note('a', '', { name: 'A' }, 'surplus');
app.note('b', '', { name: 'B', name: 'C' });
app.merge();
live();
app.note('c', '');
`,
    });
    expect(pipeline.nodes.map(({ id }) => id)).toEqual(['c']);
    expect((pipeline.preserved ?? []).map(({ text }) => text).join('\n')).toBe(
      "'use strict';\napp.note('a', '', { name: 'A' }, 'surplus');\napp.note('b', '', { name: 'B', name: 'C' });\napp.merge();\nlive();",
    );
  });

  it('says which places and fixtures belong to no node that is drawn', () => {
    const { diagnostics } = read({
      'pipeline.ts': `${head}app.note('a', '');
app.layout({ nodes: [{ id: 'gone', x: 1, y: 2 }, { id: 'a', x: 1, y: 2 }], edges: [] });
app.fixtures({ gone: [{ name: 'one', records: [] }] });
`,
    });
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'P507 The place of "gone" is left out: no node that is drawn has this id.',
      'P507 The fixtures of "gone" are left out: no node that is drawn has this id.',
    ]);
  });

  it('reads a checkout whose lines end in two characters as the project that was exported', () => {
    const files = exportProject(
      pipelineOf({
        'pipeline.ts': `${head}// A comment.
app.source('lines', { connector: file('in.txt') }).compute('shout', (line: string) => {
  const mark = '!';
  return \`\${line}
\${mark}\`;
}).sink('out', live());
`,
      }),
    );
    const crlf = Object.fromEntries([...files].map(([name, text]) => [name, text.replaceAll('\n', '\r\n')]));
    const { written: returned, ...graph } = pipelineOf(crlf);
    const { written, ...expected } = pipelineOf(Object.fromEntries(files));
    expect(graph).toEqual(expected);
    expect(JSON.stringify(graph)).not.toContain(String.raw`\r`);
    // Only what it remembers is as it was.
    expect(returned?.map(({ text }) => text.replaceAll('\r\n', '\n'))).toEqual(written?.map(({ text }) => text));
  });

  it.each([
    ["import { a } from '../a.ts';", '/project/pipeline.ts:3:19: "../a.ts"'],
    ["import a from './../project/a.ts';", '"./../project/a.ts"'],
    ["export * from './lib/b.ts';", '/project/lib/b.ts:1:8: "../../a.ts"'],
    ["const a = await import('../../../etc/a.ts');", '"../../../etc/a.ts"'],
  ])('does not leave the folder of the project: %s', (line, words) => {
    const asked: string[] = [];
    const files = {
      read: (path: string): string | null => {
        asked.push(path);
        if (path === '/project/pipeline.ts') return `${head}${line}`;
        return path === '/project/lib/b.ts' ? "import '../../a.ts';" : null;
      },
    };
    expect(importProject(files, '/project/pipeline.ts')).toMatchObject({
      pipeline: null,
      diagnostics: [{ code: 'P508', message: expect.stringContaining(words) }],
    });
    expect(asked.filter((path) => !path.startsWith('/project/'))).toEqual([]);
  });

  it('refuses more nodes than a document may have by their number, and says nothing of what would be preserved', () => {
    const notes = Array.from({ length: 1_001 }, (_, index) => `app.note('n${index}', '');`).join('\n');
    const files = filesOf(new Map([['/pipeline.ts', `${head}${notes}\nfor (const n of [1]) console.log(n);\n`]]));
    expect(importProject(files, '/pipeline.ts')).toMatchObject({
      pipeline: null,
      diagnostics: [{ code: 'P106', message: 'nodes has more than 1000 entries.' }],
    });
  });

  it.each([
    ['no file', {}, 'P501', 'There is no file /pipeline.ts that could be read as text.'],
    ['no description', { 'pipeline.ts': 'export const app = 1;' }, 'P502', 'describes no pipeline'],
    ['a syntax error', { 'pipeline.ts': `${head}const = 1;` }, 'P506', '/pipeline.ts:3:7'],
    [
      'a missing module',
      { 'pipeline.ts': `${head}import a from './a.ts';` },
      'P501',
      '/a.ts, and there is no such file that could be read as text',
    ],
    [
      'a broken layout',
      { 'pipeline.ts': `${head}import a from './a.json' with { type: 'json' };`, 'a.json': '{' },
      'P501',
      '/a.json is not JSON',
    ],
    [
      'one id twice',
      { 'pipeline.ts': `${head}app.note('a', '');\napp.note('a', '');` },
      'P503',
      ':4:1: Two nodes have the id "a".',
    ],
    ['an id that is none', { 'pipeline.ts': `${head}app.note('*/', '');` }, 'P503', 'cannot be the id of a node'],
    [
      'a function that needs what its module only passes on',
      {
        'pipeline.ts': `${head}import a from './a.ts';\napp.merge().compute('a', a);`,
        'a.ts': "import { b } from './b.ts';\nexport default () => b;",
        'b.ts': "export * from './c.ts';",
        'c.ts': 'export const b = 1;',
      },
      'P504',
      '/pipeline.ts:4:1 is preserved as it is: a snippet of "a" cannot stand alone: import { b } from \'./b.ts\';: /b.ts passes on what another module exports',
    ],
    [
      'what no document may hold',
      { 'pipeline.ts': `${head}app.source('a', { connector: generator({ rate: -1 }) });` },
      'P109',
      'rate',
    ],
  ])('says what is wrong: %s', (_title, files, code, words) => {
    expect(read(files).diagnostics).toContainEqual(
      expect.objectContaining({ code, message: expect.stringContaining(words) }),
    );
  });
});

describe('a hostile project', () => {
  it('keeps thousands of comments before and inside one statement, each asked for once', () => {
    const remarks = Array.from({ length: 5_000 }, (_, index) => `// ${index}`);
    const [before, inside] = [remarks.slice(0, 2_500).join('\n'), remarks.slice(2_500).join('\n')];
    const pipeline = pipelineOf({
      'pipeline.ts': `${head}${before}\napp.note(${inside}\n"a", "b");\nexport default app;\n`,
    });
    expect(preservedOf(pipeline)).toEqual([['a', `${before}\n${inside}`, 'It is a comment.']]);
  });

  it('opens a file with its #! and makes a comment of any other', () => {
    const script = '#!/usr/bin/env node\n';
    const pipeline = pipelineOf({ 'pipeline.ts': `${script}${head}app.note('a', 'b');\nexport default app;\n` });
    expect(exportFile(pipeline).startsWith(script)).toBe(true);
    const moved = {
      ...pipeline,
      preserved: (pipeline.preserved ?? []).map((block) => ({ ...block, place: 'end' as const })),
      written: undefined,
    };
    for (const text of [exportFile(moved), exportProject(moved).get('pipeline.ts') ?? ''])
      expect(text).toContain('\n// @preserved {"text":"#!/usr/bin/env node",');
  });
});
