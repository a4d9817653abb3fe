// The law that an export gives back the code that a person wrote. What would break: whoever writes a pipeline finds their words,
// their modules or their comments changed after it was opened once, or a change in the graph rewrites all of it; or what a
// document says that it remembers becomes code that its graph does not show.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { edgeId, nodeId } from '../ids.ts';
import { parsePipeline, type Pipeline, type PipelineNode } from '../pipeline/index.ts';
import { exportFile } from './export-file.ts';
import { exportProject } from './export-project.ts';
import { importProject } from './import-project.ts';
import { filesOf } from './source-files.ts';
import { type HandWritten, handWrittenProjects } from './testing/hand-written-projects.ts';

function opened(files: HandWritten, entry = 'pipeline.ts'): Pipeline {
  const rooted = filesOf(new Map([...files].map(([name, text]) => [`/project/${name}`, text])));
  const { pipeline, diagnostics } = importProject(rooted, `/project/${entry}`, '/project');
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (pipeline === null || errors.length > 0) throw new Error(JSON.stringify(diagnostics));
  expect(parsePipeline(pipeline)).toEqual({ ok: true, value: pipeline });
  return pipeline;
}

const graphOf = ({ written: _written, ...graph }: Pipeline) => graph;
const drawnOf = ({ written: _written, preserved: _preserved, ...drawn }: Pipeline) => drawn;
/** Where a block stands, and whether two are one, may be another thing after a change. */
const keptOf = ({ preserved = [] }: Pipeline): readonly string[] =>
  preserved.flatMap(({ text }) => text.split('\n').map((line) => line.trim())).filter((line) => line !== '');
const textOf = (files: ReadonlyMap<string, string>): string => files.get('pipeline.ts') ?? '';

/** Lines of a text that another does not have. */
function linesLost(before: string, after: string): readonly string[] {
  const there = new Set(after.split('\n').map((line) => line.trim()));
  return before.split('\n').filter((line) => !there.has(line.trim()));
}

describe('code that a person wrote', { timeout: 120_000 }, () => {
  it('W1: comes back to the last character of every file, and is the same document again', () => {
    fc.assert(
      fc.property(handWrittenProjects, (files) => {
        const pipeline = opened(files);
        const exported = exportProject(pipeline);
        for (const [name, text] of files) expect(exported.get(name)).toBe(text);
        expect(opened(exported)).toEqual(pipeline);
        if (files.size === 1) expect(exportFile(pipeline)).toBe(textOf(files));
      }),
      { numRuns: 15 },
    );
  });

  it('W1: ends its lines as they did, also where a change in the graph has written some of them', () => {
    fc.assert(
      fc.property(handWrittenProjects, (files) => {
        const returned = new Map([...files].map(([name, text]) => [name, text.replaceAll('\n', '\r\n')]));
        const pipeline = opened(returned);
        expect(graphOf(pipeline)).toEqual(graphOf(opened(files)));
        for (const [name, text] of returned) expect(exportProject(pipeline).get(name)).toBe(text);
        const renamed = changed(pipeline, 'kept', () => ({ name: 'Renamed' }));
        const text = textOf(exportProject(renamed));
        expect(text).toContain('Renamed');
        expect(text.replaceAll('\r\n', '')).not.toContain('\n');
      }),
      { numRuns: 4 },
    );
  });

  it('W2: after a change in the graph the document comes back, and what was not concerned is written as it was', () => {
    fc.assert(
      fc.property(
        handWrittenProjects,
        fc.shuffledSubarray([...changes], { minLength: 1, maxLength: 2 }),
        (files, chosen) => {
          const pipeline = opened(files);
          const changed = chosen.reduce((before, { change }) => change(before), pipeline);
          const linesMax = chosen.reduce((sum, { linesMax: own }) => sum + own, 0);
          expect(parsePipeline(changed)).toMatchObject({ ok: true });
          const exported = exportProject(changed);
          const back = opened(exported);
          expect(drawnOf(back)).toEqual(drawnOf(changed));
          expect(keptOf(back)).toEqual(keptOf(changed));
          expect(linesLost(textOf(files), textOf(exported)).length).toBeLessThanOrEqual(linesMax);
          // What is undone is written as it was.
          expect(textOf(exportProject(pipeline))).toBe(textOf(files));
        },
      ),
      { numRuns: 15 },
    );
  });
});

