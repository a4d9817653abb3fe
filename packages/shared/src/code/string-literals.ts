/** The string literals of a file, for whoever moves files and has to change what names them. */
import ts from 'typescript-6';
import { parseFile } from './source-files.ts';

export type Literal = { readonly start: number; readonly end: number; readonly text: string };

export function stringLiterals(path: string, text: string): readonly Literal[] {
  const file = parseFile(path, text);
  const found: Literal[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node)) found.push({ start: node.getStart(file), end: node.end, text: node.text });
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
