/**
 * The types of a project to the shared types of its document: those that the description declares itself, then the modules
 * of types that anything imports. A module stands in front of those it imports, as a reader would look them up.
 */
import ts from 'typescript-6';
import { helperOf } from './imported-module.ts';
import { holdsOnlyTypes } from './module-snippet.ts';
import {
  exportWords,
  followsType,
  importsOf,
  isRelative,
  isTypeStatement,
  literalText,
  ownStart,
  parseFile,
  resolved,
  type SourceFiles,
  typesNamedIn,
  without,
} from './source-files.ts';

/** Declares types that are none yet: quoted, as an unfinished snippet is. */
export const unfinishedTypes = 'unfinishedTypes';

export type TypesOf = {
  /** The file that describes the pipeline. */
  readonly entry: string;
  /** Files of its snippets. */
  readonly modules: readonly string[];
  /** Where the imports of the entry begin that snippets take along. */
  readonly taken: ReadonlySet<number>;
};

export function sharedTypes(files: SourceFiles, { entry, modules, taken }: TypesOf): string {
  const found = new Map<string, ts.SourceFile>();
  const visited = new Set<string>();
  const renamed = new Map<string, string>();
  const single = new Map<string, string>();
  const visit = (path: string): void => {
    if (visited.has(path)) return;
    visited.add(path);
    const text = files.read(path);
    if (text === null) return;
    const file = parseFile(path, text);
    if (path !== entry && isAboutTypes(file)) found.set(path, file);
    const imports = importsOf(file);
    for (const { specifier, statement, names, isType } of imports) {
      if (!isRelative(specifier)) continue;
      const target = resolved(path, specifier);
      const isOfTypes = isTypesModule(files, target);
      // A module that a snippet also takes functions from comes along with it, types and all.
      const comesAlong = imports.some((other) => other.specifier === specifier && !other.isType);
      const isAlone = !isOfTypes && (path === entry || (isType && !comesAlong));
      const own = isAlone
        ? names.filter(({ imported }) => takeType({ files, path: target, name: imported }, single))
        : [];
      // What else the entry imports is a snippet, and visited as one, or preserved with its own types.
      if (path !== entry || isOfTypes || taken.has(statement.pos)) visit(target);
      for (const { local, imported } of isOfTypes ? names : own)
        if (local !== imported) renamed.set(local, `type ${local} = ${imported};`);
    }
  };
  for (const path of [entry, ...modules]) visit(path);
  return [
    ownTypes(files, entry),
    ...single.values(),
    ...importersFirst([...found.values()]).map(textOf),
    ...renamed.values(),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

type Wanted = { readonly files: SourceFiles; readonly path: string; readonly name: string };

/** A type that stands beside other code, with those that it names; whether there is one. */
function takeType({ files, path, name }: Wanted, taken: Map<string, string>): boolean {
  const file = parseFile(path, files.read(path) ?? '');
  const statement = file.statements.filter(isTypeStatement).find((each) => each.name.text === name);
  if (statement === undefined) return false;
  const key = `${path} ${name}`;
  if (taken.has(key)) return true;
  const from = ownStart(statement, file);
  const cuts = exportWords(file, [statement]).map(({ start, end }) => ({ start: start - from, end: end - from }));
  taken.set(key, without(file.text.slice(from, statement.end), cuts).trim());
  for (const each of typesNamedIn(statement)) {
    const imported = importsOf(file).find(({ names }) => names.some(({ local }) => local === each));
    const there = imported?.names.find(({ local }) => local === each)?.imported ?? each;
    const target = imported === undefined ? path : resolved(path, imported.specifier);
    takeType({ files, path: target, name: there }, taken);
  }
  return true;
}

/** Whether a module becomes types of the document. */
export function isTypesModule(files: SourceFiles, path: string): boolean {
  const text = files.read(path);
  return text !== null && isAboutTypes(parseFile(path, text));
}

const isAboutTypes = (file: ts.SourceFile): boolean =>
  file.statements.length > 0 && (holdsOnlyTypes(file) || quoted(file) !== null);

/** A list behind the declarations exports them without a word in front of each. */
function textOf(file: ts.SourceFile): string {
  const list = file.statements.at(-1);
  const isListed = list !== undefined && ts.isExportDeclaration(list) && list.moduleSpecifier === undefined;
  return quoted(file) ?? (isListed ? file.text.slice(0, list.pos) : helperOf(file, null).text).trim();
}

/** The types that a description declares itself, with the comments in front of them; neighbours stay as far apart as they are. */
function ownTypes(files: SourceFiles, entry: string): string {
  const file = parseFile(entry, files.read(entry) ?? '');
  const quotation = file.statements.find(isQuotedTypes);
  if (quotation !== undefined) return quotedIn(quotation) ?? '';
  const own = file.statements.filter(isTypeStatement);
  return own
    .map((statement, index) => {
      const isNext = followsType(file, statement);
      const from = isNext ? statement.pos : ownStart(statement, file);
      const cuts = exportWords(file, [statement]).map(({ start, end }) => ({ start: start - from, end: end - from }));
      const text = without(file.text.slice(from, statement.end), cuts);
      return isNext ? text : `${index === 0 ? '' : '\n\n'}${text.trim()}`;
    })
    .join('');
}

function quoted(file: ts.SourceFile): string | null {
  const [statement, ...more] = file.statements;
  return statement === undefined || more.length > 0 ? null : quotedIn(statement);
}

/** `const unfinishedTypes = '…';` */
export const isQuotedTypes = (statement: ts.Statement): boolean => quotedIn(statement) !== null;

function quotedIn(statement: ts.Statement): string | null {
  if (!ts.isVariableStatement(statement)) return null;
  const [declaration] = statement.declarationList.declarations;
  if (declaration === undefined || !ts.isIdentifier(declaration.name) || declaration.name.text !== unfinishedTypes)
    return null;
  return literalText(declaration.initializer);
}

function importersFirst(modules: readonly ts.SourceFile[]): readonly ts.SourceFile[] {
  const left = [...modules];
  const placed: ts.SourceFile[] = [];
  while (left.length > 0) {
    const free = left.findIndex((file) => !left.some((other) => other !== file && imports(other, file)));
    placed.push(...left.splice(Math.max(free, 0), 1));
  }
  return placed;
}

const imports = (from: ts.SourceFile, to: ts.SourceFile): boolean =>
  importsOf(from).some(({ specifier }) => isRelative(specifier) && resolved(from.fileName, specifier) === to.fileName);
