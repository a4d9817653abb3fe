/**
 * One pipeline's way out and back: exported, installed by npm in a folder of its own, type-checked, tested, run, and its
 * outputs compared with those of the document; imported again and compared. Each stop that fails is named with the reason.
 */
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { filesOnDisk } from '@potoroo/runtime/project';
import { exportFile, exportProject, filesOf, importProject } from '@potoroo/shared/code';
import type { Pipeline } from '@potoroo/shared/pipeline';
import { seededRandom } from '../inputs/random.ts';
import { type HandEdited, handEdited } from './hand-edits.ts';
import { outputsOf } from './oracle.ts';
import { installed, npm, potoroo, sortedLines, writeFiles } from './project.ts';
import { typeErrors } from './type-errors.ts';

export type Journey = {
  readonly name: string;
  readonly pipeline: Pipeline;
  readonly inputs: ReadonlyMap<string, string>;
  readonly outputs: readonly string[];
  /** Flags of both runs. */
  readonly flags: readonly string[];
  /** A seed for edits by hand; null leaves the project as it was exported. */
  readonly edited: number | null;
  /** Whether it goes by the command line and npm alone; else in this process, and by what npm would call. */
  readonly byNpm: boolean;
};
export type Place = {
  readonly folder: string;
  /** Packages that are installed, for those that do not go by npm. */
  readonly packages: string;
};

