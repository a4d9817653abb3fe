/** Reads types out of a checked program: a snippet's function, a contract's types, and types as text. */
import ts from 'typescript-6';
import type { NodeId } from '../ids.ts';
import { assert } from '../assert.ts';
import { contractFile, vocabularyFile } from './project.ts';

export type SnippetFunction = {
  readonly type: ts.Type;
  /** Null where the default export is not a function. */
  readonly signature: ts.Signature | null;
  readonly returns: ts.Type | null;
};

export type TypeReader = {
  readonly checker: ts.TypeChecker;
  /** Null where there is no such export, or where it is only a type. */
  readonly functionOf: (fileName: string, exportName?: string) => SnippetFunction | null;
  /** A type of a node's contract: `In0`, `Out`, `State`. */
  readonly contractType: (node: NodeId, name: string) => ts.Type | null;
  /** What `decode` is called with. */
  readonly bytes: () => ts.Type;
  /** One of the rest is what the rest is made of. Null where there is no such parameter. */
  readonly parameterType: (signature: ts.Signature, index: number) => ts.Type | null;
  readonly text: (type: ts.Type) => string;
};

const typeTextCharsMax = 300;

export function typeReader(program: ts.Program): TypeReader {
  const checker = program.getTypeChecker();
  const exportOf = (fileName: string, name: string): ts.Symbol | null => {
    const source = program.getSourceFile(fileName);
    const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
    if (module === undefined) return null;
    return checker.getExportsOfModule(module).find((symbol) => symbol.name === name) ?? null;
  };
  return {
    checker,
    functionOf: (fileName, exportName = ts.InternalSymbolName.Default) => {
      const symbol = exportOf(fileName, exportName);
      if (symbol === null) return null;
      const target = (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol);
      if ((target.flags & ts.SymbolFlags.Value) === 0) return null;
      const type = checker.getTypeOfSymbol(target);
      const signature = type.getCallSignatures().at(-1) ?? null;
      return { type, signature, returns: signature === null ? null : checker.getReturnTypeOfSignature(signature) };
    },
    contractType: (node, name) => {
      const symbol = exportOf(contractFile(node), name);
      return symbol === null ? null : checker.getDeclaredTypeOfSymbol(symbol);
    },
    bytes: () => {
      const symbol = exportOf(vocabularyFile, 'Bytes');
      assert(symbol !== null, 'the vocabulary is a file of every project');
      return checker.getDeclaredTypeOfSymbol(symbol);
    },
    parameterType: (signature, index) => {
      const last = signature.parameters.length - 1;
      const parameter = signature.parameters[Math.min(index, last)];
      if (parameter === undefined) return null;
      if (isRest(parameter)) return restType(checker, checker.getTypeOfSymbol(parameter), index - last);
      return index > last ? null : checker.getTypeOfSymbol(parameter);
    },
    text: (type) => typeText(checker, type),
  };
}

function isRest(parameter: ts.Symbol): boolean {
  const declaration = parameter.valueDeclaration;
  return declaration !== undefined && ts.isParameter(declaration) && declaration.dotDotDotToken !== undefined;
}

function restType(checker: ts.TypeChecker, rest: ts.Type, index: number): ts.Type | null {
  if (checker.isTupleType(rest)) return checker.getTypeArguments(rest as ts.TypeReference)[index] ?? null;
  return checker.getIndexTypeOfType(rest, ts.IndexKind.Number) ?? null;
}

/** A type as its author would write it: names of the shared types, never a file's name. */
function typeText(checker: ts.TypeChecker, type: ts.Type): string {
  const flags = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope;
  const isOurs =
    type.aliasSymbol?.declarations?.some((each) =>
      /^\/contracts|\.recordType\.ts$/.test(each.getSourceFile().fileName),
    ) ?? false;
  const text = checker.typeToString(type, undefined, isOurs ? flags | ts.TypeFormatFlags.InTypeAlias : flags);
  return shortened(withoutFileNames(text));
}

export const withoutFileNames = (text: string): string =>
  text.replaceAll(/import\("[^"]*"\)\./g, '').replaceAll(/\b(\w+Array)<ArrayBuffer(?:Like)?>/g, '$1');

const shortened = (text: string): string =>
  text.length > typeTextCharsMax ? `${text.slice(0, typeTextCharsMax)}…` : text;
