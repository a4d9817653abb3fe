/** A snippet that is a function and nothing beside it, not even a comment: it can stand wherever a value can. */
import ts from 'typescript-6';
import { hasSyntaxErrors, parseFile } from './source-files.ts';

export function isLoneFunction(text: string): boolean {
  const file = parseFile('/snippet.ts', `call(${text});`);
  const [only, ...more] = file.statements;
  if (hasSyntaxErrors(file) || only === undefined || more.length > 0 || !ts.isExpressionStatement(only)) return false;
  if (!ts.isCallExpression(only.expression)) return false;
  const [given, ...others] = only.expression.arguments;
  if (given === undefined || others.length > 0) return false;
  if (!ts.isArrowFunction(given) && !ts.isFunctionExpression(given)) return false;
  return given.getStart(file) === 'call('.length && given.end === 'call('.length + text.length;
}
