/** What an import brings into a description: functions of the package, snippets, a layout; with what is wrong about it. */
import ts from 'typescript-6';
import { type Diagnostic, diagnose } from '../pipeline/index.ts';
import type { Value } from './drawable.ts';
import type { SnippetRef } from './link.ts';
import { type Import, isRelative, parseFile, resolved, runtimePackage, type SourceFiles } from './source-files.ts';

export type ImportedNames = {
  readonly values: readonly (readonly [name: string, value: Value])[];
  readonly diagnostics: readonly Diagnostic[];
};

const nothing: ImportedNames = { values: [], diagnostics: [] };

export function importedNames(files: SourceFiles, file: ts.SourceFile, each: Import): ImportedNames {
  if (each.isType) return nothing;
  if (each.specifier === runtimePackage) return { ...nothing, values: ofPackage(each) };
  if (!isRelative(each.specifier)) return nothing;
  const path = resolved(file.fileName, each.specifier);
  const text = files.read(path);
  if (text === null) return { ...nothing, diagnostics: [missing(file.fileName, path)] };
  if (path.endsWith('.json')) return dataOf(path, text, each);
  return { ...nothing, values: [...ofDefault(path, each), ...ofNames(files, path, each)] };
}

const ofPackage = ({ names, namespaceName }: Import): ImportedNames['values'] => [
  ...names.map(({ local, imported }) => [local, { type: 'ours', name: imported }] as const),
  ...(namespaceName === null ? [] : [[namespaceName, { type: 'package' }] as const]),
];

const missing = (from: string, path: string): Diagnostic =>
  diagnose('P501', {
    message: `${from} imports ${path}, and there is no such file that could be read as text.`,
    remedy:
      'Put the file there, in UTF-8, or correct the path of the import, which has the ending of the file, such as ./step.ts.',
  });

function dataOf(path: string, text: string, { defaultName }: Import): ImportedNames {
  try {
    const json: unknown = JSON.parse(text);
    return { ...nothing, values: defaultName === null ? [] : [[defaultName, { type: 'json', json }]] };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `${path} is not JSON: ${reason}.`;
    return {
      ...nothing,
      diagnostics: [diagnose('P501', { message, remedy: 'Mend it, or remove its import.' })],
    };
  }
}

const ofDefault = (path: string, { defaultName }: Import): ImportedNames['values'] =>
  defaultName === null ? [] : [[defaultName, { type: 'snippet', ref: { path, range: null } }]];

/** Functions that a module exports by name, or passes on from another. */
const ofNames = (files: SourceFiles, path: string, { names }: Import): ImportedNames['values'] =>
  names.flatMap(({ local, imported, isType }) => {
    const ref = isType ? null : exportedFunction(files, path, imported, new Set());
    return ref === null ? [] : [[local, { type: 'snippet', ref }] as const];
  });

function exportedFunction(files: SourceFiles, path: string, name: string, seen: Set<string>): SnippetRef | null {
  const text = seen.has(path) ? null : files.read(path);
  if (text === null) return null;
  seen.add(path);
  if (name === 'default') return { path, range: null };
  const file = parseFile(path, text);
  const range = functionRange(file, name);
  if (range !== null) return { path, range };
  for (const statement of file.statements) {
    if (!ts.isExportDeclaration(statement) || statement.isTypeOnly || statement.moduleSpecifier === undefined) continue;
    const { exportClause, moduleSpecifier } = statement;
    if (!ts.isStringLiteral(moduleSpecifier) || !isRelative(moduleSpecifier.text)) continue;
    const target = resolved(path, moduleSpecifier.text);
    const passed =
      exportClause === undefined
        ? name
        : ts.isNamedExports(exportClause)
          ? exportClause.elements.find((each) => each.name.text === name)
          : undefined;
    if (passed === undefined) continue;
    const there = typeof passed === 'string' ? passed : (passed.propertyName ?? passed.name).text;
    const found = exportedFunction(files, target, there, seen);
    if (found !== null) return found;
  }
  return null;
}

function functionRange(file: ts.SourceFile, name: string): { readonly start: number; readonly end: number } | null {
  for (const statement of file.statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name?.text === name) return functionText(file, statement);
    if (!ts.isVariableStatement(statement)) continue;
    for (const declared of statement.declarationList.declarations) {
      const { initializer } = declared;
      const isFunction =
        initializer !== undefined && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer));
      if (isFunction && ts.isIdentifier(declared.name) && declared.name.text === name)
        return { start: initializer.getStart(file), end: initializer.end };
    }
  }
  return null;
}

/** From the word `function`: its `export` stays behind. */
export function functionText(
  file: ts.SourceFile,
  declaration: ts.FunctionDeclaration,
): { readonly start: number; readonly end: number } {
  const last = declaration.modifiers?.findLast(({ kind }) => kind !== ts.SyntaxKind.AsyncKeyword);
  const start =
    last === undefined ? declaration.getStart(file) : last.end + (file.text.slice(last.end).match(/\S/)?.index ?? 0);
  return { start, end: declaration.end };
}
