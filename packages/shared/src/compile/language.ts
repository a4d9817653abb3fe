/**
 * What an editor asks while someone types: completions and hovers at a place in a snippet, and its errors. A TypeScript
 * language service over the same files that `compile` checks, so both always agree. It keeps the project between questions;
 * a keystroke re-reads one file. Offsets are those of the author's text, from 0.
 */
import ts from 'typescript-6';
import type { NodeId } from '../ids.ts';
import type { Pipeline, SnippetField } from '../pipeline/index.ts';
import { graphOf } from './graph.ts';
import { rootLibrary, type TypeScriptLibraries } from './libraries.ts';
import { observedFields, type ObservedField } from './observed.ts';
import { compilerOptions, libraryFolder, libraryPath, libraryText, resolveWithin } from './program.ts';
import { type Project, projectOf, sharedTypesFile, type SnippetFile, snippetFile } from './project.ts';
import { authorOffset, isInserted, readOffset } from './snippet-text.ts';
import { withoutFileNames } from './snippet-types.ts';

/** A place in a snippet; `node` is null for the shared types. */
export type SnippetPlace = { readonly node: NodeId | null; readonly field: SnippetField; readonly offset: number };

export type Completion = {
  readonly label: string;
  /** `property`, `method`, `const`, `keyword`, … in TypeScript's words; `seen`: a field of records that were seen. */
  readonly kind: string;
  /** Lower comes first. */
  readonly sortText: string;
  /** Of what was seen: what it was there. */
  readonly detail?: string;
};
export type Completions = {
  /** Where the word begins that a completion replaces. */
  readonly from: number;
  readonly items: readonly Completion[];
};
export type CompletionDetail = { readonly signature: string; readonly documentation: string };
export type Hover = {
  readonly from: number;
  readonly to: number;
  /** The type or signature. */
  readonly signature: string;
  readonly documentation: string;
};

export type Language = {
  /** `records`: the JSON of what was seen to come to the node, for where the type of a record says little. */
  readonly completions: (pipeline: Pipeline, place: SnippetPlace, records?: readonly string[]) => Completions | null;
  readonly completionDetail: (pipeline: Pipeline, place: SnippetPlace, label: string) => CompletionDetail | null;
  readonly hover: (pipeline: Pipeline, place: SnippetPlace) => Hover | null;
};

export function createLanguage(libraries: TypeScriptLibraries): Language {
  const workspace = new Workspace(libraries);
  const service = ts.createLanguageService(workspace, ts.createDocumentRegistry(true, '/'));
  return {
    completions: (pipeline, place, records = []) => {
      const file = workspace.open(pipeline, place);
      if (file === null) return null;
      const told = completionsAt(service, file, place.offset);
      const takesRecords = place.field === 'code' || place.field === 'encode';
      return takesRecords ? withSeen(told, { file, place, seen: seenAt(service, file, place.offset, records) }) : told;
    },
    completionDetail: (pipeline, place, label) => {
      const file = workspace.open(pipeline, place);
      if (file === null) return null;
      const position = readOffset(file.snippet, place.offset);
      const entry = service.getCompletionEntryDetails(
        file.fileName,
        position,
        label,
        {},
        undefined,
        undefined,
        undefined,
      );
      return entry === undefined
        ? null
        : { signature: shown(entry.displayParts), documentation: shown(entry.documentation) };
    },
    hover: (pipeline, place) => {
      const file = workspace.open(pipeline, place);
      return file === null ? null : hoverAt(service, file, place.offset);
    },
  };
}

function completionsAt(service: ts.LanguageService, file: SnippetFile, offset: number): Completions | null {
  const position = readOffset(file.snippet, offset);
  const found = service.getCompletionsAtPosition(file.fileName, position, { includeCompletionsWithInsertText: false });
  if (found === undefined) return null;
  const span = found.optionalReplacementSpan;
  return {
    from: span === undefined ? wordStart(file.snippet.author, offset) : authorOffset(file.snippet, span.start),
    items: found.entries.map(({ name, kind, sortText }) => ({ label: name, kind, sortText })),
  };
}

