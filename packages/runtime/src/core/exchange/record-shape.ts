/**
 * The shapes of records: which fields of which simple types, in which order. A record of a known shape travels as its
 * values alone, by an encoder and a decoder generated for the shape. A record with nested values has no shape here.
 */

export type FieldKind = 'number' | 'string' | 'boolean' | 'null';
export type Shape = readonly { readonly name: string; readonly kind: FieldKind }[];

const fieldsMax = 64;
const nameCharsMax = 4_096;
const digits = /^\d+$/;

/**
 * The shape of a record, or null where it must travel as any value. Records without fields or with numbers for names have
 * none, so that no encoder of a shape mistakes an array, a date or a map for its record.
 */
export function shapeOf(record: unknown): Shape | null {
  if (typeof record !== 'object' || record === null) return null;
  const prototype: unknown = Object.getPrototypeOf(record);
  if (prototype !== Object.prototype && prototype !== null) return null;
  const shape: { name: string; kind: FieldKind }[] = [];
  let nameChars = 0;
  for (const [name, value] of Object.entries(record)) {
    const kind = kindOf(value);
    nameChars += name.length;
    if (kind === null || name === '__proto__' || digits.test(name)) return null;
    if (shape.length === fieldsMax || nameChars > nameCharsMax) return null;
    shape.push({ name, kind });
  }
  return shape.length === 0 ? null : shape;
}

function kindOf(value: unknown): FieldKind | null {
  if (value === null) return 'null';
  const kind = typeof value;
  return kind === 'number' || kind === 'string' || kind === 'boolean' ? kind : null;
}

export const signatureOf = (shape: Shape): string =>
  shape.map(({ name, kind }) => `${kind} ${name.length} ${name}`).join();
