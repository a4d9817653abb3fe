/**
 * A module of a project to the text of a snippet. A document has nothing beside it, so what the module imports is written
 * behind it, and its types are found in the document. Three forms of a module say the same: an arrow function alone is an
 * expression; a module that is not to be read that way begins with `moduleMark`; text that is no function yet is quoted.
 */
import ts from 'typescript-6';
import {
  type Alias,
  aliasesOf,
  type ExportedNames,
  helperOf,
  type HelperText,
  jsonConstant,
} from './imported-module.ts';
import { isNameOfProperty } from './one-file-checker.ts';
import {
  type Cut,
  describing,
  type Import,
  importsOf,
  isRelative,
  isTypeStatement,
  lineOf,
  literalText,
  namesDeclaredBy,
  ofDescription,
  parseFile,
  resolved,
  runtimePackage,
  type SourceFiles,
  unfinishedFunction,
  without,
} from './source-files.ts';

/** Says that the rest is the snippet, character by character. */
export const moduleMark = '/** @module */\n';
export type ImportFault = { readonly path: string; readonly statement: ts.ImportDeclaration; readonly reason: string };
export type ModuleText = {
  readonly text: string;
  readonly faults: readonly ImportFault[];
  /** Modules of which all is in it. */
  readonly whole: readonly string[];
};

/** The default export of a module as a snippet; null where there is no such file. */
export function moduleSnippet(files: SourceFiles, path: string): ModuleText | null {
  const text = files.read(path);
  if (text === null) return null;
  const file = parseFile(path, text);
  const quoted = quotedText(file);
  if (quoted !== null) return { text: quoted, faults: [], whole: file.statements.every(isOfQuotation) ? [path] : [] };
  const inlining = inliningFor(files, file);
  inlining.exported.set(path, helperOf(file, null).exported);
  noteDescribing(file, inlining);
  const imported = inlinedImports(file, inlining);
  const { faults } = inlining;
  const whole = [...inlining.seen];
  if (text.startsWith(moduleMark)) return { text: arranged(markedText(file), imported), faults, whole };
  // What stands beside others is a module, an arrow function too.
  return { text: imported === '' ? plainText(file) : arranged(moduleText(file), imported), faults, whole };
}

/** Two modules in one: a reader meets the one before what it builds on, unless that is needed as it loads. */
export function arranged(own: string, imported: string): string {
  if (imported === '') return own;
  const declared = new Set(parseFile('/imported.ts', imported).statements.flatMap(namesDeclaredBy));
  const isNeeded = [...neededToLoad(parseFile('/own.ts', own))].some((name) => declared.has(name));
  return (isNeeded ? `${imported.trimEnd()}\n\n${own.trim()}` : `${own}\n${imported}`).trim();
}

/** Names that statements speak of as a file loads: not those that only functions do, which are called later. */
function neededToLoad(file: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (isTypeStatement(node as ts.Statement) || ts.isImportDeclaration(node)) return;
    if (ts.isFunctionLike(node) && !isCalledInPlace(node)) return;
    if (ts.isIdentifier(node)) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(file, visit);
  return names;
}

/** `(() => …)()`, and what is given to a call, which may call it at once. */
function isCalledInPlace(node: ts.Node): boolean {
  const around = ts.isParenthesizedExpression(node.parent) ? node.parent.parent : node.parent;
  return ts.isCallExpression(around) || ts.isNewExpression(around);
}

const isOfQuotation = (statement: ts.Statement): boolean =>
  ts.isExportAssignment(statement) || ts.isImportDeclaration(statement);

/** `export default unfinished('…');` */
function quotedText(file: ts.SourceFile): string | null {
  const exported = file.statements.find(ts.isExportAssignment);
  if (exported === undefined || !ts.isCallExpression(exported.expression)) return null;
  const { expression, arguments: given } = exported.expression;
  return ts.isIdentifier(expression) && expression.text === unfinishedFunction ? literalText(given[0]) : null;
}

function markedText(file: ts.SourceFile): string {
  const { text } = file;
  let start = moduleMark.length;
  for (const { statement } of importsOf(file).filter(isLeftOut)) {
    if (statement.getStart(file) !== start) break;
    start = lineOf(statement, file).end;
  }
  const header = start > moduleMark.length && text[start] === '\n' ? start + 1 : start;
  const last = text.endsWith('\n') ? text.length - 1 : text.length;
  return without(text, [{ start: 0, end: header }, { start: last, end: text.length }, ...contractCuts(file)]);
}

