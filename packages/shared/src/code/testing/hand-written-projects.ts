/**
 * Projects as people write them, for the law that an export gives them back: chains and statements, names and modules of their
 * own, helpers under other names, comments everywhere, code that cannot be drawn. Each is formatted in some way of its own.
 */
import fc from 'fast-check';

/** File name -> text; the description is `pipeline.ts`. */
export type HandWritten = ReadonlyMap<string, string>;

const tops = ['', '/** What it does. */\n', '#!/usr/bin/env node\n// A licence.\n\n', "'use strict';\n"];
const trailing = ['', ' // the numbers', ' /* as they come */'];
const inner = ['', ' // in the object', ' /* 1 */'];

/** How a file speaks of the package: what it imports, and how it calls a function of it. */
type Speech = { readonly line: string; readonly call: (name: string) => string };
const used = ['generator', 'live', 'pipeline', 'toFile'];
const speeches: readonly Speech[] = [
  { line: `import { ${used.join(', ')} } from '@potoroo/runtime';`, call: (name) => name },
  { line: `import { ${used.join(', ')} } from "@potoroo/runtime" // the package`, call: (name) => name },
  { line: `import {\n  ${used.join(',\n  // next\n  ')},\n} from '@potoroo/runtime';`, call: (name) => name },
  { line: "import * as potoroo from '@potoroo/runtime';", call: (name) => `potoroo.${name}` },
  {
    line: `import { ${used.map((name) => `${name} as ${name}Of`).join(', ')} } from '@potoroo/runtime';`,
    call: (name) => `${name}Of`,
  },
];

/** A function that nodes use, and what stands behind it. */
type Step = { readonly lines: string; readonly code: string; readonly files: readonly (readonly [string, string])[] };
const steps: readonly Step[] = [
  { lines: '', code: '(line) => ({ line, size: line.size })', files: [] },
  { lines: '', code: '(line) => {\n    // as it is\n    return line;\n  }', files: [] },
  { lines: 'const limit = 30; // of all\n', code: '(line) => (line.size > limit ? line : null)', files: [] },
  {
    lines: '// Helps.\nfunction keep(line: { size: number }) { return line.size > 1 ? line : null }\n',
    code: 'keep',
    files: [],
  },
  {
    lines: "import keep from './steps/keep.ts';\n",
    code: 'keep',
    files: [['steps/keep.ts', '// Keeps.\nexport default (line: { size: number }) => line;\n']],
  },
  {
    lines: "import { big as large, limit } from './lib/big.ts';\n",
    code: '(line) => (large(line) && line.size < limit ? line : null)',
    files: [
      ['lib/big.ts', 'export const limit = 90;\nexport const big = (line: { size: number }) => line.size > 2;\n'],
    ],
  },
  {
    lines: "import words from './words.json' with { type: 'json' };\nimport * as lib from './lib/all.ts';\n",
    code: '(line) => ({ ...line, word: words.first, twice: lib.twice(line.size) })',
    files: [
      ['words.json', '{ "first": "one" }\n'],
      ['lib/all.ts', "import half from './half.ts';\n\nexport const twice = (n: number) => half(n) * 4;\n"],
      ['lib/half.ts', 'export default function (n: number) {\n  return n / 2;\n}\n'],
    ],
  },
];

const undrawable = [
  '',
  'for (const name of [1, 2]) {\n  // inside\n  console.log(name);\n}\n',
  'let rate = 5;\nrate += 1; // grows\n',
  'class Unused {}\n',
  'const { length } = "destructured";\n',
  '// TODO: more of them\n',
];

const layouts = ['', "import layout from './pipeline.layout.json' with { type: 'json' };\n"];
const layout = '{ "nodes": [ { "id": "numbers", "x": 10, "y": 20 } ],\n  "edges": [] }\n';

/** A chain, or a statement for each node. */
function graph(shape: string, { app, call, code, end }: Words): string {
  const source = `${app}.source('numbers', {${shape === 'wide' ? '\n  ' : ' '}connector: ${call('generator')}({ count: 1_000, rate: null }),${end.inner === ' // in the object' ? `${end.inner}\n ` : end.inner} generate: (index) => ({ size: index }) })`;
  if (shape === 'chain')
    return `${source}\n  .compute('kept', ${code}) ${end.inner.includes('//') ? '' : end.inner}\n  .keyBy('by', (line) => String(line.size))\n  .compute('tally', totals, (line, total) => ({ ...line, count: ++total.count })) // counts\n  .sink('out', ${call('live')}());${end.trailing}\n`;
  return `const numbers = ${source};${end.trailing}\nconst kept=numbers.compute('kept', ${code}, { name: "Kept" })\nkept.sink('out', ${call('toFile')}('out.txt', { format: 'ndjson' }));${end.trailing}\n\nkept.keyBy('by', (line) => String(line.size)).compute('tally', totals, (line, total) => ++total.count);\n`;
}

type Words = {
  readonly app: string;
  readonly call: (name: string) => string;
  readonly code: string;
  readonly end: { readonly trailing: string; readonly inner: string };
};

export const handWrittenProjects: fc.Arbitrary<HandWritten> = fc
  .record({
    top: fc.constantFrom(...tops),
    speech: fc.constantFrom(...speeches),
    step: fc.constantFrom(...steps),
    app: fc.constantFrom('app', 'job', 'pipeline_'),
    layout: fc.constantFrom(...layouts),
    shape: fc.constantFrom('chain', 'wide', 'plain'),
    trailing: fc.constantFrom(...trailing),
    inner: fc.constantFrom(...inner),
    before: fc.constantFrom(...undrawable),
    behind: fc.constantFrom(...undrawable),
    exported: fc.constantFrom('export default @;\n', 'export { @ as default }', 'export default (@); // done\n'),
    note: fc.constantFrom(
      '',
      "@.note('note', 'Of a person.');\n",
      "/* a note */ @.note(\n  'note',\n  `Of a person.`,\n)\n",
    ),
  })
  .map(
    ({
      top,
      speech,
      step,
      app,
      layout: imported,
      shape,
      trailing: tail,
      inner: inside,
      before,
      behind,
      exported,
      note,
    }) => {
      const { call } = speech;
      const hasLayout = imported !== '';
      const options = hasLayout ? ", {\n  description: 'By hand', // in words\n  layout,\n}" : '';
      const [imports, declared] = step.lines.startsWith('import') ? [step.lines, ''] : ['', step.lines];
      const words = { app, call, code: step.code, end: { trailing: tail, inner: inside } };
      const text = [
        `${top}${speech.line}\n${imports}${imported}\n`,
        `const ${app} = ${call('pipeline')}('By hand'${options});${tail}\n`,
        `${declared}${before}const totals = ${app}.state('totals', () => ({ count: 0 }));\n\n`,
        graph(shape, words),
        `${behind === before ? '' : behind}${note.replace('@', app)}\n${exported.replace('@', app)}`,
      ].join('');
      return new Map([
        ['pipeline.ts', text],
        ...step.files,
        ...(hasLayout ? [['pipeline.layout.json', layout] as const] : []),
      ]);
    },
  );
