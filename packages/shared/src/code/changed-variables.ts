/**
 * Which variables of a file do not keep what they are declared with: something assigns to them, to a part of them or to another
 * name of theirs, fills them, or gives them to a function that does, while the file loads. What is read off such a declaration
 * would be their first value only.
 */
import ts from 'typescript-6';
import { unwrapped } from '../compile/wrapped-expression.ts';
import { symbolAt } from './one-file-checker.ts';

export type Scope = {
  readonly file: ts.SourceFile;
  readonly checker: ts.TypeChecker;
  /** What does not count: it is taken along, or called later. */
  readonly isLeftOut?: (node: ts.Node) => boolean;
};

/** Of these variables, those that are changed. */
export function changedAmong(scope: Scope, variables: ReadonlySet<ts.Symbol>): ReadonlySet<ts.Symbol> {
  if (variables.size === 0) return variables;
  const search = new Search(scope, variables);
  search.visit(scope.file, false);
  return search.found;
}

/** Names that a file declares at its top and that are changed. */
export function changedNames(scope: Scope): ReadonlySet<string> {
  const declared = scope.file.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => declarationList.declarations)
    .flatMap(({ name }) => (ts.isIdentifier(name) ? (symbolAt(name, scope.checker) ?? []) : []));
  return new Set([...changedAmong(scope, new Set(declared))].map(({ name }) => name));
}

/** Mutable: what has been found, and which functions have been looked into. */
class Search {
  readonly found = new Set<ts.Symbol>();
  readonly #scope: Scope;
  readonly #wanted: ReadonlySet<ts.Symbol>;
  /** Other names of what is asked for, or of a part of it. */
  readonly #aliases = new Map<ts.Symbol, ts.Symbol>();
  readonly #called = new Set<ts.Node>();

  constructor(scope: Scope, wanted: ReadonlySet<ts.Symbol>) {
    this.#scope = scope;
    this.#wanted = wanted;
  }

  /** A function that is called later counts only where it assigns to the variable itself. */
  visit(node: ts.Node, isLater: boolean): void {
    if (this.#scope.isLeftOut?.(node) === true) return;
    if (ts.isVariableDeclaration(node)) this.#learn(node);
    for (const target of targetsOf(node)) this.#note(target, isLater);
    if (!isLater) {
      const filled = filledBy(node);
      if (filled !== null) this.#note(filled, false);
      if (ts.isCallExpression(node)) this.#followCall(node);
    }
    ts.forEachChild(node, (child) => this.visit(child, isLater || (ts.isFunctionLike(node) && !isCalledAtOnce(node))));
  }

  #symbolOf(node: ts.Expression): ts.Symbol | null {
    const root = rootOf(node);
    const symbol = root === null ? undefined : symbolAt(root, this.#scope.checker);
    if (symbol === undefined) return null;
    const known = this.#aliases.get(symbol) ?? symbol;
    return this.#wanted.has(known) ? known : null;
  }

  #note(target: ts.Expression, isLater: boolean): void {
    const own = unwrapped(target);
    if (isLater && !ts.isIdentifier(own)) return;
    const symbol = this.#symbolOf(own);
    if (symbol === null) return;
    // Another name may be given another value; what the first stands for is not changed by that.
    const root = rootOf(own);
    const isAlias = root !== null && this.#aliases.has(symbolAt(root, this.#scope.checker) ?? symbol);
    if (!isAlias || !ts.isIdentifier(own)) this.found.add(symbol);
  }