const plainText = (file: ts.SourceFile): string => loneFunction(file) ?? moduleText(file);

function moduleText(file: ts.SourceFile): string {
  const cuts = importsOf(file)
    .filter(isLeftOut)
    .map(({ statement }) => lineOf(statement, file));
  return without(file.text, [...cuts, ...contractCuts(file)]).trim();
}

/** The function that a module consists of, where nothing but imports stands beside it. */
function loneFunction(file: ts.SourceFile): string | null {
  const rest = file.statements.filter((statement) => !ts.isImportDeclaration(statement));
  const [only, ...more] = rest;
  if (only === undefined || more.length > 0 || !ts.isExportAssignment(only) || only.isExportEquals === true)
    return null;
  const cuts = importsOf(file)
    .filter(isLeftOut)
    .map(({ statement }) => lineOf(statement, file));
  const { expression } = only;
  const wrapped = contractOf(expression, file);
  const inner = wrapped?.inner ?? expression;
  if (!ts.isArrowFunction(inner) && wrapped === null) return null;
  const around = without(file.text, [...cuts, { start: expression.getStart(file), end: expression.getEnd() }]).trim();
  if (around !== 'export default ;') return null;
  return wrapped === null || wrapped.text.trim() === inner.getText(file)
    ? inner.getText(file)
    : onLinesOfItsOwn(wrapped.text);
}

/** An expression between comments stands between two line breaks, so that a comment does not swallow what follows. */
const onLinesOfItsOwn = (text: string): string | null =>
  text.startsWith('\n') && text.endsWith('\n') ? text.slice(1, -1) : null;

/** `(function) satisfies KeyFunction<Order>`: what the project says for the checker, and the document knows by itself. */
function contractOf(
  expression: ts.Expression,
  file: ts.SourceFile,
): { readonly inner: ts.Expression; readonly text: string; readonly cuts: readonly Cut[] } | null {
  if (!ts.isSatisfiesExpression(expression) || !ts.isParenthesizedExpression(expression.expression)) return null;
  if (!ts.isTypeReferenceNode(expression.type) || !ts.isIdentifier(expression.type.typeName)) return null;
  const contract = expression.type.typeName.text;
  const ours = importsOf(file).some(
    ({ specifier, names }) => specifier === runtimePackage && names.some(({ local }) => local === contract),
  );
  if (!ours) return null;
  const inside = expression.expression;
  const start = inside.getStart(file);
  const cuts = [
    { start, end: start + 1 },
    { start: inside.getEnd() - 1, end: expression.getEnd() },
  ];
  return { inner: inside.expression, text: file.text.slice(start + 1, inside.getEnd() - 1), cuts };
}

function contractCuts(file: ts.SourceFile): readonly Cut[] {
  const exported = file.statements.find(ts.isExportAssignment);
  return exported === undefined ? [] : (contractOf(exported.expression, file)?.cuts ?? []);
}

/** What a document does without: types, which it has, the package, and what is written behind. Others stay, and are refused there. */
function isLeftOut({ specifier }: Import): boolean {
  return isRelative(specifier) || specifier === runtimePackage;
}

export type Inlining = {
  readonly files: SourceFiles;
  readonly seen: Set<string>;
  readonly faults: ImportFault[];
  /** Which file declares a name: they all come to stand in one. */
  readonly declared: Map<string, string>;
  /** What the modules that have been taken along export. */
  readonly exported: Map<string, ExportedNames>;
  /** Constants that stand for what is imported under another name. */
  readonly aliases: Map<string, string>;
};

/** `statements` are those of the file that are taken along; all of them, unless it is a description. */
export function inliningFor(
  files: SourceFiles,
  file: ts.SourceFile,
  statements: readonly ts.Statement[] = file.statements,
): Inlining {
  const own = statements.filter((each) => !ts.isImportDeclaration(each) && !isTypeStatement(each));
  const declared = new Map(own.flatMap(namesDeclaredBy).map((name) => [name, file.fileName]));
  return {
    files,
    seen: new Set([file.fileName]),
    faults: [],
    declared,
    exported: new Map(),
    aliases: new Map(),
  };
}