const changed = (pipeline: Pipeline, id: string, change: (node: PipelineNode) => object): Pipeline => ({
  ...pipeline,
  nodes: pipeline.nodes.map((node) => (node.id === nodeId(id) ? ({ ...node, ...change(node) } as PipelineNode) : node)),
});

/** In the graph, with how many lines of the description it may take. */
const changes: readonly { readonly change: (pipeline: Pipeline) => Pipeline; readonly linesMax: number }[] = [
  { change: (pipeline) => changed(pipeline, 'numbers', () => ({ position: { x: 7, y: 8 } })), linesMax: 2 },
  { change: (pipeline) => changed(pipeline, 'kept', () => ({ name: "It's kept" })), linesMax: 3 },
  { change: (pipeline) => changed(pipeline, 'kept', () => ({ name: 'Kept' })), linesMax: 3 },
  {
    change: (pipeline) =>
      changed(pipeline, 'kept', () => ({
        fixtures: [{ name: 'one', origin: 'pasted', records: '{"size":1}', expected: null }],
      })),
    linesMax: 2,
  },
  { change: (pipeline) => changed(pipeline, 'out', () => ({ encode: '(line) => JSON.stringify(line)' })), linesMax: 3 },
  { change: (pipeline) => changed(pipeline, 'out', () => ({ connector: { type: 'live' } })), linesMax: 3 },
  {
    change: (pipeline) => ({
      ...pipeline,
      nodes: [
        ...pipeline.nodes,
        { id: nodeId('between'), kind: 'computation', name: 'Between', position: { x: 0, y: 0 }, code: '(a) => a' },
      ],
      edges: [
        ...pipeline.edges.filter(({ to }) => to !== nodeId('by')),
        { id: edgeId('kept--between'), from: nodeId('kept'), to: nodeId('between') },
        { id: edgeId('between--by'), from: nodeId('between'), to: nodeId('by') },
      ],
    }),
    linesMax: 3,
  },
  {
    change: (pipeline) => ({
      ...pipeline,
      nodes: [
        ...pipeline.nodes,
        {
          id: nodeId('shown'),
          kind: 'sink',
          name: 'Shown',
          position: { x: 0, y: 0 },
          connector: { type: 'live' },
          encode: null,
        },
      ],
      edges: [...pipeline.edges, { id: edgeId('tally--shown'), from: nodeId('tally'), to: nodeId('shown') }],
    }),
    linesMax: 3,
  },
  {
    change: (pipeline) => changed(pipeline, 'numbers', () => ({ connector: { type: 'generator', rate: 5, count: 7 } })),
    linesMax: 2,
  },
  {
    change: (pipeline) =>
      changed(pipeline, 'numbers', () => ({
        connector: { type: 'file', path: 'in.txt', format: 'lines', rate: null },
      })),
    linesMax: 3,
  },
  {
    change: (pipeline) => changed(pipeline, 'by', () => ({ code: '(line) => {\n  return String(line.size % 3);\n}' })),
    linesMax: 2,
  },
  { change: (pipeline) => changed(pipeline, 'kept', () => ({ code: '(line) => [line]' })), linesMax: 99 },
  {
    change: (pipeline) => ({ ...pipeline, name: 'Another', description: 'And more', checkpointIntervalMs: 500 }),
    linesMax: 3,
  },
  {
    change: (pipeline) => ({
      ...pipeline,
      nodes: [
        ...pipeline.nodes,
        { id: nodeId('more'), kind: 'computation', name: 'More', position: { x: 1, y: 2 }, code: '(a) => a' },
        {
          id: nodeId('also'),
          kind: 'key',
          name: 'Also',
          position: { x: 3, y: 2 },
          code: 'export default (a) => k;\n\nconst k = "k";',
        },
      ],
      edges: [
        ...pipeline.edges,
        { id: edgeId('kept--more'), from: nodeId('kept'), to: nodeId('more') },
        { id: edgeId('more--also'), from: nodeId('more'), to: nodeId('also') },
      ],
    }),
    linesMax: 3,
  },
  {
    change: (pipeline) => ({
      ...pipeline,
      nodes: pipeline.nodes.filter(({ id }) => id !== nodeId('out')),
      edges: pipeline.edges.filter(({ to }) => to !== nodeId('out')),
    }),
    linesMax: 3,
  },
];

