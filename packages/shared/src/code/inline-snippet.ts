/**
 * A function that stands in the middle of a file to the text of a snippet, which stands alone: what it uses of the file is
 * written behind it. A function that uses variables of a function around it cannot be taken out of there.
 */
import ts from 'typescript-6';
import { changedAmong } from './changed-variables.ts';
import { heldFunction } from './held-function.ts';
import { functionText } from './imported-names.ts';
import { readWrittenSnippet } from './written-snippet.ts';
import { arranged, inlinedImport, type Inlining, inliningFor } from './module-snippet.ts';
import { checked, isNameOfProperty, symbolAt, topStatement } from './one-file-checker.ts';
import {
  type Cut,
  describing,
  exportWords,
  importsOf,
  isTypeStatement,
  ofDescription,
  ownStart,
  type SourceFiles,
  without,
  isRelative,
  runtimePackage,
} from './source-files.ts';

export type InlineText = {
  readonly text: string;
  /** Why the function cannot stand alone; empty where it can. */
  readonly faults: readonly string[];
  /** Where the statements of the file begin that are written behind it, or whose modules are. */
  readonly taken: readonly number[];
  /** Modules that are written behind it, all of each. */
  readonly whole: readonly string[];
};

/**
 * `isModule`: it stands for a module, as in `snippet(() => { … })`. `hasDocumentTypes`: the types of its file are those of the
 * document; those of any other file go with the function.
 */
export function inlineSnippet(
  files: SourceFiles,
  path: string,
  { isModule, hasDocumentTypes, ...range }: Cut & { readonly isModule: boolean; readonly hasDocumentTypes: boolean },
): InlineText {
  const text = files.read(path) ?? '';
  const { file, checker } = checked(path, text);
  if (functionAt(file, range) === null)
    return {
      text: text.slice(range.start, range.end),
      faults: ['it is not written as a function by itself'],
      taken: [],
      whole: [],
    };
  const used = usedBy({ file, checker, range, hasDocumentTypes });
  const taken = [...used.statements, ...used.imports].map(({ pos }) => pos);
  const written = isModule ? readWrittenSnippet(text.slice(range.start, range.end)) : dedented(file, range);
  if (written === null) return { text: text.slice(range.start, range.end), faults: [noModule], taken: [], whole: [] };
  if (used.faults.length > 0 || (used.statements.length === 0 && used.imports.length === 0))
    return { text: written, faults: used.faults, taken, whole: [] };
  const inlining = inliningFor(files, file, used.statements);
  const declarations = used.statements.map((statement) => declarationText(file, statement));
  const imported = importedText(file, used.imports, inlining);
  const own = [isModule ? written : exportedText(written), ...declarations].join('\n\n');
  return {
    text: imported.length === 0 ? own : arranged(own, `\n${imported.join('\n\n')}`),
    faults: inlining.faults.map(({ statement, reason }) => `${statement.getText()}: ${reason}`),
    taken,
    whole: [...inlining.seen].filter((each) => each !== path),
  };
}

const noModule = 'it does not end with `return` and the name of one of its functions';

const exportedText = (written: string): string =>
  `export default ${written}${/^(?:async\s+)?function\b/.test(written) ? '' : ';'}`;

/** A method is none: outside of its object it has no form. */
function functionAt(file: ts.SourceFile, { start, end }: Cut): ts.Node | null {
  const visit = (node: ts.Node): ts.Node | undefined => {
    if (node.end < end || node.pos > start) return undefined;
    const isIt = startOf(node, file) === start && node.end === end;
    const isFunction = ts.isArrowFunction(node) || ts.isFunctionExpression(node) || ts.isFunctionDeclaration(node);
    return isIt && isFunction ? node : ts.forEachChild(node, visit);
  };
  return visit(file) ?? null;
}

type Place = {
  readonly file: ts.SourceFile;
  readonly checker: ts.TypeChecker;
  readonly range: Cut;
  readonly hasDocumentTypes: boolean;
};
type Used = {
  readonly statements: readonly ts.Statement[];
  readonly imports: readonly ts.ImportDeclaration[];
  readonly faults: readonly string[];
};

/** `by` is the name that the function itself has for it. */
type Waiting = { readonly node: ts.Node; readonly within: Cut; readonly by: string | null };

