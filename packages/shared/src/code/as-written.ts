/**
 * What a document remembers of the code in which a person wrote it, and that code again: word for word while it says what the
 * document says, else with what has changed changed. What is written is always read back: what a document remembers never
 * becomes code that says something else than the document, and where that cannot be had nothing comes of it.
 */
import ts from 'typescript-6';
import { limits } from '../limits.ts';
import { isSameJson, type Pipeline, type PreservedBlock, type WrittenFile } from '../pipeline/index.ts';
import { modulePathPattern } from '../pipeline/document-schema.ts';
import type { CodePlace } from './code-place.ts';
import { plainFile } from './plain-file.ts';
import { withLineFeeds } from './line-feeds.ts';
import { descriptionFile, fixturesFile, isModuleFree, layoutFile, plainProject } from './plain-project.ts';
import { manifestFile } from './preserved-packages.ts';
import { type Described, readDescription } from './read-description.ts';
import { filesOf, folderOf, isBelow, isRelative, resolved, type SourceFiles, specifiersIn } from './source-files.ts';
import { changedCode } from './written-attempts.ts';

/** What is to be remembered of a project; null where an export would write the same anyway, or where it cannot have its names. */
export function filesToRemember(files: SourceFiles, entry: string, pipeline: Pipeline): readonly WrittenFile[] | null {
  const paths = reached(files, entry);
  const names = new Map(paths.map((path) => [path, nameOf(path, entry)]));
  const written = paths.map((path) => ({
    file: names.get(path) ?? '',
    text: withNames(path, files.read(path) ?? '', names),
  }));
  if (!canBeKept(written) || isAsExported(written.map(inLines), pipeline)) return null;
  const isMoved = paths.some((path, index) => files.read(path) !== written[index]?.text);
  if (isMoved && !isSameJson(readBack(mapOf(written), pipeline).pipeline, pipeline)) return null;
  return JSON.stringify({ ...pipeline, written }).length > limits.documentBytesMax ? null : written;
}

export type CodeAsWritten = { readonly files: ReadonlyMap<string, string>; readonly places: readonly CodePlace[] };

/** The code of a document in a person's words; null where there is none that says what the document says. */
export function codeAsWritten({ written, ...pipeline }: Pipeline): CodeAsWritten | null {
  if (written === undefined || written[0]?.file !== descriptionFile || !canBeKept(written)) return null;
  const files = reachedOf(mapOf(written));
  const before = readBack(files, pipeline);
  if (before.isComplete && isSameJson(before.pipeline, pipeline)) return { files, places: inProject(before.places) };
  const inLineFeeds = new Map([...files].map(([name, text]) => [name, withLineFeeds(text)]));
  const changed = changedCode({ files: inLineFeeds, described: before }, pipeline, {
    read: (tried) => {
      const kept = reachedOf(tried);
      const canBe = canBeKept([...kept].map(([file, text]) => ({ file, text })));
      return canBe ? { files: kept, described: readBack(kept, pipeline) } : null;
    },
    isRight: (after) => after.pipeline !== null && after.isComplete && saysTheSame(after.pipeline, pipeline),
  });
  if (changed === null) return null;
  return { files: endedAs(files, changed.files), places: inProject(changed.described.places) };
}

/** What the code says that a document remembers. */
export const rememberedPipeline = (pipeline: Pipeline): Pipeline | null =>
  readBack(reachedOf(mapOf(pipeline.written ?? [])), pipeline).pipeline;

const inLines = ({ file, text }: WrittenFile): WrittenFile => ({ file, text: withLineFeeds(text) });

/** Lines end as they did in each file; those of another one as those of the description. */
function endedAs(before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const isReturned = (name: string): boolean => {
    const text = before.get(name) ?? before.get(descriptionFile) ?? '';
    return withLineFeeds(text) !== text;
  };
  return new Map([...now].map(([name, text]) => [name, isReturned(name) ? text.replaceAll('\n', '\r\n') : text]));
}

const root = (name: string): string => `/${name}`;
const mapOf = (written: readonly WrittenFile[]) => new Map(written.map(({ file, text }) => [file, text]));
const rooted = (files: ReadonlyMap<string, string>): SourceFiles =>
  filesOf(new Map([...files].map(([name, text]) => [root(name), text])));

/** With the versions of packages that the document holds: an export writes them into its package.json. */
function readBack(files: ReadonlyMap<string, string>, { preserved = [] }: Pick<Pipeline, 'preserved'>): Described {
  const manifest = preserved.flatMap(({ file, text }) =>
    file === manifestFile ? [[manifestFile, text] as const] : [],
  );
  return readDescription(rooted(new Map([...files, ...manifest])), root(descriptionFile));
}

