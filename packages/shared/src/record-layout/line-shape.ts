/**
 * The shape of NDJSON lines: flat objects whose fields come in one order, each with a number, a text or a truth value, set
 * apart in one way. Where a line has it, its fields can be found without parsing; where it has not, JSON.parse decides.
 */
export type LineField = { readonly name: string; readonly type: 'number' | 'string' | 'boolean' };
/** `colon`, `comma`: how the writer of the lines sets them: `{"a":1,"b":2}` or `{"a": 1, "b": 2}`. */
export type LineShape = { readonly line: readonly LineField[]; readonly colon: string; readonly comma: string };

const spacings = [
  { colon: ':', comma: ',' },
  { colon: ': ', comma: ', ' },
] as const;
const fieldsMax = 64;

/** The shape of a line whose value this is; null where lines of this kind are better left to JSON.parse. */
export function lineShapeOf(line: string, value: unknown): LineShape | null {
  const fields = fieldsOf(value);
  if (fields === null) return null;
  const spacing = spacings.find(
    ({ colon, comma }) =>
      line.startsWith(`{${JSON.stringify(fields[0]?.name)}${colon}`) &&
      (fields.length === 1 || line.includes(`${comma}${JSON.stringify(fields[1]?.name)}${colon}`)),
  );
  return spacing === undefined ? null : { line: fields, ...spacing };
}

function fieldsOf(value: unknown): readonly LineField[] | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const fields: LineField[] = [];
  for (const [name, content] of Object.entries(value)) {
    const type = typeof content;
    if (type !== 'number' && type !== 'string' && type !== 'boolean') return null;
    fields.push({ name, type });
  }
  return canBeALine(fields) ? fields : null;
}

/** Names stand in lines as they are. */
const canBeALine = (fields: readonly LineField[]): boolean =>
  fields.length > 0 &&
  fields.length <= fieldsMax &&
  fields.every(({ name }) => name !== '__proto__' && /^[ !#-[\]-~]*$/.test(name));

/** Lines are read by the shape that is seen; this is the one that they have if they are as their type says. */
export function expectedLineShape(shape: { readonly fields: readonly ExpectedField[] } | null): LineShape | null {
  const fields = shape?.fields ?? [];
  const line = fields.flatMap(({ name, type, optional }) => (type === 'other' || optional ? [] : [{ name, type }]));
  return line.length === fields.length && canBeALine(line) ? { line, ...spacings[0] } : null;
}
type ExpectedField = {
  readonly name: string;
  readonly type: LineField['type'] | 'other';
  readonly optional: boolean;
};

/** What stands before the value of each field, its opening quote included, and behind the last one. */
export function fixedTexts({ line, colon, comma }: LineShape): {
  readonly before: readonly string[];
  readonly behind: string;
} {
  const quoteOf = (field: LineField | undefined): string => (field?.type === 'string' ? '"' : '');
  const before = line.map(
    (field, i) => `${quoteOf(line[i - 1])}${i === 0 ? '{' : comma}"${field.name}"${colon}${quoteOf(field)}`,
  );
  return { before, behind: `${quoteOf(line.at(-1))}}` };
}
