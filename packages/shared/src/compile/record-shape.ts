/** The fields of a record type, for codecs made for it. Only what is sure: a union, an array or an index gives null. */
import ts from 'typescript-6';
import type { FieldType, RecordShape } from '../topology/index.ts';

export function recordShape(type: ts.Type, checker: ts.TypeChecker): RecordShape {
  if ((type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) === 0) return null;
  if (checker.isArrayLikeType(type) || type.getCallSignatures().length > 0) return null;
  if (checker.getIndexInfosOfType(type).length > 0 || isBuiltIn(type)) return null;
  const fields = type.getProperties().map((property) => {
    const isOptional = (property.flags & ts.SymbolFlags.Optional) !== 0;
    const declared = checker.getTypeOfSymbol(property);
    const parts = partsOf(declared).filter((part) => (part.flags & ts.TypeFlags.Undefined) === 0);
    return {
      name: property.name,
      type: fieldType(parts),
      optional: isOptional || parts.length < partsOf(declared).length,
    };
  });
  return fields.length === 0 ? null : { fields };
}

const partsOf = (type: ts.Type): readonly ts.Type[] => (type.isUnion() ? type.types : [type]);

function fieldType(parts: readonly ts.Type[]): FieldType {
  const all = (flags: ts.TypeFlags) => parts.length > 0 && parts.every((part) => (part.flags & flags) !== 0);
  if (all(ts.TypeFlags.NumberLike)) return 'number';
  if (all(ts.TypeFlags.StringLike)) return 'string';
  return all(ts.TypeFlags.BooleanLike) ? 'boolean' : 'other';
}

/** `Date`, `Map`, `Uint8Array`: objects whose fields are methods, not data. */
const isBuiltIn = (type: ts.Type): boolean =>
  type.getProperties().some((property) => (property.flags & ts.SymbolFlags.Method) !== 0);
