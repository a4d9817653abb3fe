/** The string literals of a file, for whoever moves files and has to change what names them. */
import ts from 'typescript-6';
import { parseFile } from './source-files.ts';

export type Literal = {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Whether it says what an import or export is from, and is no mere text. */
  readonly isSpecifier: boolean;
};

export function stringLiterals(path: string, text: string): readonly Literal[] {
  const file = parseFile(path, text);
  const found: Literal[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node))
      found.push({ start: node.getStart(file), end: node.end, text: node.text, isSpecifier: isSpecifier(node) });
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function isSpecifier({ parent }: ts.StringLiteral): boolean {
  if (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent)) return true;
  if (ts.isCallExpression(parent)) return parent.expression.kind === ts.SyntaxKind.ImportKeyword;
  return ts.isLiteralTypeNode(parent) && ts.isImportTypeNode(parent.parent);
}
