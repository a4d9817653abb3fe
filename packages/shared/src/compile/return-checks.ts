/** What a snippet returns against what its place demands: P306 to P309, and P313 for a promise. */
import ts from 'typescript-6';
import { type Diagnostic, diagnose } from '../pipeline/index.ts';
import { titled } from './naming.ts';
import { type Place, placeOf, wholeSnippet } from './places.ts';
import { asynchronous } from './snippet-rules.ts';
import type { TypeReader } from './snippet-types.ts';
import { isInstance } from './travel.ts';
import type { Callable, Typing } from './typing.ts';
import { isAny, isEvery, isObject, isPromise, partsOf, withoutNothing } from './type-facts.ts';

export function returnFaults({ types }: Typing, callable: Callable): readonly Diagnostic[] {
  const { file, node, returns } = callable;
  if (isAny(returns)) return [];
  if (isPromise(returns, types.checker))
    return [diagnose('P313', { ...asynchronous(titled(node)), ...returnPlace(callable) })];
  switch (file.field) {
    case 'code':
      return node.kind === 'key' ? keyFaults(types, callable) : [];
    case 'initial':
      return initialFaults(types, callable);
    case 'encode':
      return encodeFaults(types, callable);
    case 'decode':
    case 'generate':
      return recordFaults(types, callable);
    case 'types':
    case 'recordType':
      return [];
  }
}

function keyFaults(types: TypeReader, callable: Callable): readonly Diagnostic[] {
  if (isEvery(callable.returns, ts.TypeFlags.StringLike)) return [];
  return [
    diagnose('P306', {
      message: `The key function ${titled(callable.node)} returns ${types.text(callable.returns)}; a key is a string.`,
      remedy: 'Return a string, such as String(record.id).',
      ...returnPlace(callable),
    }),
  ];
}

function initialFaults(types: TypeReader, callable: Callable): readonly Diagnostic[] {
  if (isObject(callable.returns) && !partsOf(callable.returns).some(isInstance)) return [];
  return [
    diagnose('P307', {
      message: `The first value of the state ${titled(callable.node)} is ${types.text(callable.returns)}; a state object is a plain object.`,
      remedy: 'Return an object, such as () => ({ count: 0 }); its fields are what state computations change.',
      ...returnPlace(callable),
    }),
  ];
}

function encodeFaults(types: TypeReader, callable: Callable): readonly Diagnostic[] {
  const { checker } = types;
  const wanted = [types.bytes(), checker.getStringType()];
  if (partsOf(callable.returns).every((part) => wanted.some((type) => checker.isTypeAssignableTo(part, type))))
    return [];
  return [
    diagnose('P308', {
      message: `The encode snippet of ${titled(callable.node)} returns ${types.text(callable.returns)}; a sink writes bytes or text.`,
      remedy: 'Return a Uint8Array or a string, such as JSON.stringify(value).',
      ...returnPlace(callable),
    }),
  ];
}

function recordFaults(types: TypeReader, callable: Callable): readonly Diagnostic[] {
  const { node, file, returns } = callable;
  const record = types.contractType(node.id, 'Out');
  if (record === null || withoutNothing(returns).every((part) => types.checker.isTypeAssignableTo(part, record)))
    return [];
  return [
    diagnose('P309', {
      message: `The ${file.field} snippet of ${titled(node)} gives ${types.text(returns)}, and the source’s records are ${types.text(record)}.`,
      remedy: 'Make it give that type, or correct the source’s record type.',
      ...returnPlace(callable),
    }),
  ];
}

/** The function's result where it is a single expression or a single return, else the snippet. */
function returnPlace({ file, signature }: Callable): Place {
  const declaration = signature.getDeclaration();
  if (declaration === undefined || declaration.getSourceFile().fileName !== file.fileName) return wholeSnippet(file);
  const body = 'body' in declaration ? declaration.body : undefined;
  if (body === undefined) return wholeSnippet(file);
  const [only, ...more] = ts.isBlock(body) ? returnsOf(body) : [body];
  return only === undefined || more.length > 0 ? wholeSnippet(file) : placeOf(file, only.getStart(), only.getEnd());
}

function returnsOf(block: ts.Block): readonly ts.Expression[] {
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isReturnStatement(node) && node.expression !== undefined) found.push(node.expression);
    else ts.forEachChild(node, visit);
  };
  ts.forEachChild(block, visit);
  return found;
}
