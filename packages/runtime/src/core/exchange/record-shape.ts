/**
 * The shapes of records: which fields of which simple types, in which order. A record of a known shape travels as its
 * values alone, by an encoder and a decoder generated for the shape. A record with nested values has no shape here.
 */

export type FieldKind = 'number' | 'string' | 'boolean' | 'null';
export type Shape = readonly { readonly name: string; readonly kind: FieldKind }[];

const fieldsMax = 64;

/** The shape of a record, or null where it must travel as any value. */
export function shapeOf(record: unknown): Shape | null {
  if (typeof record !== 'object' || record === null) return null;
  const prototype: unknown = Object.getPrototypeOf(record);
  if (prototype !== Object.prototype && prototype !== null) return null;
  const shape: { name: string; kind: FieldKind }[] = [];
  for (const [name, value] of Object.entries(record)) {
    const kind = kindOf(value);
    if (kind === null || name === '__proto__' || shape.length === fieldsMax) return null;
    shape.push({ name, kind });
  }
  return shape;
}

function kindOf(value: unknown): FieldKind | null {
  if (value === null) return 'null';
  const kind = typeof value;
  return kind === 'number' || kind === 'string' || kind === 'boolean' ? kind : null;
}

export const signatureOf = (shape: Shape): string => shape.map(({ name, kind }) => `${kind}:${name}`).join('\u0000');
