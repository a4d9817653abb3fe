/**
 * What the author wrote and what TypeScript reads. To give a snippet's parameters the types of its neighbours, a contract is
 * written behind its default export: `(order) => order.symbol` is read as
 *
 *     export default ((order) => order.symbol) satisfies Contract
 *
 * Text is only ever inserted, never with a line break, so lines stay the same and offsets map back exactly.
 */
import ts from 'typescript-6';

export type SnippetText = {
  readonly author: string;
  /** What TypeScript reads. */
  readonly text: string;
  /** `absent`: there is nothing that could be the snippet's function. */
  readonly form: 'expression' | 'default-export' | 'absent';
  readonly insertions: readonly Insertion[];
  /** Whether it has `export const memory`, as a generator may. */
  readonly exportsMemory: boolean;
};

/** `at`: an offset in the author's text; insertions are in ascending order. */
type Insertion = { readonly at: number; readonly text: string };
export type Range = { readonly start: number; readonly end: number };

/** The snippet with `contract`, a type, behind its default export. */
export function snippetText(author: string, contract: string): SnippetText {
  const parsed = parse(author);
  const around = (range: Range): readonly Insertion[] => [
    { at: range.start, text: '(' },
    { at: afterBlanks(author, range.end), text: `) satisfies ${contract}` },
  ];
  const made = (form: SnippetText['form'], insertions: readonly Insertion[]): SnippetText => ({
    author,
    text: withInsertions(author, insertions),
    form,
    insertions,
    exportsMemory: exportsMemory(parsed),
  });

  const exported = defaultExport(parsed);
  if (exported !== null) return made('default-export', exported.range === null ? [] : around(exported.range));
  const expression = singleExpression(author, parsed);
  if (expression === null) return made('absent', [{ at: author.length, text: ';export {};' }]);
  return made('expression', [{ at: expression.start, text: 'export default (' }, ...around(expression).slice(1)]);
}

/** A text that is itself a type, such as a source's record type, exported as `Declared`. */
export function typeText(author: string): SnippetText {
  const insertions = [
    { at: 0, text: 'export type Declared = ' },
    { at: author.length, text: '\n;' },
  ];
  return { author, text: withInsertions(author, insertions), form: 'expression', insertions, exportsMemory: false };
}

/** Shared type declarations. `export` in front of one is allowed and means nothing; blanks keep the offsets. */
export function declarationsText(author: string): SnippetText {
  const exports = parse(author).statements.flatMap((statement) =>
    isTypeDeclaration(statement)
      ? (statement.modifiers ?? []).filter((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword)
      : [],
  );
  const text = exports.reduce((before, { end }) => `${before.slice(0, end - 6)}      ${before.slice(end)}`, author);
  return { author, text, form: 'default-export', insertions: [], exportsMemory: false };
}

export const isTypeDeclaration = (node: ts.Statement): node is ts.TypeAliasDeclaration | ts.InterfaceDeclaration =>
  ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node);

/** The author's offset for an offset of the text that TypeScript reads; inside an insertion, where that stands. */
export function authorOffset(snippet: SnippetText, offset: number): number {
  let inserted = 0;
  for (const { at, text } of snippet.insertions) {
    if (offset < at + inserted) break;
    if (offset < at + inserted + text.length) return at;
    inserted += text.length;
  }
  return Math.min(offset - inserted, snippet.author.length);
}

/** The offset that TypeScript reads for an offset of the author; at an insertion, on the side where the author's text is. */
export function readOffset(snippet: SnippetText, offset: number): number {
  const before = snippet.insertions.filter(
    ({ at }, index) => at < offset || (at === offset && index % 2 === 0 && snippet.form !== 'absent'),
  );
  return offset + before.reduce((sum, { text }) => sum + text.length, 0);
}

/** Whether an offset of the text that TypeScript reads lies in text that the author did not write. */
export function isInserted(snippet: SnippetText, offset: number): boolean {
  let inserted = 0;
  return snippet.insertions.some(({ at, text }) => {
    const start = at + inserted;
    inserted += text.length;
    return offset >= start && offset < start + text.length;
  });
}

/**
 * Blanks behind an expression are taken into it, for that is where an author's caret is while more of it is being written:
 * `(order) => `. A comment is not, as it might swallow what is inserted.
 */
function afterBlanks(author: string, end: number): number {
  const blanks = /^[ \t]*/.exec(author.slice(end));
  return blanks === null || author[end + blanks[0].length] === '/' ? end : end + blanks[0].length;
}