/** The stops that failed; none where everything holds. */
export async function travel(journey: Journey, place: Place): Promise<readonly string[]> {
  const { folder } = place;
  const [origin, project] = [join(folder, 'origin'), join(folder, 'project')];
  const failures: string[] = [];
  const stop = async (title: string, act: () => Promise<void>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      failures.push(`${title}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  await rm(folder, { recursive: true, force: true });
  await mkdir(origin, { recursive: true });
  await writeFiles(origin, new Map([...journey.inputs, ['pipeline.json', JSON.stringify(journey.pipeline)]]));
  await stop('export', () => leave(journey, { origin, project }));
  if (failures.length > 0) return failures;
  await writeFiles(project, journey.inputs);
  const edits = await edited(project, journey.edited);
  await stop('import', () => comesBack(journey, project, edits));
  await stop('install', () => install(journey, project, place));
  await stop('types', () => typeCheck(journey, project));
  if (!journey.byNpm) await stop('one file', () => oneFile(journey, project));
  // Neither waits for the other: starting processes takes up most of both.
  const tested = stop('test', async () => {
    const said = journey.byNpm
      ? await npm(project, 'test')
      : await installed(project, ...(await testCommand(project, place.packages)));
    if (!/fail 0\n/.test(said) || /\btests 0\n/.test(said)) throw new Error(said);
  });
  await stop('start', async () => {
    if (journey.byNpm) await npm(project, 'start', '--', ...journey.flags);
    else await installed(project, 'potoroo', 'run', 'pipeline.ts', ...journey.flags);
  });
  await tested;
  await stop('the same outputs', async () => {
    if (journey.byNpm) await potoroo(origin, 'run', 'pipeline.json', '--json', ...journey.flags);
    else await runInOneThread(journey, origin);
    for (const output of journey.outputs) await sameLines(join(origin, output), join(project, output));
  });
  return failures;
}

async function leave({ byNpm, pipeline }: Journey, to: { origin: string; project: string }): Promise<void> {
  if (byNpm) await potoroo(to.origin, 'export', 'pipeline.json', '--out', to.project);
  else await writeFiles(to.project, exportProject(pipeline));
}

/** By npm into the empty folder; or with the packages that npm has put into another. */
async function install({ byNpm }: Journey, project: string, { packages }: Place): Promise<void> {
  if (byNpm) await npm(project, 'install', '--prefer-offline', '--no-audit', '--no-fund');
  else await symlink(packages, join(project, 'node_modules'));
}

async function typeCheck({ byNpm }: Journey, project: string): Promise<void> {
  if (byNpm) return void (await npm(project, 'run', 'types'));
  const errors = typeErrors(project);
  if (errors.length > 0) throw new Error(errors.join('\n'));
}

/** What npm would call; the packages lie elsewhere here. */
async function testCommand(project: string, packages: string): Promise<readonly string[]> {
  const { scripts } = JSON.parse(await readFile(join(project, 'package.json'), 'utf8'));
  return String(scripts.test)
    .replaceAll('"', '')
    .replace('--allow-fs-read=.', `--allow-fs-read=. --allow-fs-read=${packages}`)
    .split(' ');
}

/** Beside the project, with its packages: sound TypeScript, and the same document. */
async function oneFile({ pipeline }: Journey, project: string): Promise<void> {
  const folder = join(project, 'single');
  const text = exportFile(pipeline);
  const config = JSON.parse(await readFile(join(project, 'tsconfig.json'), 'utf8'));
  const files = [
    ['one.ts', text],
    ['tsconfig.json', JSON.stringify({ ...config, include: ['one.ts'] })],
  ] as const;
  await writeFiles(folder, new Map(files));
  const errors = typeErrors(folder);
  if (errors.length > 0) throw new Error(errors.join('\n'));
  const back = importProject(filesOf(new Map([['/one.ts', text]])), '/one.ts').pipeline;
  if (!isDeepStrictEqual(back, JSON.parse(JSON.stringify(pipeline))))
    throw new Error(`another document came back: ${firstDifference(pipeline, back)}`);
}

/** The document's outputs by the oracle that real runs are judged by. */
async function runInOneThread(journey: Journey, origin: string): Promise<void> {
  for (const [output, lines] of outputsOf(journey))
    await writeFile(join(origin, output), lines.map((line) => `${line}\n`).join(''));
}

async function edited(project: string, seed: number | null): Promise<HandEdited | null> {
  if (seed === null) return null;
  const path = join(project, 'pipeline.ts');
  const edits = handEdited(await readFile(path, 'utf8'), seededRandom(seed));
  await writeFile(path, edits.text);
  return edits;
}

/** The document that it was; where a person has edited it by hand, with what they wrote preserved, also over another export. */
async function comesBack({ pipeline, byNpm }: Journey, project: string, edits: HandEdited | null): Promise<void> {
  const imported: Pipeline = byNpm
    ? JSON.parse(await potoroo(project, 'import', '.'))
    : importProject(filesOnDisk, join(project, 'pipeline.ts')).pipeline;
  const { preserved, written, ...drawn } = imported;
  if (!isDeepStrictEqual(drawn, JSON.parse(JSON.stringify(pipeline))))
    throw new Error(`another document came back: ${firstDifference(pipeline, drawn)}`);
  if (edits === null) {
    if (preserved !== undefined) throw new Error(`something was preserved: ${JSON.stringify(preserved)}`);
    if (written !== undefined) throw new Error('an export came back as if a person had written it');
    return;
  }
  // In their own words, and in those of an export that knows nothing of these.
  for (const each of [imported, { ...drawn, ...(preserved === undefined ? {} : { preserved }) }]) {
    const again = new Map([...exportProject(each)].map(([name, text]) => [`/${name}`, text]));
    const text = again.get('/pipeline.ts') ?? '';
    if (each === imported && text !== edits.text) throw new Error(`the text came back otherwise:\n${text}`);
    for (const part of [...edits.comments, ...edits.statements])
      if (!text.includes(part)) throw new Error(`lost: ${part}\n${text}`);
    const third = importProject(filesOf(again), '/pipeline.ts').pipeline;
    if (!isDeepStrictEqual(third, each)) throw new Error(`a second export differs: ${firstDifference(each, third)}`);
  }
}

function firstDifference(expected: unknown, actual: unknown, path = ''): string {
  if (typeof expected === 'object' && expected !== null && typeof actual === 'object' && actual !== null) {
    for (const name of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      const [a, b] = [Reflect.get(expected, name), Reflect.get(actual, name)];
      if (!isDeepStrictEqual(a, b)) return firstDifference(a, b, `${path}.${name}`);
    }
  }
  return `${path}: ${JSON.stringify(expected)} became ${JSON.stringify(actual)}`;
}

async function sameLines(expected: string, actual: string): Promise<void> {
  const [a, b] = [await sortedLines(expected), await sortedLines(actual)];
  if (a.length !== b.length) throw new Error(`${actual} has ${b.length} lines, ${expected} ${a.length}`);
  const index = a.findIndex((line, at) => line !== b[at]);
  if (index >= 0) throw new Error(`${actual} says ${b[index]}, ${expected} ${a[index]}`);
}
