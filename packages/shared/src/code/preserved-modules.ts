/**
 * Modules of a project that only preserved code imports: each is kept as it is, with those that it imports. And what an
 * import refuses to follow: files outside of the project's folder.
 */
import ts from 'typescript-6';
import { modulePathPattern } from '../pipeline/document-schema.ts';
import { type Diagnostic, diagnose, type PreservedBlock } from '../pipeline/index.ts';
import { limits } from '../limits.ts';
import { placeText } from './place-text.ts';
import { isBuiltin, manifestFile, packageOf, packagesBlock, packagesIn } from './preserved-packages.ts';
import {
  folderOf,
  isBelow,
  isRelative,
  parseFile,
  resolved,
  runtimePackage,
  type SourceFiles,
  specifiersIn,
} from './source-files.ts';
import type { UnseenModule } from './unseen-modules.ts';

export type PreservedModules = {
  readonly blocks: readonly PreservedBlock[];
  readonly diagnostics: readonly Diagnostic[];
  /** Whether every module that was to be kept is. */
  readonly isComplete: boolean;
};

const ofUnseen = 'Not all of it is in nodes.';
const reason = 'Preserved code imports it.';

export function preservedModules(
  files: SourceFiles,
  entry: ts.SourceFile,
  blocks: readonly PreservedBlock[],
  unseen: readonly UnseenModule[],
): PreservedModules {
  const folder = folderOf(entry.fileName);
  const found = new Map<string, PreservedBlock>();
  const diagnostics: Diagnostic[] = [];
  const packages = new Map<string, string>();
  const waiting = blocks.map(({ text }) => ({ path: entry.fileName, text }));
  const others = [...unseen];
  let isComplete = true;
  const unseenNext = (): { readonly path: string; readonly text: string } | undefined => {
    const next = others.pop();
    if (next === undefined || found.has(next.path)) return next;
    const { path, text, place } = next;
    const file = path.slice(folder.length + 1);
    if (!isBelow(folder, path) || (isOurs(file) && file !== typesFile) || !canBeKept(file, text)) {
      isComplete = false;
      diagnostics.push(notKept(path, 'a document cannot hold it under its name'));
      return { path, text: '' };
    }
    found.set(path, { text, reason: ofUnseen, place: 'module', node: null, file });
    diagnostics.push(notInNodes(place, path));
    return next;
  };
  for (let next = waiting.pop() ?? unseenNext(); next !== undefined; next = waiting.pop() ?? unseenNext()) {
    for (const specifier of specifiersIn(next.text)) {
      if (!isRelative(specifier)) {
        const name = packageOf(specifier);
        if (name !== null) packages.set(name, next.path);
        else if (isPackage(specifier)) diagnostics.push(notInstalled(next.path, specifier));
        continue;
      }
      const path = resolved(next.path, specifier);
      const file = path.slice(folder.length + 1);
      if (found.has(path) || isOurs(file)) continue;
      const text = files.read(path);
      if (text === null || !isBelow(folder, path) || !canBeKept(file, text)) {
        diagnostics.push(notKept(path, whyNot(path, text, folder)));
        continue;
      }
      found.set(path, { text, reason, place: 'module', node: null, file });
      waiting.push({ path, text });
    }
  }
  if (!blocks.some(({ file }) => file === manifestFile)) {
    const manifest = packagesBlock(files, entry.fileName, new Set(packages.keys()));
    if (manifest !== null) found.set(`${folder}/${manifestFile}`, manifest);
    const known = new Set(manifest === null ? [] : packagesIn(manifest).map(([name]) => name));
    for (const [name, path] of packages) if (!known.has(name)) diagnostics.push(ofAnyVersion(path, name));
  }
  const kept = [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, block]) => block);
  return { blocks: kept, diagnostics: once(diagnostics), isComplete };
}

function whyNot(path: string, text: string | null, folder: string): string {
  if (text === null) return 'there is no such file that could be read as text';
  return isBelow(folder, path) ? 'a document cannot hold it' : 'it lies outside of the folder of the description';
}

export const typesFile = 'types.ts';
/** What an export writes by itself; a person may have put code beside the types, which the document has not. */
const isOurs = (file: string): boolean =>
  file === typesFile || /^pipeline\.(?:(?:layout|fixtures)\.json|ts)$/.test(file);

const canBeKept = (file: string, text: string): boolean =>
  modulePathPattern.test(file) && file.length <= limits.pathCharsMax && text.length <= limits.preservedCharsMax;

const isPackage = (specifier: string): boolean =>
  specifier !== runtimePackage &&
  !specifier.startsWith(`${runtimePackage}/`) &&
  !/^(?:node:|#)/.test(specifier) &&
  !isBuiltin(specifier);

const notInNodes = (place: string, path: string): Diagnostic =>
  diagnose('P504', {
    message: `${place} is in no node, so ${path} is preserved as it is: only a part of it is taken along by nodes.`,
    remedy:
      'It does nothing in the studio and is there again in an export; what nodes need none of can stand in another module.',
  });

const notInstalled = (path: string, specifier: string): Diagnostic =>
  diagnose('P507', {
    message: `${path} imports "${specifier}" in code that is preserved, and an export does not bring it along.`,
    remedy: 'Import a package of npm by its name, or a module below the folder of the description.',
  });

const ofAnyVersion = (path: string, name: string): Diagnostic =>
  diagnose('P507', {
    message: `${path} imports "${name}" in code that is preserved, and nothing says in which version.`,
    remedy: `An export asks for any; put "${name}" with its version among the dependencies of a package.json beside the description.`,
  });

const notKept = (path: string, why: string): Diagnostic =>
  diagnose('P507', {
    message: `Preserved code imports ${path}, which is left out: ${why}.`,
    remedy: 'Put it beside what is exported by hand, or say what it does in a snippet.',
  });

const once = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] => [
  ...new Map(diagnostics.map((each) => [each.message, each])).values(),
];

/** Imports, of any file that the description reaches, of what lies outside of a folder: each with its place. */
export function importsFromOutside(files: SourceFiles, entry: string, folder: string): readonly Diagnostic[] {
  const seen = new Set([entry]);
  const waiting = [entry];
  const found: Diagnostic[] = [];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const text = path.endsWith('.json') ? null : files.read(path);
    if (text === null) continue;
    for (const { fileName, pos } of ts.preProcessFile(text, true, true).importedFiles) {
      if (!isRelative(fileName)) continue;
      const target = resolved(path, fileName);
      if (!isBelow(folder, target) || leaves(path, fileName, folder))
        found.push(fromOutside(path, text, pos, fileName));
      else if (!seen.has(target)) waiting.push(target);
      seen.add(target);
    }
  }
  return found;
}

/** A path that leaves the folder and comes back reads what is there, too, and names the folder by where it lies. */
function leaves(from: string, specifier: string, folder: string): boolean {
  const up = /^(?:\.\/)*((?:\.\.\/)*)/.exec(specifier)?.[1] ?? '';
  return up.length / 3 > from.slice(folder.length + 1).split('/').length - 1;
}

const fromOutside = (path: string, text: string, offset: number, specifier: string): Diagnostic =>
  diagnose('P508', {
    message: `${placeText(parseFile(path, text), offset)}: "${specifier}" lies outside of the folder of the project, which is not left.`,
    remedy:
      'Put a copy below the folder of the description, and import that; `potoroo import --root DIR` reads all below DIR.',
  });
