/**
 * Modules that a description imports and that are not all in its nodes: a function was taken out of one, and what else stands
 * there would be in no node and in no preserved block. Such a module is preserved as a whole.
 */
import ts from 'typescript-6';
import type { Linked } from './link.ts';
import { placeText } from './place-text.ts';
import { isTypesModule } from './shared-types.ts';
import {
  importsOf,
  isRelative,
  parseFile,
  resolved,
  runtimePackage,
  type SourceFiles,
  specifiersIn,
} from './source-files.ts';

/** `statement` is the first that nothing has, `place` where that is. */
export type UnseenModule = {
  readonly path: string;
  readonly text: string;
  readonly statement: ts.Statement;
  readonly place: string;
};

export function unseenModules(files: SourceFiles, entry: string, { whole, parts }: Linked): readonly UnseenModule[] {
  const found: UnseenModule[] = [];
  const paths = new Set([entry]);
  for (const path of paths) {
    const text = path.endsWith('.json') ? null : files.read(path);
    if (text === null) continue;
    const file = parseFile(path, text);
    for (const specifier of specifiersIn(text).filter(isRelative)) paths.add(resolved(path, specifier));
    if (path === entry || whole.has(path) || isTypesModule(files, path)) continue;
    const unseen = file.statements.find((each) => !isSeen(each, file, parts.get(path) ?? nothing));
    if (unseen !== undefined)
      found.push({ path, text, statement: unseen, place: placeText(file, unseen.getStart(file)) });
  }
  return found;
}

type Part = Linked['parts'] extends ReadonlyMap<string, infer Value> ? Value : never;
const nothing: Part = { taken: new Set(), ranges: [] };

/** What it imports from the project is looked at by itself. */
function isSeen(statement: ts.Statement, file: ts.SourceFile, { taken, ranges }: Part): boolean {
  if (ts.isEmptyStatement(statement) || taken.has(statement.pos)) return true;
  if (ts.isImportDeclaration(statement)) {
    const imported = importsOf(file).find((each) => each.statement === statement);
    return imported === undefined || imported.isTypeClause || isOfProject(imported.specifier);
  }
  if (ts.isExportDeclaration(statement)) {
    const { isTypeOnly, moduleSpecifier } = statement;
    return (
      isTypeOnly ||
      moduleSpecifier === undefined ||
      (ts.isStringLiteral(moduleSpecifier) && isOfProject(moduleSpecifier.text))
    );
  }
  if (ts.isFunctionDeclaration(statement) && statement.body === undefined) return true;
  const isOne = !ts.isVariableStatement(statement) || statement.declarationList.declarations.length === 1;
  return isOne && ranges.some(({ start, end }) => statement.pos <= start && end <= statement.end);
}

const isOfProject = (specifier: string): boolean => isRelative(specifier) || specifier === runtimePackage;
