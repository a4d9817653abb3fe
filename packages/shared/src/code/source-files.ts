/**
 * The files of a project as the code passes see them: text by path, whoever reads it. Paths are absolute, with slashes.
 */
import ts from 'typescript-6';
import { withLineFeeds } from './line-feeds.ts';
import { packageNames } from './package-names.ts';

export type SourceFiles = { readonly read: (path: string) => string | null };

/**
 * What an import reads of a project: nothing outside of its folder, and each line ended by a line feed alone where a checkout
 * has put a carriage return in front of all of them. JSON comes without a byte order mark, as Node loads it.
 */
export const filesBelow = (files: SourceFiles, folder: string): SourceFiles => ({
  read: (path) => {
    const text = isBelow(folder, path) ? withLineFeeds(files.read(path)) : null;
    return path.endsWith('.json') && text?.startsWith(byteOrderMark) === true ? text.slice(1) : text;
  },
});

const byteOrderMark = '\uFEFF';

export const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));
export const isBelow = (folder: string, path: string): boolean => path.startsWith(`${folder}/`);

export const filesOf = (files: ReadonlyMap<string, string>): SourceFiles => ({
  read: (path) => files.get(path) ?? null,
});

export const parseFile = (path: string, text: string): ts.SourceFile =>
  ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true, ts.ScriptKind.TS);

/** The package that descriptions are written against. */
export const runtimePackage = '@potoroo/runtime';

/** Text that is no function yet is quoted by it. */
export const unfinishedFunction = 'unfinished';

export const isRelative = (specifier: string): boolean => specifier.startsWith('./') || specifier.startsWith('../');

/** The path of a relative specifier in a file. */
export function resolved(from: string, specifier: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

export type Import = {
  readonly statement: ts.ImportDeclaration;
  readonly specifier: string;
  /** `import type`, or one of which every name is a type. */
  readonly isType: boolean;
  /** `import type`: nothing of it is left in what runs. */
  readonly isTypeClause: boolean;
  readonly defaultName: string | null;
  readonly namespaceName: string | null;
  readonly names: readonly { readonly local: string; readonly imported: string; readonly isType: boolean }[];
};

export const importsOf = (file: ts.SourceFile): readonly Import[] =>
  file.statements.filter(ts.isImportDeclaration).map(importOf);

function importOf(statement: ts.ImportDeclaration): Import {
  const specifier = ts.isStringLiteral(statement.moduleSpecifier) ? statement.moduleSpecifier.text : '';
  const clause = statement.importClause;
  const bindings = clause?.namedBindings;
  const isTypeClause = clause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
  const names =
    bindings !== undefined && ts.isNamedImports(bindings)
      ? bindings.elements.map(({ name, propertyName, isTypeOnly }) => ({
          local: name.text,
          imported: (propertyName ?? name).text,
          isTypeClause,
          isType: isTypeClause || isTypeOnly,
        }))
      : [];
  const hasValue =
    clause === undefined || clause.name !== undefined || (bindings !== undefined && ts.isNamespaceImport(bindings));
  return {
    statement,
    specifier,
    isTypeClause,
    isType: isTypeClause || (!hasValue && names.length > 0 && names.every(({ isType }) => isType)),
    defaultName: clause?.name?.text ?? null,
    namespaceName: bindings !== undefined && ts.isNamespaceImport(bindings) ? bindings.name.text : null,
    names,
  };
}

/** Names of an import of the package that stand for functions of descriptions. */
export const describing = ({ namespaceName, names }: Import): readonly string[] => [
  ...(namespaceName === null ? [] : [namespaceName]),
  ...names.flatMap(({ local, imported, isType }) =>
    !isType && imported !== unfinishedFunction && packageNames.includes(imported) ? [local] : [],
  ),
];

export const ofDescription = (name: string): string =>
  `it uses "${name}", which describes the pipeline and is not there when it runs`;

/** Everything that a text imports, in whatever form. */
export const specifiersIn = (text: string): readonly string[] =>
  ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);

export type Cut = { readonly start: number; readonly end: number };