describe('what a document says that it remembers', () => {
  const hand: HandWritten = new Map([
    [
      'pipeline.ts',
      "import { file, live, pipeline } from '@potoroo/runtime';\nimport type { Row } from './lib/model.ts';\nconst app = pipeline('Test')\napp.source<Row>('rows', { connector: file('in.txt') }).sink('out', live());\nexport default app;\n",
    ],
    ['lib/model.ts', 'export type Row = string;\n'],
  ]);
  const evil = "import { writeFileSync } from 'node:fs';\nwriteFileSync('evil', '');\nexport type Row = string;\n";
  const after = (
    name: string,
    change: (text: string) => string,
    more: Readonly<Record<string, string>> = {},
  ): Pipeline => {
    const pipeline = opened(hand);
    const written = (pipeline.written ?? []).map((each) =>
      each.file === name ? { ...each, text: change(each.text) } : each,
    );
    return { ...pipeline, written: [...written, ...Object.entries(more).map(([file, text]) => ({ file, text }))] };
  };

  it.each<[string, Pipeline]>([
    [
      'another description',
      after('pipeline.ts', (text) => text.replace('app.source', "import('./evil.ts');\napp.source"), {
        'evil.ts': evil,
      }),
    ],
    [
      'a module of types that imports another',
      after('lib/model.ts', (text) => `import '../evil.ts';\n${text}`, { 'evil.ts': evil }),
    ],
    [
      'a module with more than types',
      after(
        'pipeline.ts',
        (text) => text.replace('import type { Row }', 'import { type Row }').replace('lib/model', 'evil'),
        { 'evil.ts': evil },
      ),
    ],
    ['a file that nothing imports', after('pipeline.ts', (text) => text, { 'evil.ts': evil, 'evil.json': '{}' })],
    ['a file that npm obeys', after('pipeline.ts', (text) => text, { 'package-lock.json': '{"evil":1}' })],
    ['two names that are one on some disks', after('pipeline.ts', (text) => text, { 'LIB/model.ts': evil })],
    ['no description in front', { ...opened(hand), written: [{ file: 'evil.ts', text: evil }] }],
  ])('is written only where it says what the document says, and nothing besides: %s', (_title, pipeline) => {
    const exported = exportProject(pipeline);
    expect([...exported].filter(([name, text]) => /evil/.test(name + text))).toEqual([]);
    expect(graphOf(opened(exported))).toEqual(graphOf(pipeline));
  });

  it('is not what an export writes by itself', () => {
    const { written: _written, ...drawn } = opened(hand);
    expect(opened(exportProject(drawn)).written).toBe(undefined);
  });

  it('comes from anywhere below the folder of a project, and under any name', () => {
    const apart = new Map([
      ['apps/one/app.ts', textOf(hand).replace('./lib/model.ts', '../shared/model.ts')],
      ['apps/shared/model.ts', hand.get('lib/model.ts') ?? ''],
    ]);
    const exported = exportProject(opened(apart, 'apps/one/app.ts'));
    expect(textOf(exported)).toBe(textOf(hand).replace('./lib/model.ts', './shared/model.ts'));
    expect(exported.get('shared/model.ts')).toBe(hand.get('lib/model.ts'));
    expect(textOf(exportProject(opened(exported)))).toBe(textOf(exported));
  });
});
