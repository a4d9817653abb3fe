/**
 * The TypeScript type of records that were seen: what every one of them has is required, what some have is optional, what was of
 * several kinds is a union. It says no more than what was seen; a person may narrow it. Pure.
 */

/** Kinds that were seen at one place; `fields` of the objects among them, `elements` of the arrays. */
type Shape = {
  readonly kinds: ReadonlySet<string>;
  readonly objects: number;
  readonly fields: ReadonlyMap<string, { readonly shape: Shape; readonly seenIn: number }>;
  readonly elements: Shape | null;
};

/** Deeper or wider than this it is told as `unknown`, or as an index: nobody wants to read more. */
const depthMax = 6;
const fieldsMax = 60;

/** Null where no record is JSON. */
export function typeOfRecords(records: readonly string[]): string | null {
  const values = records.flatMap(parsed);
  return values.length === 0 ? null : typeText(shapeOf(values, 0), '');
}

function parsed(text: string): readonly unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}

function shapeOf(values: readonly unknown[], depth: number): Shape {
  const objects = values.filter(isObject);
  const arrays = values.filter((value): value is readonly unknown[] => Array.isArray(value));
  const names = new Set(objects.flatMap((object) => Object.keys(object)));
  const isDeep = depth >= depthMax || names.size > fieldsMax;
  return {
    kinds: new Set(values.map(kindOf)),
    objects: objects.length,
    fields: new Map(
      (isDeep ? [] : [...names]).map((name) => {
        const having = objects.filter((object) => Object.hasOwn(object, name));
        const inside = having.map((object) => object[name]);
        return [name, { shape: shapeOf(inside, depth + 1), seenIn: having.length }];
      }),
    ),
    elements: arrays.length === 0 || isDeep ? null : shapeOf(arrays.flat(), depth + 1),
  };
}

type JsonObject = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const kindOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

function typeText(shape: Shape, indent: string): string {
  const kinds = [...shape.kinds].toSorted((a, b) => Number(a === 'null') - Number(b === 'null'));
  const parts = kinds.map((kind) => {
    if (kind === 'object') return objectText(shape, indent);
    return kind === 'array' ? arrayText(shape.elements, indent) : kind;
  });
  return parts.length === 0 ? 'unknown' : parts.join(' | ');
}

function arrayText(elements: Shape | null, indent: string): string {
  const text = elements === null ? 'unknown' : typeText(elements, indent);
  return elements !== null && elements.kinds.size > 1 ? `(${text})[]` : `${text}[]`;
}

function objectText({ fields, objects }: Shape, indent: string): string {
  if (fields.size === 0) return '{ [name: string]: unknown }';
  const inner = `${indent}  `;
  const lines = [...fields].map(([name, { shape, seenIn }]) => {
    const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
    return `${inner}${key}${seenIn < objects ? '?' : ''}: ${typeText(shape, inner)};`;
  });
  return `{\n${lines.join('\n')}\n${indent}}`;
}

/** A name for the type that the shared types do not have yet: `Order` for a source "Orders". */
export function typeName(source: string, types: string): string {
  const words = source.match(/[A-Za-z\d]+/g) ?? [];
  const joined = words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join('');
  const singular = joined.replace(/ies$/, 'y').replace(/([^s])s$/, '$1');
  const base = /^[A-Za-z]/.test(singular) ? singular : 'SeenRecord';
  const isTaken = (name: string) => new RegExp(`\\b${name}\\b`).test(types);
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}${number}`;
    if (!isTaken(name)) return name;
  }
}
