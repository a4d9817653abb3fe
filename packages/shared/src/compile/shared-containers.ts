/**
 * Finds changes to what a snippet keeps outside of its function: a constant whose Map, array or object is written to while
 * records are processed. Building it once, where it is declared, is no such change. By syntax: names, not values, are followed.
 */
import ts from 'typescript-6';

/** Whether this expression writes into a container that a constant outside of every function holds. */
export function changesSharedContainer(node: ts.Node): boolean {
  const target = writtenInto(node);
  const root = target === null ? null : rootOf(target);
  return root !== null && isInsideFunction(node) && isSharedContainer(root);
}

const mutators: ReadonlySet<string> = new Set(
  'set add delete clear push pop shift unshift splice sort reverse fill copyWithin'.split(' '),
);

/** What is written into: `seen` of `seen.push(1)`, of `seen[0] = 1`, of `seen.count++` and of `delete seen.x`. */
function writtenInto(node: ts.Node): ts.Expression | null {
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression))
    return mutators.has(node.expression.name.text) ? node.expression.expression : null;
  if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) return holderOf(node.left);
  if (ts.isDeleteExpression(node)) return holderOf(node.expression);
  const isStep =
    (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) &&
    (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken);
  return isStep ? holderOf(node.operand) : null;
}

const isAssignment = (kind: ts.SyntaxKind): boolean =>
  kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;

const holderOf = (node: ts.Expression): ts.Expression | null =>
  ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node) ? node.expression : null;

function rootOf(node: ts.Expression): ts.Identifier | null {
  if (ts.isIdentifier(node)) return node;
  if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node)) return rootOf(node.expression);
  const holder = holderOf(node);
  return holder === null ? null : rootOf(holder);
}

const isInsideFunction = (node: ts.Node): boolean =>
  ts.findAncestor(node, (above) => ts.isFunctionLike(above)) !== undefined;

/** The nearest declaration of the name decides: one within a function is the function's own affair. */
function isSharedContainer(name: ts.Identifier): boolean {
  for (let above: ts.Node | undefined = name.parent; above !== undefined; above = above.parent) {
    if (ts.isFunctionLike(above) && above.parameters.some((parameter) => binds(parameter.name, name.text)))
      return false;
    const statements = ts.isBlock(above) || ts.isSourceFile(above) ? above.statements : [];
    const declaration = statements.flatMap(declarationsOf).find((each) => binds(each.name, name.text));
    if (declaration !== undefined) return ts.isSourceFile(above) && isContainer(declaration.initializer);
  }
  return false;
}

const declarationsOf = (statement: ts.Statement): readonly ts.VariableDeclaration[] =>
  ts.isVariableStatement(statement) ? statement.declarationList.declarations : [];

function binds(name: ts.BindingName, text: string): boolean {
  if (ts.isIdentifier(name)) return name.text === text;
  return name.elements.some((element) => ts.isBindingElement(element) && binds(element.name, text));
}

const isContainer = (initializer: ts.Expression | undefined): boolean =>
  initializer !== undefined &&
  (ts.isNewExpression(initializer) ||
    ts.isArrayLiteralExpression(initializer) ||
    ts.isObjectLiteralExpression(initializer));
