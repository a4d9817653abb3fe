/** Parentheses, `as`, `satisfies` and `!` around an expression are that expression. */
import ts from 'typescript-6';

type Wrapping = ts.ParenthesizedExpression | ts.AsExpression | ts.SatisfiesExpression | ts.NonNullExpression;

const isWrapping = (node: ts.Node): node is Wrapping =>
  ts.isParenthesizedExpression(node) ||
  ts.isAsExpression(node) ||
  ts.isSatisfiesExpression(node) ||
  ts.isNonNullExpression(node);

/** `app` of `(app)`, `app as unknown`, `app satisfies Description` and `app!`. */
export const unwrapped = (node: ts.Expression): ts.Expression => (isWrapping(node) ? unwrapped(node.expression) : node);

/** The outermost of what is around `app`. */
export const wrapped = (node: ts.Expression): ts.Expression => (isWrapping(node.parent) ? wrapped(node.parent) : node);
