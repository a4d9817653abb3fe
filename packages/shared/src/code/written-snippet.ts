/**
 * A snippet that is written in a description instead of in a module of its own: `snippet(() => { … return check; })` holds
 * everything that the module would, and gives its function back, with the memory of a generator where it has one.
 */
import ts from 'typescript-6';
import { aroundHeld, heldFunction, isTyped } from './held-function.ts';
import { type Cut, hasSyntaxErrors, identifiersIn, importsOf, parseFile } from './source-files.ts';

/** The name of an exported expression inside; a function is called by its own. */
const exportedName = 'exported';

/** The module's text as such a call, with a contract where parameters say nothing; null where it cannot be said so. */
export const writtenSnippet = (text: string, contract: string | null): string | null =>
  written(text, contract) ?? written(text, null);

function written(text: string, contract: string | null): string | null {
  const file = parseFile('/snippet.ts', text);
  if (hasSyntaxErrors(file) || importsOf(file).length > 0) return null;
  const exported = file.statements.filter((each) => isExported(each));
  const memory = exported.find(isMemory);
  const [main, ...more] = exported.filter((each) => each !== memory);
  if (main === undefined || more.length > 0) return null;
  const given = givenBy(main, contract);
  if (given === null) return null;
  const cuts = [...given.cuts, ...(memory === undefined ? [] : [{ ...wordBefore(memory, file, 'export '), by: '' }])];
  const body = cuts
    .toSorted((a, b) => b.start - a.start)
    .reduce((before, { start, end, by }) => before.slice(0, start) + by + before.slice(end), text);
  const answer = memory === undefined ? given.name : `{ default: ${given.name}, memory }`;
  const call = `snippet(() => {\n${hasLongTemplate(file) ? body : indented(body)}\n\n  return ${answer};\n})`;
  return readWrittenSnippet(call.slice('snippet('.length, -1)) === text ? call : null;
}

type Edit = Cut & { readonly by: string };
type Given = { readonly name: string; readonly cuts: readonly Edit[] };

function givenBy(statement: ts.Statement, contract: string | null): Given | null {
  const file = statement.getSourceFile();
  if (ts.isExportAssignment(statement)) {
    const { expression } = statement;
    const isHeld = contract !== null && !(ts.isArrowFunction(expression) && isTyped(expression));
    const start = { start: statement.getStart(file), end: expression.getStart(file) };
    const end = { start: expression.getEnd(), end: expression.getEnd(), by: `) satisfies ${contract ?? ''}` };
    const cut = { ...start, by: `const ${exportedName} = ${isHeld ? '(' : ''}` };
    return { name: exportedName, cuts: isHeld ? [cut, end] : [cut] };
  }
  if (!ts.isFunctionDeclaration(statement) || statement.name === undefined) return null;
  const name = statement.name.text;
  const word = { ...wordBefore(statement, file, 'export default '), by: '' };
  if (contract === null || isTyped(statement) || isNamedOutside(statement, file)) return { name, cuts: [word] };
  const end = { start: statement.end, end: statement.end, by: `) satisfies ${contract}` };
  return { name: exportedName, cuts: [{ ...word, by: `const ${exportedName} = (` }, end] };
}

/** Whether anything else of a file needs the declaration of its function: as an expression it has no name outside. */
export function isNamedOutside(statement: ts.FunctionDeclaration, file: ts.SourceFile): boolean {
  const others = file.statements.filter((each) => each !== statement);
  return others.some((each) => identifiersIn(each).has(statement.name?.text ?? ''));
}

const wordBefore = (statement: ts.Statement, file: ts.SourceFile, words: string): Cut => ({
  start: statement.getStart(file),
  end: statement.getStart(file) + words.length,
});

