/**
 * Whether a snippet does nothing with the record it is given but read fields of it: `order.symbol`, `{ symbol }`, `'bid' in
 * order`, or the same in a function of its module that it hands the record to. Such a record need not be a plain object,
 * and need not outlive the call. Whatever is not surely such a use counts as another one.
 */
import ts from 'typescript-6';
import { isFieldName } from '../record-layout/index.ts';
import { isEvery } from './type-facts.ts';
import { unwrapped, wrapped } from './wrapped-expression.ts';

type Callable = ts.FunctionDeclaration | ts.FunctionExpression | ts.ArrowFunction;

/** Looks at the first parameter of the module's default export. */
export function onlyReadsFields(file: ts.SourceFile): boolean {
  const main = defaultFunction(file);
  return main !== null && readsParameter(main, 0, { file, asked: new Set(), isFine: () => true });
}

/**
 * Looks at its second parameter, the state object: whether every call leaves it as it is. A field must be of a simple type, without
 * a cast, for who reads a list may write into it.
 */
export function onlyReadsState(file: ts.SourceFile, checker: ts.TypeChecker): boolean {
  const main = defaultFunction(file);
  const isFine = (field: ts.Expression): boolean => isSimple(field, checker);
  return main !== null && readsParameter(main, 1, { file, asked: new Set(), isFine });
}

const simple =
  ts.TypeFlags.StringLike |
  ts.TypeFlags.NumberLike |
  ts.TypeFlags.BooleanLike |
  ts.TypeFlags.BigIntLike |
  ts.TypeFlags.Null |
  ts.TypeFlags.Undefined;

function isSimple(field: ts.Expression, checker: ts.TypeChecker): boolean {
  const property = checker.getSymbolAtLocation(ts.isPropertyAccessExpression(field) ? field.name : field);
  if (property !== undefined && (property.flags & ts.SymbolFlags.Accessor) !== 0) return false;
  return [field, wrapped(field)].every((each) => isEvery(checker.getTypeAtLocation(each), simple));
}

/** The field that the module's default function gives back as it is, of a record of which it does nothing else; else null. */
export function fieldGivenBack(file: ts.SourceFile): string | null {
  const main = defaultFunction(file);
  const [parameter, ...others] = main?.parameters ?? [];
  if (main?.body === undefined || parameter === undefined || others.length > 0 || !onlyReadsFields(file)) return null;
  const given = givenBack(main.body);
  if (given === null) return null;
  if (ts.isIdentifier(given)) return ts.isObjectBindingPattern(parameter.name) ? takenAs(given, parameter.name) : null;
  if (!ts.isPropertyAccessExpression(given) || given.questionDotToken !== undefined) return null;
  const record = unwrapped(given.expression);
  const isOfRecord = ts.isIdentifier(record) && ts.isIdentifier(parameter.name) && record.text === parameter.name.text;
  return isOfRecord ? given.name.text : null;
}

/** Of a body that does nothing but give something back: what that is. */
function givenBack(body: ts.ConciseBody): ts.Expression | null {
  if (!ts.isBlock(body)) return unwrapped(body);
  const [only, ...more] = body.statements;
  if (only === undefined || more.length > 0 || !ts.isReturnStatement(only) || only.expression === undefined)
    return null;
  return unwrapped(only.expression);
}

/** `{ symbol: s }`: where the name stands for a field, and for nothing else if that is missing. */
function takenAs({ text }: ts.Identifier, { elements }: ts.ObjectBindingPattern): string | null {
  const taken = elements.find(({ name }) => ts.isIdentifier(name) && name.text === text);
  if (taken === undefined || taken.initializer !== undefined) return null;
  const field = taken.propertyName ?? taken.name;
  return ts.isIdentifier(field) ? field.text : null;
}

type Module = {
  readonly file: ts.SourceFile;
  readonly asked: Set<string>;
  /** What is read, or the name that it gets, may be read. */
  readonly isFine: (field: ts.Expression) => boolean;
};

function readsParameter(callable: Callable, index: number, module: Module): boolean {
  const question = `${callable.pos} ${index}`;
  if (module.asked.has(question)) return true;
  module.asked.add(question);
  const { body, parameters } = callable;
  if (body === undefined || (!ts.isArrowFunction(callable) && mentions(body, 'arguments'))) return false;
  if (parameters.some(({ dotDotDotToken }) => dotDotDotToken !== undefined)) return false;
  const parameter = parameters[index];
  if (parameter === undefined) return true;
  if (
    parameter.initializer !== undefined ||
    parameters.some((other) => other !== parameter && mentions(other, nameOf(parameter)))
  )
    return false;
  if (ts.isObjectBindingPattern(parameter.name)) return takesFields(parameter.name, module);
  if (!ts.isIdentifier(parameter.name)) return false;
  return everyUse(body, parameter.name.text, (use) => isFieldRead(use, callable, module));
}

const nameOf = ({ name }: ts.ParameterDeclaration): string => (ts.isIdentifier(name) ? name.text : '');

function everyUse(body: ts.Node, name: string, isFine: (use: ts.Identifier) => boolean): boolean {
  const misuses = (node: ts.Node): boolean => {
    if (ts.isTypeNode(node)) return false;
    if (ts.isIdentifier(node)) return node.text === name && !isOnlyAName(node) && !isFine(node);
    return ts.forEachChild(node, misuses) ?? false;
  };
  return !misuses(body);
}

