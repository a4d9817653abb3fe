// A small part of `npm run roundtrip`, without npm. What would break: a project that was exported means something else than
// its document, or loses what a person wrote into it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, openProject } from '@potoroo/runtime/project';
import { exportFile, exportProject, filesOf, importProject } from '@potoroo/shared/code';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seededRandom } from '../inputs/random.ts';
import { handEdited } from './hand-edits.ts';
import { feed, outputsOf, sinkOf } from './oracle.ts';
import { writeFiles } from './project.ts';
import { soundPipeline } from './sound-pipelines.ts';

let scratch = '';
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'potoroo-roundtrip-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const timeoutMs = 120_000;

test.each([2, 5, 16])(
  'seed %i: edited by hand, the project runs as its document does',
  { timeout: timeoutMs },
  async (seed) => {
    const sound = soundPipeline(seed);
    const files = new Map(exportProject(sound.pipeline));
    files.set('pipeline.ts', handEdited(files.get('pipeline.ts') ?? '', seededRandom(seed)).text);
    const folder = join(scratch, String(seed));
    await writeFiles(folder, files);
    const project = await openProject(join(folder, 'pipeline.ts'));
    expect(project.errors).toEqual([]);
    const run = project.run();
    feed(sound.pipeline, sound.inputs, {
      generate: (source) => run.generate(source, Number.MAX_SAFE_INTEGER),
      feed: run.feed,
    });
    for (const [output, lines] of outputsOf(sound))
      expect(run.lines(sinkOf(output)).toSorted()).toEqual(lines.toSorted());
  },
);

test.each([1, 8])('seed %i: in one file, it describes the same document, hostile fixtures included', async (seed) => {
  const { pipeline } = soundPipeline(seed);
  const fixture = {
    name: '`${process.exit()}`',
    origin: 'pasted',
    records: '{"__proto__":1}\n*/',
    expected: null,
  } as const;
  const nodes = pipeline.nodes.map((node) => (node.kind === 'computation' ? { ...node, fixtures: [fixture] } : node));
  const path = join(scratch, `single-${seed}.ts`);
  writeFileSync(path, exportFile({ ...pipeline, nodes }));
  const described = await describe(path);
  expect(described).toEqual({
    ok: true,
    value: { pipeline: { ...pipeline, nodes }, diagnostics: [], placeOf: expect.any(Function) },
  });
});

test(
  'what a person wrote into a project is there after it was imported and exported, and the graph is as it was',
  { timeout: timeoutMs },
  () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const { pipeline } = soundPipeline(seed);
      const files = new Map(exportProject(pipeline));
      const edits = handEdited(files.get('pipeline.ts') ?? '', seededRandom(seed));
      files.set('pipeline.ts', edits.text);
      const again = imported(files);
      if (again === null) throw new Error('It was not read.');
      const { preserved, written: _written, ...drawn } = again;
      expect(drawn).toEqual(pipeline);
      expect(exportProject(again).get('pipeline.ts')).toBe(edits.text);
      const anew = exportProject({ ...drawn, preserved }).get('pipeline.ts');
      for (const part of [...edits.comments, ...edits.statements]) expect(anew).toContain(part);
    }
  },
);

const imported = (files: ReadonlyMap<string, string>) =>
  importProject(filesOf(new Map([...files].map(([name, text]) => [`/${name}`, text]))), '/pipeline.ts').pipeline;
