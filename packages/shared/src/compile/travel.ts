/**
 * Which types of records can travel to another worker. What cannot: functions, symbols, promises, and instances of classes,
 * which would arrive without their methods. Looks into fields and elements, a few levels deep; what it cannot see is caught
 * where it happens, as a dead letter.
 */
import ts from 'typescript-6';
import { isFunction, isPromise, partsOf } from './type-facts.ts';

/** The first part that cannot travel, with the way to it: `item.price`. */
export type StuckPart = { readonly type: ts.Type; readonly path: string };

const depthMax = 4;

export function stuckPart(type: ts.Type, checker: ts.TypeChecker, path = '', depth = 0): StuckPart | null {
  for (const part of partsOf(type)) {
    if (!canTravel(part, checker)) return { type: part, path };
    if (depth >= depthMax || (part.flags & ts.TypeFlags.Object) === 0) continue;
    const within = stuckWithin(part, checker, path, depth);
    if (within !== null) return within;
  }
  return null;
}

function stuckWithin(type: ts.Type, checker: ts.TypeChecker, path: string, depth: number): StuckPart | null {
  const element = checker.getIndexTypeOfType(type, ts.IndexKind.Number);
  if (checker.isArrayLikeType(type))
    return element === undefined ? null : stuckPart(element, checker, `${path}[]`, depth + 1);
  if (isOfTheLanguage(type)) return null;
  for (const property of type.getProperties()) {
    const inner = path === '' ? property.name : `${path}.${property.name}`;
    const stuck = stuckPart(checker.getTypeOfSymbol(property), checker, inner, depth + 1);
    if (stuck !== null) return stuck;
  }
  return null;
}

function canTravel(type: ts.Type, checker: ts.TypeChecker): boolean {
  if ((type.flags & ts.TypeFlags.ESSymbolLike) !== 0) return false;
  return !isFunction(type) && !isPromise(type, checker) && !isInstance(type);
}

/** Of a class that an author wrote. */
export const isInstance = (type: ts.Type): boolean =>
  type.isClass() ||
  (type.symbol !== undefined && (type.symbol.flags & ts.SymbolFlags.Class) !== 0 && !isOfTheLanguage(type));

/** `Date`, `Map`, `Uint8Array` and the like. */
function isOfTheLanguage(type: ts.Type): boolean {
  const declarations = type.symbol?.declarations ?? [];
  return declarations.length > 0 && declarations.every((each) => each.getSourceFile().isDeclarationFile);
}
