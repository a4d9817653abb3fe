/**
 * TypeScript that is more than types. Node runs a project's code with its types left out, and what becomes code of another
 * form has none there; decorators and accessor fields are no JavaScript of it either. What runs here has to run there.
 */
import ts from 'typescript-6';
import { isTypeDeclaration } from './snippet-text.ts';

export type MoreThanTypes = { readonly what: string; readonly remedy: string };

export function moreThanTypes(node: ts.Node): MoreThanTypes | null {
  if (ts.isEnumDeclaration(node))
    return orDeclared(
      node,
      'an enum',
      'Write an object of constants, such as const side = { buy: 1, sell: 2 } as const.',
    );
  if (ts.isModuleDeclaration(node) && hasValues(node))
    return orDeclared(node, 'a namespace', 'Write an object, or functions and constants of their own.');
  if (ts.isTypeAssertionExpression(node)) return { what: 'a type in front of a value', remedy: 'Write value as Type.' };
  if (ts.isParameter(node) && ts.isParameterPropertyDeclaration(node, node.parent))
    return {
      what: 'a parameter that declares a field',
      remedy: 'Declare the field, and give it its value in the constructor.',
    };
  if (ts.isDecorator(node)) return { what: 'a decorator', remedy: 'Call the function itself with what it changes.' };
  if (ts.isAutoAccessorPropertyDeclaration(node))
    return { what: 'an accessor field', remedy: 'Write a field, or get and set.' };
  return null;
}

/** A namespace within one that has none is looked at by itself. */
const hasValues = ({ body }: ts.ModuleDeclaration): boolean =>
  body !== undefined &&
  ts.isModuleBlock(body) &&
  body.statements.some((each) => !isTypeDeclaration(each) && !ts.isModuleDeclaration(each));

/** What is only declared leaves nothing behind. */
const orDeclared = (node: ts.Node, what: string, remedy: string): MoreThanTypes | null =>
  isDeclared(node) ? null : { what, remedy };

const isDeclared = (node: ts.Node): boolean =>
  (ts.canHaveModifiers(node) && (node.modifiers ?? []).some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword)) ||
  (node.parent !== undefined && isDeclared(node.parent));