function seenAt(
  service: ts.LanguageService,
  { fileName, snippet }: SnippetFile,
  offset: number,
  records: readonly string[],
): readonly ObservedField[] {
  const program = records.length === 0 ? undefined : service.getProgram();
  const file = program?.getSourceFile(fileName);
  if (program === undefined || file === undefined) return [];
  return observedFields({ file, checker: program.getTypeChecker() }, readOffset(snippet, offset), records);
}

type Seen = { readonly file: SnippetFile; readonly place: SnippetPlace; readonly seen: readonly ObservedField[] };

/** What the type tells of a field is better than what was seen of it. */
function withSeen(told: Completions | null, { file, place, seen }: Seen): Completions | null {
  const known = new Set(told?.items.map(({ label }) => label));
  const added = seen
    .filter(({ label }) => !known.has(label))
    .map(({ label, type }) => ({ label, kind: 'seen', sortText: '11', detail: type }));
  if (added.length === 0) return told;
  return {
    from: told?.from ?? wordStart(file.snippet.author, place.offset),
    items: [...added, ...(told?.items ?? [])],
  };
}

function wordStart(text: string, offset: number): number {
  const word = /[\w$]*$/.exec(text.slice(0, offset));
  return offset - (word?.[0].length ?? 0);
}

function hoverAt(service: ts.LanguageService, file: SnippetFile, offset: number): Hover | null {
  const info = service.getQuickInfoAtPosition(file.fileName, readOffset(file.snippet, offset));
  if (info === undefined || isInserted(file.snippet, info.textSpan.start)) return null;
  const { start, length } = info.textSpan;
  return {
    from: authorOffset(file.snippet, start),
    to: authorOffset(file.snippet, start + length),
    signature: shown(info.displayParts),
    documentation: shown(info.documentation),
  };
}

const shown = (parts: readonly ts.SymbolDisplayPart[] | undefined): string =>
  withoutFileNames(ts.displayPartsToString(parts === undefined ? undefined : [...parts]));

/**
 * The files of the pipeline that was opened last, as TypeScript's language service wants them: with a version that changes
 * whenever a text does. Mutable, for it is what the service looks at.
 */
class Workspace implements ts.LanguageServiceHost {
  readonly #libraries: TypeScriptLibraries;
  #pipeline: Pipeline | null = null;
  #project: Project | null = null;
  #files: ReadonlyMap<string, string> = new Map();
  readonly #versions = new Map<string, number>();
  #projectVersion = 0;

  constructor(libraries: TypeScriptLibraries) {
    this.#libraries = libraries;
  }

  /** Makes the pipeline the one that is looked at; null where it has no such snippet. */
  open(pipeline: Pipeline, { node, field }: SnippetPlace): SnippetFile | null {
    if (pipeline !== this.#pipeline) this.#show(pipeline);
    const name = node === null ? sharedTypesFile : snippetFile(node, field);
    return this.#project?.snippets.find(({ fileName }) => fileName === name) ?? null;
  }

  #show(pipeline: Pipeline): void {
    this.#pipeline = pipeline;
    this.#project = projectOf(graphOf(pipeline));
    for (const [name, text] of this.#project.files) {
      if (this.#files.get(name) !== text) this.#versions.set(name, (this.#versions.get(name) ?? 0) + 1);
    }
    this.#files = this.#project.files;
    this.#projectVersion += 1;
  }

  getProjectVersion = (): string => String(this.#projectVersion);
  getScriptFileNames = (): string[] => [...this.#files.keys()];
  getScriptVersion = (fileName: string): string => String(this.#versions.get(fileName) ?? 0);
  getScriptSnapshot = (fileName: string): ts.IScriptSnapshot | undefined => {
    const text = this.readFile(fileName);
    return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
  };
  getCompilationSettings = (): ts.CompilerOptions => compilerOptions;
  getCurrentDirectory = (): string => '/';
  getDefaultLibFileName = (): string => libraryPath(rootLibrary);
  getDefaultLibLocation = (): string => libraryFolder;
  fileExists = (fileName: string): boolean => this.readFile(fileName) !== undefined;
  readFile = (fileName: string): string | undefined =>
    this.#files.get(fileName) ?? libraryText(this.#libraries, fileName);
  resolveModuleNameLiterals = (names: readonly ts.StringLiteralLike[]) => resolveWithin(this.#files, names);
}
