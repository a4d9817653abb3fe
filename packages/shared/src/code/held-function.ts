/**
 * A function between parentheses and its contract, `(…) satisfies KeyFunction<Order>`: how code says what the parameters of
 * a snippet are, which its document knows by itself.
 */
import ts from 'typescript-6';
import type { Cut } from './source-files.ts';

const contracts = [
  'Computation',
  'KeyFunction',
  'Initial',
  'StateComputation',
  'Decode',
  'Generate',
  'Encode',
] as const;
export type ContractName = (typeof contracts)[number];

/** What stands between the parentheses; null where an expression is none. */
export function heldFunction(expression: ts.Expression): ts.Expression | null {
  if (!ts.isSatisfiesExpression(expression) || !ts.isParenthesizedExpression(expression.expression)) return null;
  const { type } = expression;
  if (!ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return null;
  const name = type.typeName.text;
  return contracts.some((each) => each === name) ? expression.expression.expression : null;
}

/** The text around it: the first parenthesis, and the last with the contract. */
export function aroundHeld(expression: ts.SatisfiesExpression, file: ts.SourceFile): readonly [Cut, Cut] {
  const inside = expression.expression;
  const start = inside.getStart(file);
  return [
    { start, end: start + 1 },
    { start: inside.getEnd() - 1, end: expression.getEnd() },
  ];
}

/** Whether every parameter says what it is. */
export const isTyped = ({ parameters }: ts.SignatureDeclaration): boolean =>
  parameters.every(({ type }) => type !== undefined);