/** A text without some stretches of it; they may come in any order, and do not overlap. */
export function without(text: string, cuts: readonly Cut[]): string {
  let kept = '';
  let from = 0;
  for (const { start, end } of cuts.toSorted((a, b) => a.start - b.start)) {
    kept += text.slice(from, start);
    from = end;
  }
  return kept + text.slice(from);
}

/** A statement with the line break behind it. */
export function lineOf(statement: ts.Node, file: ts.SourceFile): Cut {
  const end = statement.getEnd();
  return { start: statement.getStart(file), end: file.text[end] === '\n' ? end + 1 : end };
}

/** Behind the comments that stand beside a place on its line. */
export const trailingEnd = (text: string, from: number, to = text.length): number => {
  const end = ts.getTrailingCommentRanges(text, from)?.at(-1)?.end ?? from;
  return end <= to ? end : from;
};

/**
 * Where a statement begins, with the comments that stand right above it: what is beside the one before belongs to that, and what a
 * blank line divides from it is its own.
 */
export function ownStart(statement: ts.Statement, file: ts.SourceFile): number {
  const { text } = file;
  const first = statement.pos === 0 ? 0 : trailingEnd(text, statement.pos);
  let start = first;
  const comments = ts.getLeadingCommentRanges(text, first) ?? [];
  for (const [index, { end }] of comments.entries()) {
    const next = comments[index + 1]?.pos ?? statement.getStart(file);
    if (/\n[ \t\r]*\n/.test(text.slice(end, next))) start = end;
  }
  return start;
}

export const isTypeStatement = (
  statement: ts.Statement,
): statement is ts.TypeAliasDeclaration | ts.InterfaceDeclaration =>
  ts.isTypeAliasDeclaration(statement) || ts.isInterfaceDeclaration(statement);

/** Whether a type stands behind another, with what is between them. */
export const followsType = (file: ts.SourceFile, statement: ts.Statement): boolean =>
  isTypeStatement(statement) && file.statements.some((each) => isTypeStatement(each) && each.end === statement.pos);

/** The `export` in front of declarations, to be cut out. */
export function exportWords(
  file: ts.SourceFile,
  statements: readonly ts.Statement[] = file.statements,
): readonly Cut[] {
  return statements.flatMap((statement) => {
    if (!ts.canHaveModifiers(statement)) return [];
    const modifiers = statement.modifiers ?? [];
    if (modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)) return [];
    return modifiers
      .filter(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
      .map((word) => ({ start: word.getStart(file), end: word.getEnd() + 1 }));
  });
}

/** The text of a string literal or a template without holes. */
export const literalText = (node: ts.Node | undefined): string | null =>
  node !== undefined && ts.isStringLiteralLike(node) ? node.text : null;

export const hasSyntaxErrors = (file: ts.SourceFile): boolean => syntaxErrors(file).length > 0;

/** TypeScript keeps them in a field that its types do not mention. */
export function syntaxErrors(file: ts.SourceFile): readonly ts.DiagnosticWithLocation[] {
  const found: unknown = Reflect.get(file, 'parseDiagnostics');
  return Array.isArray(found) ? found : [];
}

/** Every name below a node, whatever it stands for. */
export function identifiersIn(root: ts.Node): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return names;
}

/** Every name below a node that stands for a type. */
export function typesNamedIn(root: ts.Node): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isTypeReferenceNode(node) && ts.isIdentifier(node.typeName)) names.add(node.typeName.text);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return names;
}

/** What a statement declares at the top of its file. */
export function namesDeclaredBy(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
  if (ts.isImportDeclaration(statement)) return importedLocals(importOf(statement));
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isModuleDeclaration(statement) ||
    isTypeStatement(statement);
  return isNamed && statement.name !== undefined && ts.isIdentifier(statement.name) ? [statement.name.text] : [];
}

export const importedLocals = ({ defaultName, namespaceName, names }: Import): readonly string[] =>
  [defaultName, namespaceName, ...names.map(({ local }) => local)].flatMap((name) => name ?? []);

const boundNames = (name: ts.BindingName): readonly string[] =>
  ts.isIdentifier(name)
    ? [name.text]
    : name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : boundNames(element.name)));
