/** Reads every import of a file from its syntax tree: static, re-exported, dynamic, `require`, and types by `import('x')`. */
import ts from 'typescript-6';

export type Import = { readonly specifier: string; readonly line: number; readonly typeOnly: boolean };

export function readImports(file: string, text: string): readonly Import[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false, scriptKind(file));
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    const imported = importOf(node);
    if (imported !== null) {
      const start = imported.specifier.getStart(source);
      const { line } = source.getLineAndCharacterOfPosition(start);
      found.push({ specifier: imported.specifier.text, line: line + 1, typeOnly: imported.typeOnly });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

type Found = { readonly specifier: ts.StringLiteralLike; readonly typeOnly: boolean };

function importOf(node: ts.Node): Found | null {
  if (ts.isImportDeclaration(node)) {
    return found(
      node.moduleSpecifier,
      node.importClause?.isTypeOnly === true || hasOnlyTypes(node.importClause?.namedBindings),
    );
  }
  if (ts.isExportDeclaration(node)) return found(node.moduleSpecifier, node.isTypeOnly);
  if (ts.isImportTypeNode(node)) {
    return found(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true);
  }
  if (ts.isExternalModuleReference(node)) return found(node.expression, false);
  if (ts.isCallExpression(node) && loads(node.expression)) return found(node.arguments[0], false);
  return null;
}

function found(node: ts.Node | undefined, typeOnly: boolean): Found | null {
  return node !== undefined && ts.isStringLiteralLike(node) ? { specifier: node, typeOnly } : null;
}

/** `import { type A, type B } from` brings no value either. */
function hasOnlyTypes(bindings: ts.NamedImportBindings | undefined): boolean {
  return (
    bindings !== undefined &&
    ts.isNamedImports(bindings) &&
    bindings.elements.length > 0 &&
    bindings.elements.every(({ isTypeOnly }) => isTypeOnly)
  );
}

function loads(callee: ts.Expression): boolean {
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');
}

function scriptKind(file: string): ts.ScriptKind {
  if (file.endsWith('.tsx') || file.endsWith('.jsx')) return ts.ScriptKind.TSX;
  return /\.m?js$/.test(file) ? ts.ScriptKind.JS : ts.ScriptKind.TS;
}