const parse = (text: string): ts.SourceFile => ts.createSourceFile('/snippet.ts', text, ts.ScriptTarget.ES2023, true);

function withInsertions(author: string, insertions: readonly Insertion[]): string {
  let text = '';
  let from = 0;
  for (const insertion of insertions) {
    text += author.slice(from, insertion.at) + insertion.text;
    from = insertion.at;
  }
  return text + author.slice(from);
}

/** The default export; `range` is what can be wrapped, null where the declaration has to stay as it is. */
function defaultExport(file: ts.SourceFile): { readonly range: Range | null } | null {
  for (const statement of file.statements) {
    if (ts.isExportAssignment(statement) && statement.isExportEquals !== true) {
      return { range: { start: statement.expression.getStart(file), end: statement.expression.getEnd() } };
    }
    if (ts.isExportDeclaration(statement) && exportsDefault(statement)) return { range: null };
    if (!ts.isFunctionDeclaration(statement) && !ts.isClassDeclaration(statement)) continue;
    if (!hasDefaultModifier(statement)) continue;
    return { range: ts.isFunctionDeclaration(statement) ? functionRange(statement, file) : null };
  }
  return null;
}

const hasDefaultModifier = (node: ts.HasModifiers): boolean =>
  (node.modifiers ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword);

const exportsDefault = ({ exportClause }: ts.ExportDeclaration): boolean =>
  exportClause !== undefined &&
  ts.isNamedExports(exportClause) &&
  exportClause.elements.some((element) => element.name.text === 'default');

/**
 * `export default function (order) { … }` from `function` on: as an expression its parameters get types. A function that
 * types its own parameters, has no body, or is called by name from elsewhere stays a declaration.
 */
function functionRange(declaration: ts.FunctionDeclaration, file: ts.SourceFile): Range | null {
  if (declaration.body === undefined) return null;
  const isTyped = declaration.parameters.every((parameter) => parameter.type !== undefined);
  if (isTyped || isNamedElsewhere(declaration, file)) return null;
  const last = (declaration.modifiers ?? []).findLast((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword);
  if (last === undefined) return null;
  return { start: skipTrivia(file.text, last.end), end: declaration.getEnd() };
}

function isNamedElsewhere({ name, body }: ts.FunctionDeclaration, file: ts.SourceFile): boolean {
  if (name === undefined) return false;
  const occurs = (node: ts.Node): boolean =>
    node !== body &&
    ((ts.isIdentifier(node) && node !== name && node.text === name.text) || (ts.forEachChild(node, occurs) ?? false));
  return occurs(file);
}

/** Blanks and comments between `export default` and what follows. */
function skipTrivia(text: string, from: number): number {
  const scanner = ts.createScanner(ts.ScriptTarget.ES2023, true, ts.LanguageVariant.Standard, text, undefined, from);
  scanner.scan();
  return scanner.getTokenStart();
}

/** The one expression that a text without a default export consists of: `(order) => order.symbol`, `function (a) { … }`. */
function singleExpression(author: string, parsed: ts.SourceFile): Range | null {
  const [statement, ...more] = parsed.statements;
  if (more.length === 0 && statement !== undefined && ts.isExpressionStatement(statement)) {
    return { start: statement.expression.getStart(parsed), end: statement.expression.getEnd() };
  }
  if (!/^\s*(async\s+)?function\b/.test(author)) return null;
  const wrapped = parse(`(${author}\n)`);
  const [only, ...others] = wrapped.statements;
  if (others.length > 0 || only === undefined || !ts.isExpressionStatement(only)) return null;
  const { expression } = only;
  if (!ts.isParenthesizedExpression(expression) || !ts.isFunctionExpression(expression.expression)) return null;
  return { start: expression.expression.getStart(wrapped) - 1, end: expression.expression.getEnd() - 1 };
}

const exportsMemory = (file: ts.SourceFile): boolean =>
  file.statements.some((statement) => {
    if (!ts.canHaveModifiers(statement)) return false;
    const isExported = (statement.modifiers ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword);
    if (!isExported) return false;
    if (ts.isFunctionDeclaration(statement)) return statement.name?.text === 'memory';
    if (!ts.isVariableStatement(statement)) return false;
    return statement.declarationList.declarations.some(({ name }) => ts.isIdentifier(name) && name.text === 'memory');
  });