  #learn({ name, initializer }: ts.VariableDeclaration): void {
    const symbol = initializer === undefined ? null : this.#symbolOf(initializer);
    if (symbol !== null) for (const each of identifiersOf(name)) this.#alias(each, symbol);
  }

  #alias(name: ts.Identifier, symbol: ts.Symbol): void {
    const own = symbolAt(name, this.#scope.checker);
    if (own !== undefined && own !== symbol) this.#aliases.set(own, symbol);
  }

  /** A function of the file may change what it is given, and what is around it; of any other, one that is called for nothing else. */
  #followCall(call: ts.CallExpression): void {
    const callee = ts.isIdentifier(call.expression) ? functionOf(call.expression, this.#scope.checker) : null;
    for (const [index, given] of call.arguments.entries()) {
      const symbol = this.#symbolOf(given);
      const parameter = callee?.parameters[index];
      if (symbol === null || isPlainValue(symbol)) continue;
      if (parameter !== undefined) for (const each of identifiersOf(parameter.name)) this.#alias(each, symbol);
      else if (callee === null && ts.isExpressionStatement(call.parent) && this.#isUnknown(call.expression))
        this.found.add(symbol);
    }
    if (callee?.body === undefined || this.#called.has(callee)) return;
    this.#called.add(callee);
    this.visit(callee.body, false);
  }

  /** `console.log(table)` and `app.note(…)` leave what they are given as it is. */
  #isUnknown(callee: ts.Expression): boolean {
    if (ts.isIdentifier(callee)) return true;
    const root = ts.isPropertyAccessExpression(callee) ? rootOf(callee.expression) : null;
    const declaration = root === null ? undefined : symbolAt(root, this.#scope.checker)?.declarations?.[0];
    return declaration !== undefined && ts.isNamespaceImport(declaration);
  }
}

/** A number or a text is nobody's to change, and a function is given away to be called. */
function isPlainValue({ valueDeclaration }: ts.Symbol): boolean {
  if (valueDeclaration === undefined || !ts.isVariableDeclaration(valueDeclaration)) return true;
  const { initializer } = valueDeclaration;
  if (initializer === undefined) return false;
  return (
    ts.isLiteralExpression(initializer) || ts.isPrefixUnaryExpression(initializer) || ts.isFunctionLike(initializer)
  );
}

function functionOf(name: ts.Identifier, checker: ts.TypeChecker): ts.FunctionLikeDeclaration | null {
  const declaration = symbolAt(name, checker)?.valueDeclaration;
  if (declaration === undefined) return null;
  if (ts.isFunctionDeclaration(declaration)) return declaration;
  const value = ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  return value !== undefined && (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) ? value : null;
}

/** `(() => { … })()`, and a function that a method such as `forEach` is given. */
function isCalledAtOnce(node: ts.Node): boolean {
  const around = ts.isParenthesizedExpression(node.parent) ? node.parent.parent : node.parent;
  if (!ts.isCallExpression(around)) return false;
  if (around.expression === node || around.expression === node.parent) return true;
  return ts.isPropertyAccessExpression(around.expression) && eager.has(around.expression.name.text);
}

const eager = new Set('every filter find findIndex flatMap forEach map reduce some sort'.split(' '));

/** What a node assigns to: `limit = 1`, `limits.low++`, `delete limits.low`, `[limit] = …`, `for (limit of …)`. */
function targetsOf(node: ts.Node): readonly ts.Expression[] {
  if (ts.isDeleteExpression(node)) return [node.expression];
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    const changes = node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken;
    return changes ? [node.operand] : [];
  }
  if (ts.isForOfStatement(node) || ts.isForInStatement(node))
    return ts.isVariableDeclarationList(node.initializer) ? [] : partsOf(node.initializer);
  return ts.isBinaryExpression(node) && isAssignment(node.operatorToken) ? partsOf(node.left) : [];
}

function partsOf(target: ts.Expression): readonly ts.Expression[] {
  const own = unwrapped(target);
  if (ts.isArrayLiteralExpression(own))
    return own.elements.flatMap((each) => partsOf(ts.isSpreadElement(each) ? each.expression : each));
  if (ts.isBinaryExpression(own)) return partsOf(own.left);
  if (!ts.isObjectLiteralExpression(own)) return [own];
  return own.properties.flatMap((each) => {
    if (ts.isShorthandPropertyAssignment(each)) return [each.name];
    if (ts.isPropertyAssignment(each)) return partsOf(each.initializer);
    return ts.isSpreadAssignment(each) ? partsOf(each.expression) : [];
  });
}

/** Methods of arrays, maps and sets that change them. */
const filling = new Set('add clear copyWithin delete fill pop push reverse set shift sort splice unshift'.split(' '));
const ofObjects = new Set('assign defineProperty defineProperties setPrototypeOf'.split(' '));

/** `table.set('a', 1)`, `Object.assign(limits, more)`. */
function filledBy(node: ts.Node): ts.Expression | null {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return null;
  const { expression, name } = node.expression;
  if (filling.has(name.text)) return expression;
  const isOfObject = ts.isIdentifier(expression) && ['Object', 'Reflect'].includes(expression.text);
  return isOfObject && (ofObjects.has(name.text) || filling.has(name.text)) ? (node.arguments[0] ?? null) : null;
}

const isAssignment = ({ kind }: ts.BinaryOperatorToken): boolean =>
  kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;

/** `limits` of `limits.low[0]`. */
function rootOf(node: ts.Expression): ts.Identifier | null {
  const own = unwrapped(node);
  if (ts.isPropertyAccessExpression(own) || ts.isElementAccessExpression(own)) return rootOf(own.expression);
  return ts.isIdentifier(own) ? own : null;
}

const identifiersOf = (name: ts.BindingName): readonly ts.Identifier[] =>
  ts.isIdentifier(name)
    ? [name]
    : name.elements.flatMap((each) => (ts.isOmittedExpression(each) ? [] : identifiersOf(each.name)));