/** What a function needs of its file, and what that needs in turn, in the order of the file. */
function usedBy(place: Place): Used {
  const { file, checker, range, hasDocumentTypes } = place;
  const statements = new Set<ts.Statement>();
  const imports = new Set<ts.ImportDeclaration>();
  const itself = functionAt(file, range);
  const named = itself !== null && ts.isFunctionDeclaration(itself) ? itself.name : undefined;
  const variables = new Set([named].flatMap((name) => (name === undefined ? [] : (symbolAt(name, checker) ?? []))));
  const faults = new Set<string>();
  const described = new Set<string>();
  const waiting: Waiting[] = [{ node: file, within: range, by: null }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, within, by } = next;
    ts.forEachChild(node, (child) => {
      const isContract = ts.isSatisfiesExpression(node) && heldFunction(node) !== null && child === node.type;
      if (!isContract && child.end > within.start && child.pos < within.end) waiting.push({ node: child, within, by });
    });
    if (!ts.isIdentifier(node) || node.getStart(file) < within.start || node.end > within.end) continue;
    if (isNameOfProperty(node)) continue;
    const symbol = symbolAt(node, checker);
    const declarations = symbol?.declarations ?? [];
    if (declarations.some((each) => isInside(each, within, file))) continue;
    for (const declaration of declarations.filter((each) => each.getSourceFile() === file)) {
      const statement = topStatement(declaration);
      if (symbol !== undefined && statement !== null && !isTypeStatement(statement)) variables.add(symbol);
      // It is the snippet itself, which others call by its name.
      if (statement !== null && ts.isFunctionDeclaration(statement) && startOf(statement, file) === range.start)
        continue;
      if (statement === null) faults.add(`it uses "${node.text}", which belongs to the function around it`);
      else if (ts.isImportDeclaration(statement)) {
        imports.add(statement);
        if (describes(statement, file, node.text)) described.add(by ?? node.text);
      } else if ((!hasDocumentTypes || !isTypeStatement(statement)) && !statements.has(statement)) {
        statements.add(statement);
        waiting.push({
          node: statement,
          within: { start: statement.getStart(file), end: statement.end },
          by: by ?? node.text,
        });
      }
    }
  }
  for (const { statement, isType, specifier } of importsOf(file))
    if (imports.has(statement) && !isType && !isRelative(specifier) && specifier !== runtimePackage)
      faults.add(`it uses "${specifier}", and snippets import no packages`);
  for (const name of described) faults.add(ofDescription(name));
  for (const name of changedOutside(place, variables, statements))
    faults.add(`it uses "${name}", which is changed after it is declared`);
  const ordered = [...statements].toSorted((a, b) => a.pos - b.pos);
  return { statements: ordered, imports: [...imports].toSorted((a, b) => a.pos - b.pos), faults: [...faults] };
}

/** A snippet would go on with their first value. */
function changedOutside(
  { file, checker, range }: Place,
  variables: ReadonlySet<ts.Symbol>,
  taken: ReadonlySet<ts.Statement>,
): readonly string[] {
  const isLeftOut = (node: ts.Node): boolean => taken.has(node as ts.Statement) || isInside(node, range, file);
  return [...changedAmong({ file, checker, isLeftOut }, variables)].map(({ name }) => name);
}

/** A value of the package: it describes pipelines, and is not there when one runs. */
const describes = (statement: ts.ImportDeclaration, file: ts.SourceFile, name: string): boolean =>
  importsOf(file).some(
    (each) => each.statement === statement && each.specifier === runtimePackage && describing(each).includes(name),
  );

const isInside = (node: ts.Node, { start, end }: Cut, file: ts.SourceFile): boolean =>
  startOf(node, file) >= start && node.end <= end;

/** A function that is exported begins behind that word. */
const startOf = (node: ts.Node, file: ts.SourceFile): number =>
  ts.isFunctionDeclaration(node) ? functionText(file, node).start : node.getStart(file);

/** With the comments in front of it. */
function declarationText(file: ts.SourceFile, statement: ts.Statement): string {
  const start = ownStart(statement, file);
  const cuts = exportWords(file, [statement]).map((cut) => ({ start: cut.start - start, end: cut.end - start }));
  return without(file.text.slice(start, statement.end), cuts).trim();
}

const importedText = (
  file: ts.SourceFile,
  statements: readonly ts.ImportDeclaration[],
  inlining: Inlining,
): readonly string[] =>
  importsOf(file)
    .filter(({ statement }) => statements.includes(statement))
    .map((each) => inlinedImport(file, each, inlining).trim())
    .filter((text) => text !== '');

/** Without the indentation of the place it stood at, unless a text in it spans lines and would change. */
function dedented(file: ts.SourceFile, { start, end }: Cut): string {
  const text = file.text.slice(start, end);
  const lines = text.split('\n');
  if (lines.length === 1 || hasLongTemplate(file, { start, end })) return text;
  const depths = lines
    .slice(1)
    .filter((line) => line.trim() !== '')
    .map((line) => line.length - line.trimStart().length);
  const depth = Math.min(...depths);
  return [
    lines[0],
    ...lines.slice(1).map((line) => line.slice(Math.min(depth, line.length - line.trimStart().length))),
  ].join('\n');
}

function hasLongTemplate(file: ts.SourceFile, range: Cut): boolean {
  const visit = (node: ts.Node): boolean =>
    node.end > range.start &&
    node.pos < range.end &&
    ((ts.isTemplateLiteral(node) && node.getText(file).includes('\n')) || ts.forEachChild(node, visit) === true);
  return visit(file);
}