/** The function inside of the call, `() => { … }`, as the module it stands for; null where it is none. */
export function readWrittenSnippet(text: string): string | null {
  const outer = parseFile('/snippet.ts', `(${text})`);
  const [only] = outer.statements;
  const arrow = only !== undefined && ts.isExpressionStatement(only) ? unwrapped(only.expression) : null;
  if (arrow === null || !ts.isArrowFunction(arrow) || !ts.isBlock(arrow.body) || hasSyntaxErrors(outer)) return null;
  const last = arrow.body.statements.at(-1);
  const answer = last !== undefined && ts.isReturnStatement(last) ? answerOf(last) : null;
  if (last === undefined || answer === null) return null;
  const inside = outer.text.slice(arrow.body.getStart(outer) + 1, last.getStart(outer));
  const own = inside.replace(/^\n/, '').replace(/\n{1,2}[ \t]*$/, '');
  // Comments behind the answer stand at the end.
  const behind = outer.text.slice(last.end, arrow.body.end - 1).trim();
  const lines = behind === '' ? own : `${own}\n\n${/^[ \t]*/.exec(own)?.[0] ?? ''}${behind}`;
  return withExports(hasLongTemplate(outer) ? lines : dedented(lines), answer);
}

const unwrapped = (expression: ts.Expression): ts.Expression =>
  ts.isParenthesizedExpression(expression) ? unwrapped(expression.expression) : expression;

type Answer = { readonly name: string; readonly hasMemory: boolean };

/** `return check;`, or `return { default: check, memory };` */
function answerOf({ expression }: ts.ReturnStatement): Answer | null {
  if (expression === undefined) return null;
  if (ts.isIdentifier(expression)) return { name: expression.text, hasMemory: false };
  if (!ts.isObjectLiteralExpression(expression)) return null;
  const [main, memory] = expression.properties;
  const isBoth = main !== undefined && memory?.name !== undefined && memory.name.getText() === 'memory';
  if (!isBoth || !ts.isPropertyAssignment(main) || !ts.isIdentifier(main.initializer)) return null;
  return { name: main.initializer.text, hasMemory: true };
}

/** The words that make a module of it, in front of what is given back. */
function withExports(text: string, { name, hasMemory }: Answer): string | null {
  const file = parseFile('/snippet.ts', text);
  const edits: (Cut & { readonly by: string })[] = [];
  for (const statement of file.statements) {
    const start = statement.getStart(file);
    if (hasMemory && isMemory(statement)) edits.push({ start, end: start, by: 'export ' });
    if (ts.isFunctionDeclaration(statement) && statement.name?.text === name)
      edits.push({ start, end: start, by: 'export default ' });
    if (!ts.isVariableStatement(statement)) continue;
    const [declared] = statement.declarationList.declarations;
    const initializer = declared?.name.getText(file) === name ? declared.initializer : undefined;
    if (initializer === undefined) continue;
    if (name === exportedName) {
      edits.push({ start, end: initializer.getStart(file), by: 'export default ' });
      if (ts.isSatisfiesExpression(initializer) && heldFunction(initializer) !== null)
        edits.push(...aroundHeld(initializer, file).map((cut) => ({ ...cut, by: '' })));
    } else edits.push({ start: text.length, end: text.length, by: `\n\nexport { ${name} as default };` });
  }
  if (edits.length === 0) return null;
  return edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((before, { start, end, by }) => before.slice(0, start) + by + before.slice(end), text);
}

const isMemory = (statement: ts.Statement): boolean =>
  (ts.isVariableStatement(statement) &&
    statement.declarationList.declarations.some(({ name }) => ts.isIdentifier(name) && name.text === 'memory')) ||
  (ts.isFunctionDeclaration(statement) && statement.name?.text === 'memory');

const isExported = (statement: ts.Statement): boolean =>
  ts.isExportAssignment(statement) ||
  ts.isExportDeclaration(statement) ||
  (ts.canHaveModifiers(statement) &&
    (statement.modifiers ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword));

/** A text over several lines would change with what stands in front of them. */
function hasLongTemplate(file: ts.SourceFile): boolean {
  const visit = (node: ts.Node): boolean =>
    (ts.isTemplateLiteral(node) && node.getText(file).includes('\n')) || ts.forEachChild(node, visit) === true;
  return visit(file);
}

const indented = (text: string): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? '' : `  ${line}`))
    .join('\n');

const dedented = (text: string): string =>
  text.startsWith('  ')
    ? text
        .split('\n')
        .map((line) => line.replace(/^ {1,2}/, ''))
        .join('\n')
    : text;
