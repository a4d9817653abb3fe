/** Questions about one type. */
import ts from 'typescript-6';

export const isAny = (type: ts.Type): boolean => (type.flags & ts.TypeFlags.Any) !== 0;

/** The members of a union, or the type itself. */
export const partsOf = (type: ts.Type): readonly ts.Type[] => (type.isUnion() ? type.types : [type]);

export const isEvery = (type: ts.Type, flags: ts.TypeFlags): boolean =>
  partsOf(type).every((part) => (part.flags & flags) !== 0);

const nothing = ts.TypeFlags.Null | ts.TypeFlags.Undefined | ts.TypeFlags.Void;

/** The members of a type that are records: null, undefined and void stand for none. */
export const withoutNothing = (type: ts.Type): readonly ts.Type[] =>
  partsOf(type).filter((part) => (part.flags & nothing) === 0);

export function isPromise(type: ts.Type, checker: ts.TypeChecker): boolean {
  return partsOf(type).some((part) => {
    const then = part.getProperty('then');
    return then !== undefined && checker.getTypeOfSymbol(then).getCallSignatures().length > 0;
  });
}

export const isFunction = (type: ts.Type): boolean =>
  type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0;

/** A plain object, as a state object has to be. */
export const isObject = (type: ts.Type): boolean =>
  isEvery(type, ts.TypeFlags.Object | ts.TypeFlags.Intersection) && !partsOf(type).some(isFunction);