const mentions = (within: ts.Node, name: string): boolean => !everyUse(within, name, () => false);

/** `x.order`, `{ order: 1 }`: a name of something else's field. */
function isOnlyAName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  return ts.isPropertyAssignment(parent) && parent.name === node;
}

function isFieldRead(use: ts.Identifier, callable: Callable, module: Module): boolean {
  if (functionAround(use) !== callable) return false;
  const outer = wrapped(use);
  const { parent } = outer;
  if (ts.isPropertyAccessExpression(parent))
    return isFieldName(parent.name.text) && isRead(parent) && module.isFine(parent);
  if (ts.isElementAccessExpression(parent))
    return parent.expression === outer && isNamed(parent.argumentExpression) && isRead(parent) && module.isFine(parent);
  if (ts.isBinaryExpression(parent))
    return parent.operatorToken.kind === ts.SyntaxKind.InKeyword && parent.right === outer && isNamed(parent.left);
  if (ts.isVariableDeclaration(parent))
    return parent.initializer === outer && ts.isObjectBindingPattern(parent.name) && takesFields(parent.name, module);
  if (!ts.isCallExpression(parent) || !ts.isIdentifier(parent.expression) || parent.arguments.some(ts.isSpreadElement))
    return false;
  const called = functionNamed(parent.expression.text, module.file);
  return (
    called !== null &&
    readsParameter(
      called,
      parent.arguments.findIndex((each) => each === outer),
      module,
    )
  );
}

const isNamed = (node: ts.Expression): boolean => ts.isStringLiteralLike(node) && isFieldName(node.text);

/** Neither assigned to, nor counted up, nor deleted, nor taken apart by an assignment. */
function isRead(access: ts.Expression): boolean {
  const outer = wrapped(access);
  const { parent } = outer;
  if (ts.isBinaryExpression(parent) && parent.left === outer)
    return (
      parent.operatorToken.kind < ts.SyntaxKind.FirstAssignment ||
      parent.operatorToken.kind > ts.SyntaxKind.LastAssignment
    );
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent))
    return parent.operator !== ts.SyntaxKind.PlusPlusToken && parent.operator !== ts.SyntaxKind.MinusMinusToken;
  if (ts.isCallExpression(parent)) return parent.expression !== outer;
  return !ts.isDeleteExpression(parent) && !isAssignmentTarget(outer);
}

/** `[order.price] = …`, `({ a: order.price } = …)`, `for (order.price of …)`. */
function isAssignmentTarget(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isForOfStatement(parent) || ts.isForInStatement(parent)) return parent.initializer === node;
  if (ts.isBinaryExpression(parent) && parent.left === node)
    return parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  const isPattern =
    ts.isArrayLiteralExpression(parent) ||
    ts.isObjectLiteralExpression(parent) ||
    ts.isPropertyAssignment(parent) ||
    ts.isSpreadElement(parent) ||
    ts.isParenthesizedExpression(parent);
  return isPattern && isAssignmentTarget(parent);
}

/** `{ symbol, price: p }`, without a rest and without patterns within. */
const takesFields = (pattern: ts.ObjectBindingPattern, { isFine }: Module): boolean =>
  pattern.elements.every(({ dotDotDotToken, propertyName, name }) => {
    const taken = propertyName ?? name;
    const isField =
      dotDotDotToken === undefined && ts.isIdentifier(name) && ts.isIdentifier(taken) && isFieldName(taken.text);
    return isField && isFine(name);
  });

function functionAround(node: ts.Node): ts.Node | undefined {
  return ts.findAncestor(node.parent, (each) => ts.isFunctionLike(each) || ts.isClassLike(each));
}

function defaultFunction(file: ts.SourceFile): Callable | null {
  for (const statement of file.statements) {
    if (ts.isExportAssignment(statement)) return functionOf(statement.expression, file);
    const isDefault =
      ts.isFunctionDeclaration(statement) &&
      (statement.modifiers ?? []).some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword);
    if (isDefault) return statement;
  }
  return null;
}

function functionOf(expression: ts.Expression, file: ts.SourceFile): Callable | null {
  if (ts.isParenthesizedExpression(expression) || ts.isSatisfiesExpression(expression) || ts.isAsExpression(expression))
    return functionOf(expression.expression, file);
  if (ts.isArrowFunction(expression) || ts.isFunctionExpression(expression)) return expression;
  return ts.isIdentifier(expression) ? functionNamed(expression.text, file) : null;
}

/** A function of the module's outermost level whose name stands for nothing else anywhere in the module. */
function functionNamed(name: string, file: ts.SourceFile): Callable | null {
  const declared = declarationsOf(name, file);
  const [only] = declared;
  if (declared.length !== 1 || only === undefined) return null;
  if (ts.isFunctionDeclaration(only)) return only.parent === file ? only : null;
  if (!ts.isVariableDeclaration(only) || only.initializer === undefined) return null;
  const isConstant = (only.parent.flags & ts.NodeFlags.Const) !== 0 && only.parent.parent.parent === file;
  return isConstant ? functionOf(only.initializer, file) : null;
}

function declarationsOf(name: string, file: ts.SourceFile): readonly ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    const declares =
      ts.isFunctionDeclaration(node) ||
      ts.isFunctionExpression(node) ||
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ts.isClassLike(node) ||
      ts.isEnumDeclaration(node) ||
      ts.isImportSpecifier(node);
    if (declares && node.name !== undefined && ts.isIdentifier(node.name) && node.name.text === name) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
