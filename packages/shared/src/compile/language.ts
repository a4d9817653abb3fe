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
import { compilerOptions, libraryFolder, libraryPath, libraryText, resolveWithin } from './program.ts';
import { type Project, projectOf, sharedTypesFile, type SnippetFile, snippetFile } from './project.ts';
import { authorOffset, isInserted, readOffset } from './snippet-text.ts';
import { withoutFileNames } from './snippet-types.ts';

/** A place in a snippet; `node` is null for the shared types. */
export type SnippetPlace = { readonly node: NodeId | null; readonly field: SnippetField; readonly offset: number };

export type Completion = {
  readonly label: string;
  /** `property`, `method`, `const`, `keyword`, … in TypeScript's words. */
  readonly kind: string;
  /** Lower comes first. */
  readonly sortText: string;
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
  readonly completions: (pipeline: Pipeline, place: SnippetPlace) => Completions | null;
  readonly completionDetail: (pipeline: Pipeline, place: SnippetPlace, label: string) => CompletionDetail | null;
  readonly hover: (pipeline: Pipeline, place: SnippetPlace) => Hover | null;
};

export function createLanguage(libraries: TypeScriptLibraries): Language {
  const workspace = new Workspace(libraries);
  const service = ts.createLanguageService(workspace, ts.createDocumentRegistry(true, '/'));
  return {
    completions: (pipeline, place) => {
      const file = workspace.open(pipeline, place);
      return file === null ? null : completionsAt(service, file, place.offset);
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
