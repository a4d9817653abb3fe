/** What the names of one file stand for, asked of the checker of TypeScript without any library or other file. */
import ts from 'typescript-6';
import { parseFile } from './source-files.ts';

type Checked = { readonly file: ts.SourceFile; readonly checker: ts.TypeChecker };

/** Every snippet of a file asks for that file: the last few are kept. */
const kept = new Map<string, Checked>();
const keptMax = 4;

/** One file by itself, for its names: no library, and no other file. */
export function checked(path: string, text: string): Checked {
  const known = kept.get(path);
  if (known !== undefined && known.file.text === text) return known;
  const made = checkedAnew(path, text);
  kept.delete(path);
  kept.set(path, made);
  const [oldest] = kept.keys();
  if (kept.size > keptMax && oldest !== undefined) kept.delete(oldest);
  return made;
}

function checkedAnew(path: string, text: string): Checked {
  const file = parseFile(path, text);
  const program = ts.createProgram({
    rootNames: [path],
    options: {
      noLib: true,
      noResolve: true,
      target: ts.ScriptTarget.ES2023,
      allowImportingTsExtensions: true,
      noEmit: true,
    },
    host: {
      fileExists: (name) => name === path,
      readFile: (name) => (name === path ? text : undefined),
      getSourceFile: (name) => (name === path ? file : undefined),
      getDefaultLibFileName: () => '',
      getCurrentDirectory: () => '/',
      getCanonicalFileName: (name) => name,
      useCaseSensitiveFileNames: () => true,
      getNewLine: () => '\n',
      writeFile: () => undefined,
    },
  });
  return { file, checker: program.getTypeChecker() };
}

/** `{ amount }` names both a property and the variable that is meant. */
export function symbolAt(node: ts.Identifier, checker: ts.TypeChecker): ts.Symbol | undefined {
  return ts.isShorthandPropertyAssignment(node.parent)
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(node);
}

/** The statement of the file that makes a declaration; null where a function around makes it. */
export function topStatement(declaration: ts.Node): ts.Statement | null {
  for (let node = declaration; ; node = node.parent) {
    if (ts.isSourceFile(node.parent)) return node as ts.Statement;
    if (ts.isFunctionLike(node.parent) || ts.isBlock(node.parent)) return null;
  }
}

/** Names that a file uses and does not declare, whether as values or as types; the names of properties are none. */
export function freeNames(text: string): ReadonlySet<string> {
  const { file, checker } = checked('/block.ts', text);
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !isNameOfProperty(node) && symbolAt(node, checker)?.declarations === undefined)
      found.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** `name` in `record.name`, `{ name: 1 }`, `Types.name` and `import { name as other }`. */
export function isNameOfProperty(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isQualifiedName(parent)) return parent.right === node;
  if (ts.isPropertyAssignment(parent) || ts.isMetaProperty(parent)) return parent.name === node;
  if (ts.isBindingElement(parent) || ts.isImportSpecifier(parent)) return parent.propertyName === node;
  if (ts.isExportSpecifier(parent)) return parent.propertyName !== undefined && parent.name === node;
  return ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent);
}
