/**
 * One TypeScript program over a project's files. Parsed libraries are kept for as long as the map they came in; parsed
 * snippets and the program before are kept for the next check, so a keystroke costs one file and its checker.
 */
import ts from 'typescript-6';
import { rootLibrary, type TypeScriptLibraries } from './libraries.ts';

export const compilerOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: [rootLibrary],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Legacy,
  allowImportingTsExtensions: true,
  strict: true,
  noEmit: true,
  types: [],
  skipLibCheck: true,
};

export const libraryFolder = '/lib';
export const libraryPath = (name: string): string => `${libraryFolder}/${name}`;

/** A library's text by its path in the program, or undefined for any other path. */
export const libraryText = (libraries: TypeScriptLibraries, path: string): string | undefined =>
  path.startsWith(`${libraryFolder}/`) ? libraries.get(path.slice(libraryFolder.length + 1)) : undefined;

/** Snippets have no modules: only the project's own absolute names resolve. */
export function resolveWithin(files: ReadonlyMap<string, string>, names: readonly ts.StringLiteralLike[]) {
  return names.map(({ text }) => ({
    resolvedModule: files.has(text) ? { resolvedFileName: text, extension: ts.Extension.Ts } : undefined,
  }));
}

type Cache = {
  libraries: Map<string, ts.SourceFile>;
  files: Map<string, ts.SourceFile>;
  program: ts.Program | undefined;
};
const caches = new WeakMap<TypeScriptLibraries, Cache>();

export function programOf(files: ReadonlyMap<string, string>, libraries: TypeScriptLibraries): ts.Program {
  const cache = caches.get(libraries) ?? { libraries: new Map(), files: new Map(), program: undefined };
  caches.set(libraries, cache);
  const program = ts.createProgram({
    rootNames: [...files.keys()],
    options: compilerOptions,
    host: hostOf(files, libraries, cache),
    ...(cache.program === undefined ? {} : { oldProgram: cache.program }),
  });
  cache.program = program;
  for (const fileName of cache.files.keys()) if (!files.has(fileName)) cache.files.delete(fileName);
  return program;
}

function hostOf(files: ReadonlyMap<string, string>, libraries: TypeScriptLibraries, cache: Cache): ts.CompilerHost {
  const parsed = (
    kept: Map<string, ts.SourceFile>,
    fileName: string,
    text: string | undefined,
    jsDocParsingMode: ts.JSDocParsingMode,
  ) => {
    if (text === undefined) return undefined;
    const before = kept.get(fileName);
    if (before?.text === text) return before;
    const sourceFile = ts.createSourceFile(
      fileName,
      text,
      { languageVersion: ts.ScriptTarget.ES2023, jsDocParsingMode },
      true,
    );
    kept.set(fileName, sourceFile);
    return sourceFile;
  };
  const textOf = (fileName: string) => files.get(fileName) ?? libraryText(libraries, fileName);
  return {
    getSourceFile: (fileName) =>
      // No check reads what the libraries explain in their comments, which is half of the time that parsing them takes.
      parsed(cache.libraries, fileName, libraryText(libraries, fileName), ts.JSDocParsingMode.ParseNone) ??
      parsed(cache.files, fileName, files.get(fileName), ts.JSDocParsingMode.ParseAll),
    getDefaultLibFileName: () => libraryPath(rootLibrary),
    getDefaultLibLocation: () => libraryFolder,
    writeFile: () => {},
    getCurrentDirectory: () => '/',
    getCanonicalFileName: (fileName) => fileName,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    fileExists: (fileName) => textOf(fileName) !== undefined,
    readFile: textOf,
    resolveModuleNameLiterals: (names) => resolveWithin(files, names),
  };
}