/** Notes what an imported file declares; the name that another has declared already, or null. */
function claim(file: ts.SourceFile, declared: Map<string, string>): string | null {
  for (const statement of file.statements) {
    if (ts.isImportDeclaration(statement) || isTypeStatement(statement)) continue;
    for (const name of namesDeclaredBy(statement)) {
      const by = declared.get(name);
      if (by !== undefined && by !== file.fileName) return `${by} and ${file.fileName} both declare "${name}"`;
      declared.set(name, file.fileName);
    }
  }
  return null;
}

/** The modules that a file imports values of, each once, a reader meets the file before what it builds on. */
function inlinedImports(file: ts.SourceFile, inlining: Inlining): string {
  return importsOf(file)
    .map((each) => inlinedImport(file, each, inlining))
    .join('');
}

/** Values of the package that a module uses are not there when it runs. */
function noteDescribing(file: ts.SourceFile, { faults }: Inlining): void {
  for (const each of importsOf(file)) {
    if (each.specifier !== runtimePackage || each.isType) continue;
    const others = file.statements.filter(
      (statement) => !ts.isImportDeclaration(statement) && !isTypeStatement(statement),
    );
    const used = describing(each).find((name) => others.some((statement) => usesValue(statement, name)));
    if (used !== undefined)
      faults.push({ path: file.fileName, statement: each.statement, reason: ofDescription(used) });
  }
}

function usesValue(root: ts.Node, name: string): boolean {
  const visit = (node: ts.Node): boolean =>
    !ts.isTypeNode(node) &&
    ((ts.isIdentifier(node) && node.text === name && !isNameOfProperty(node)) || ts.forEachChild(node, visit) === true);
  return visit(root);
}

/** What one import of a file brings: its module the first time, and the names that only this file has for it. */
export function inlinedImport(file: ts.SourceFile, each: Import, inlining: Inlining): string {
  if (each.isType || !isRelative(each.specifier)) return '';
  const { text, fault } = broughtBy(resolved(file.fileName, each.specifier), each, inlining);
  if (fault === null) return text;
  inlining.faults.push({ path: file.fileName, statement: each.statement, reason: fault });
  return '';
}

function broughtBy(path: string, each: Import, inlining: Inlining): HelperText {
  const text = inlining.files.read(path);
  if (text === null) return { text: '', fault: inlining.seen.has(path) ? null : `there is no file ${path}` };
  if (path.endsWith('.json')) {
    const constant = jsonConstant(each, text);
    return typeof constant === 'string' ? { text: '', fault: constant } : aliasLines([constant], path, inlining);
  }
  const own = inlining.seen.has(path) ? { text: '', fault: null } : inlinedFile(path, text, each, inlining);
  if (own.fault !== null) return own;
  const aliases = aliasesOf(each, inlining.exported.get(path) ?? new Map());
  if (typeof aliases === 'string') return { text: '', fault: aliases };
  const named = aliasLines(aliases, path, inlining);
  return { text: own.text + named.text, fault: named.fault };
}

/** A module with those that it imports, each once. */
function inlinedFile(path: string, text: string, each: Import, inlining: Inlining): HelperText {
  inlining.seen.add(path);
  const imported = parseFile(path, text);
  noteDescribing(imported, inlining);
  const helper = helperOf(imported, each.defaultName);
  inlining.exported.set(path, helper.exported);
  const clash = helper.fault ?? claim(imported, inlining.declared);
  for (const name of helper.exported.values()) if (!inlining.declared.has(name)) inlining.declared.set(name, path);
  const behind = inlinedImports(imported, inlining);
  return { text: `\n${arranged(helper.text.trim(), behind)}\n`, fault: clash };
}

function aliasLines(aliases: readonly Alias[], path: string, { declared, aliases: known }: Inlining): HelperText {
  const fresh = aliases.filter(({ name, value }) => known.get(name) !== value);
  const taken = fresh.find(({ name }) => declared.has(name) || known.has(name));
  if (taken !== undefined) return { text: '', fault: `"${taken.name}" would stand for two things beside it` };
  for (const { name, value } of fresh) {
    declared.set(name, `import of ${path}`);
    known.set(name, value);
  }
  return { text: fresh.map(({ name, value }) => `\nconst ${name} = ${value};\n`).join(''), fault: null };
}

/** Whether a module holds nothing but types, so that they can be those of the document. */
export const holdsOnlyTypes = (file: ts.SourceFile): boolean =>
  file.statements.every(
    (statement) =>
      isTypeStatement(statement) ||
      ts.isImportDeclaration(statement) ||
      (ts.isExportDeclaration(statement) && statement.isTypeOnly),
  );