/** After a change of the graph a preserved block may stand before another node, and be one with its neighbour. */
function saysTheSame(a: Pipeline, b: Pipeline): boolean {
  const { preserved: [...ofA] = [], ...graphOfA } = a;
  const { preserved: [...ofB] = [], ...graphOfB } = b;
  return isSameJson(graphOfA, graphOfB) && isSameJson(said(ofA), said(ofB));
}

function said(blocks: readonly PreservedBlock[]) {
  const modules = blocks.filter(({ place }) => place === 'module');
  const others = blocks.filter(({ place }) => place !== 'module');
  const lines = others.flatMap(({ text }) => text.split('\n').map((line) => line.trim())).filter((line) => line !== '');
  return {
    modules,
    lines,
    uses: others.flatMap(({ uses = [] }) => uses.map(({ name, nodes }) => `${name} ${nodes.join(' ')}`)).toSorted(),
  };
}
const inProject = (places: readonly CodePlace[]): readonly CodePlace[] =>
  places.map((place) => ({ ...place, file: place.file.slice(1) }));

/** The description, and every file of the project that it or one of those imports. */
function reached(files: SourceFiles, entry: string): readonly string[] {
  const found = new Set([entry]);
  for (const path of found) {
    const text = path.endsWith('.json') ? null : files.read(path);
    if (text === null) continue;
    for (const specifier of specifiersIn(text).filter(isRelative)) {
      const target = resolved(path, specifier);
      if (files.read(target) !== null) found.add(target);
    }
  }
  return [...found];
}

/** A file that nothing imports is not of the project. */
const reachedOf = (files: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map(reached(rooted(files), root(descriptionFile)).map((path) => [path.slice(1), files.get(path.slice(1)) ?? '']));

/** Below the folder of the description as it is there; what lies beside that folder comes into it. */
function nameOf(path: string, entry: string): string {
  if (path === entry) return descriptionFile;
  let folder = folderOf(entry);
  while (folder !== '' && !isBelow(folder, path)) folder = folderOf(folder);
  return path.slice(folder.length + 1);
}

/** Only what has moved is imported by another path. */
function withNames(path: string, text: string, names: ReadonlyMap<string, string>): string {
  if (path.endsWith('.json')) return text;
  const own = root(names.get(path) ?? '');
  return ts
    .preProcessFile(text, true, true)
    .importedFiles.filter(({ fileName }) => isRelative(fileName))
    .toSorted((a, b) => b.pos - a.pos)
    .reduce((before, { fileName, pos }) => {
      const target = names.get(resolved(path, fileName));
      if (target === undefined || resolved(own, fileName) === root(target)) return before;
      const start = before.startsWith(fileName, pos) ? pos : pos + 1;
      if (!before.startsWith(fileName, start)) return before;
      return before.slice(0, start) + pathFrom(own, root(target)) + before.slice(start + fileName.length);
    }, text);
}

/** `./a.ts`, `../lib/a.ts`. */
function pathFrom(from: string, to: string): string {
  const [own, other] = [from.split('/').slice(0, -1), to.split('/')];
  let shared = 0;
  while (shared < own.length && own[shared] === other[shared]) shared += 1;
  const up = '../'.repeat(own.length - shared);
  return `${up === '' ? './' : up}${other.slice(shared).join('/')}`;
}

/** Names that every disk can hold beside the files of an export. */
function canBeKept(written: readonly WrittenFile[]): boolean {
  const names = new Set(written.map(({ file }) => file.normalize('NFKC').toLowerCase()));
  const length = written.reduce((sum, { text }) => sum + text.length, 0);
  return (
    names.size === written.length &&
    length <= limits.writtenCharsMax &&
    written.every(({ file }, index) => index === 0 || canHaveName(file))
  );
}

const canHaveName = (file: string): boolean =>
  ['types.ts', layoutFile, fixturesFile].includes(file) || (modulePathPattern.test(file) && isModuleFree(file));

function isAsExported(written: readonly WrittenFile[], pipeline: Pipeline): boolean {
  const [first, ...modules] = written;
  const text = first?.text ?? '';
  if (modules.length === 0) return /^[\w$]+\.layout\(\{/m.test(text) && plainFile(pipeline) === text;
  if (!text.includes(`import layout from './${layoutFile}'`)) return false;
  const { files } = plainProject(pipeline);
  return written.every((each) => files.get(each.file) === each.text);
}
