// Projects that a person wrote, with loops, names and modules of their own. What would break: what a document cannot draw of
// them is gone, or does something else, once they were opened and exported again.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, filesOnDisk } from '@potoroo/runtime/project';
import { exportFile, exportProject, filesOf, importProject } from '@potoroo/shared/code';
import type { Pipeline } from '@potoroo/shared/pipeline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeFiles } from './project.ts';

let scratch = '';
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'potoroo-by-hand-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const project: Readonly<Record<string, string>> = {
  'pipeline.ts': `#!/usr/bin/env node
/* A licence. */
import { live as shown, pipeline as make, generator,
  toFile, type Stream } from "@potoroo/runtime"   // the package
import keep, { limit } from './lib/keep.ts';
import * as path from 'node:path';
import { note } from './lib/notes.ts';
import type { Item as Thing } from './lib/model.ts';

const p = make("By hand", { description: 'It\\'s "odd"' })
const names = ['a', 'b'];
const { sep } = path;

/** Numbers. */
const numbers = p.source('the-numbers', {
  connector: generator({ count: 1_000, rate: null }), // quick
  generate: (index) => ({ id: index, group: 'g' + index % 3 }),
});
const keptIt = numbers.compute('keep-it', keep as never);
const kept2 = numbers.compute('kept', keep);
const all = p.merge(kept2, numbers);

for (const name of names) {
  // every one
  all.sink(\`out-\${name}\`, toFile(\`\${name}.out\`));
}
function describe<In>(stream: Stream<In>): void { stream.sink('shown', shown()); }
describe(kept2);
const idle = (item: Thing) => keep(item);
note(p, sep);
const totals = p.state('counts', () => ({ count: start }));
const start = 0;
kept2.keyBy('by', by).compute('tally', totals, (item: Thing, state) => ({ ...item, count: ++state.count }))
  .sink('tallies', toFile('tallies.out', { format: 'ndjson' }));
function by(item: Thing) { return item.group }
if (by({ id: limit, group: 'x' }) !== 'x' || totals.id !== 'counts') throw new Error(String(idle));
export { p as default };
`,
  'lib/keep.ts': `import type { Item } from './model.ts';
// keeps
export const limit = 900;
export default (item: Item) => (item.id < limit ? item : null);
`,
  'lib/notes.ts': `import type { Description } from '@potoroo/runtime';
import { word } from './word.js';
export const note = (p: Description, sep: string): void => p.note('from-lib', word + sep);
`,
  'lib/word.js': 'export const word = "hello";\n',
  'lib/model.ts': 'export type Item = { id: number; group: string };\n',
};

/** What running a project describes, without where it stands on the screen. */
async function graphOf(folder: string, files: ReadonlyMap<string, string>) {
  await writeFiles(join(scratch, folder), files);
  const described = await describe(join(scratch, folder, 'pipeline.ts'));
  if (!described.ok) throw new Error(`${described.error.message} ${described.error.remedy}`);
  const { nodes, edges } = described.value.pipeline;
  return {
    nodes: nodes.map(({ id, kind, name }) => `${kind} ${id} ${name}`).toSorted(),
    edges: edges.map(({ from, to }) => `${from} ${to}`).toSorted(),
  };
}

const opened = (folder: string): Pipeline => {
  const { pipeline, diagnostics } = importProject(filesOnDisk, join(scratch, folder, 'pipeline.ts'));
  if (pipeline === null) throw new Error(JSON.stringify(diagnostics));
  return pipeline;
};

/** As if nobody had written it. */
const graphIn = ({ written: _written, ...graph }: Pipeline): Pipeline => graph;

test('loops, helpers, names and modules of a person go on working when a project was opened and exported', async () => {
  const graph = await graphOf('origin', new Map(Object.entries(project)));
  expect(graph.nodes).toContain('sink out-b Out b');
  const written = exportProject(opened('origin'));
  for (const [name, text] of Object.entries(project)) expect(written.get(name)).toBe(text);
  // And so they do when the code is written anew.
  const pipeline = graphIn(opened('origin'));
  const exported = exportProject(pipeline);
  expect(exported.get('pipeline.ts')).not.toContain('@preserved');
  for (const [name, text] of Object.entries(project))
    if (name !== 'lib/model.ts' && name !== 'pipeline.ts') expect(exported.get(name)).toBe(text);
  expect(await graphOf('exported', exported)).toEqual(graph);
  expect(opened('exported')).toEqual(pipeline);
});

test('in one file, what needs files of its own is kept in comments, and the rest describes what it can', async () => {
  const pipeline = graphIn(opened('origin'));
  const text = exportFile(pipeline);
  expect(importProject(filesOf(new Map([['/pipeline.ts', text]])), '/pipeline.ts').pipeline).toEqual(pipeline);
  const { nodes } = await graphOf('single', new Map([['pipeline.ts', text]]));
  expect(nodes).toContain('sink tallies Tallies');
});
