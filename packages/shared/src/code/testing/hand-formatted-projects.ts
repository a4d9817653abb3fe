/**
 * Projects with statements of every kind that a graph can change, each formatted in some way of its own, with comments in front
 * of it, beside it and in it: for the law that a change in the graph rewrites nothing but what has changed.
 */
import fc from 'fast-check';
import type { HandWritten } from './hand-written-projects.ts';

type Way = {
  readonly end: string;
  readonly quote: string;
  readonly gap: string;
  readonly tail: string;
  readonly line: string;
};
const way: fc.Arbitrary<Way> = fc.record({
  end: fc.constantFrom('', ';', '  ;'),
  quote: fc.constantFrom("'", '"'),
  gap: fc.constantFrom('\n', '\n\n', '\n\n\n'),
  tail: fc.constantFrom('', ' // beside', ' /* beside */'),
  line: fc.constantFrom('\n  ', '\n\t', ' ', ''),
});

const imports = (layout: boolean, named: boolean): string =>
  `import ${named ? '{ generator as made, live, pipeline, toFile }' : '{\n  generator as made,\n  live, pipeline,\n  toFile\n}'} from '@potoroo/runtime' // all of it
import { big as large, limit } from "./lib/big.ts";
import   words from './lib/words.ts'   // words${layout ? "\nimport layout from './pipeline.layout.json' with { type: 'json' }" : ''}`;

/** Each in its own way; `§` stands for the quotes, `¶` for a break in a chain, `@` for what ends a statement. */
const statements = (options: string): readonly string[] => [
  `// The pipeline itself.\nconst app = pipeline(§By hand§${options})@`,
  '/** How many. */\nconst most = 30@',
  '// Helps.\nfunction small(n: number) { return n < most }',
  'type Row = { size: number }@',
  '/* not small */\nfunction huge( n: number ) {\n  // more than twice\n  return n > most * 2\n}',
  "const totals = app.state('totals',   () => ({ count: 0 }))@",
  '/* between */\nconst maxima = app.state(§maxima§, () => ({ max: 0 }) )@',
  '// The numbers.\nconst numbers = app.source(§numbers§, {\n  connector : made({ count: 1_000 }), // how many\n  generate  : (index) => ({ size: index }),\n})@',
  'const others = app.source(§others§, { connector: made({ count: 5 }), generate: (i) => ({ size: i }) })@',
  '// Both.\nconst both = app¶.merge(numbers,  others)\n  // keep some\n  .compute(§kept§,  (row: Row) => small(row.size) ? row : null)¶.compute( §large§, (row: Row) => (large(row.size) && row.size < limit ? row : null), { name: "Large ones" })@',
  'for (const n of [1, 2]) { console.log( n ) }',
  '// By size.\nboth¶.keyBy(§by§, (row) => String(row.size))\n  // counts\n  .compute(§tally§, totals, (row, total) => ({ ...row, count: ++total.count }))¶.sink( §out§,live() )@',
  'both.keyBy(§by2§, (row) => { return String(row.size % 7) })¶.compute(§top§, maxima, (row, m) => { m.max = Math.max(m.max, row.size); return m.max })¶.sink(§tops§, toFile(§tops.txt§))@',
  'const words_ = both.compute(§hugeOnes§, row => huge(row.size) ? row : null)¶.compute(§worded§, words)@',
  '// shows them\nwords_.sink(§shown§, live())@',
];

const big = `// Big things.
export const limit = 90 // limit

/** big */
export const big = (n: number) => n > 2 // it is

export function bigger(n: number) { return big(n) && n > 5 }
`;
const words = `// Words.
import { bigger } from './big.ts'

const list = ['a',  'b'] // list

// main
export default function words(row: { size: number }) {
  // inside
  return { ...row, word: list[row.size % 2], b: bigger(row.size) }
} // after

// the end of words
`;
const layout = '{ "nodes": [ { "id": "numbers", "x": 10, "y": 20 } ],\n  "edges": [] }\n';

export const handFormattedProjects: fc.Arbitrary<HandWritten> = fc
  .record({
    hasLayout: fc.boolean(),
    isNamed: fc.boolean(),
    ways: fc.array(way, { minLength: 15, maxLength: 15 }),
    top: fc.constantFrom('', '#!/usr/bin/env node\n// Licence: free.\n\n', '// What it does.\n'),
    exported: fc.constantFrom(
      'export default app@',
      'export { app as default }@',
      'export default (app)@ // done\n// the end',
    ),
  })
  .map(({ hasLayout, isNamed, ways, top, exported }) => {
    const options = hasLayout ? ", { description: 'It does.', layout }" : '';
    const written = statements(options).map((text, index) => inWay(text, ways[index]));
    const text = `${top}${imports(hasLayout, isNamed)}\n\n${written.join('')}\n${exported.replace('@', '')}\n`;
    return new Map([
      ['pipeline.ts', text],
      ['lib/big.ts', big],
      ['lib/words.ts', words],
      ...(hasLayout ? [['pipeline.layout.json', layout] as const] : []),
    ]);
  });

function inWay(text: string, own: Way | undefined): string {
  if (own === undefined) return text;
  // Without a semicolon the next line begins a statement of its own.
  const { end, quote, gap, tail, line } = own;
  return `${text.replaceAll('§', quote).replaceAll('¶', line).replace(/@$/, end)}${tail}${gap}`;
}
