/**
 * The one way in which text that somebody else wrote becomes part of generated code: as a string literal. Whatever it says,
 * it ends where the literal ends, stays on its line, and is legible to a person.
 */

/** A TypeScript string literal in single quotes; other characters than those that could end it stay as they are. */
export function stringLiteral(text: string): string {
  return `'${text.replaceAll(/[\\'\p{Cc}\p{Cf}\u2028\u2029]|\p{Cs}/gu, escaped)}'`;
}

const named: Readonly<Record<string, string>> = { '\\': '\\\\', "'": "\\'", '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Control and format characters, among them those that turn the reading direction, and half surrogate pairs. */
function escaped(character: string): string {
  const known = named[character];
  if (known !== undefined) return known;
  return Array.from({ length: character.length }, (_, index) => hexadecimal(character.charCodeAt(index))).join('');
}

const hexadecimal = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;

/** Plain data as JSON on one line that stays one, for a comment. */
export const jsonLine = (data: unknown): string => legibleJson(JSON.stringify(data));

/** JSON in which every character is seen, and none turns the reading direction; its own line breaks stay. */
export const legibleJson = (json: string): string => json.replaceAll(/(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/gu, escaped);

/** Plain data as a literal. */
export function dataLiteral(data: unknown): string {
  if (typeof data === 'string') return stringLiteral(data);
  if (typeof data !== 'object' || data === null) return String(data);
  if (Array.isArray(data)) return `[${data.map(dataLiteral).join(', ')}]`;
  const fields = Object.entries(data).map(([name, value]) => `${fieldName(name)}: ${dataLiteral(value)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

/** Plain data over lines where it does not fit on one. */
export function dataLines(data: unknown, indent = ''): string {
  const line = dataLiteral(data);
  if (indent.length + line.length <= 110 || typeof data !== 'object' || data === null) return line;
  const inner = `${indent}  `;
  if (Array.isArray(data)) return `[\n${data.map((each) => `${inner}${dataLines(each, inner)},\n`).join('')}${indent}]`;
  const fields = Object.entries(data).map(
    ([name, value]) => `${inner}${fieldName(name)}: ${dataLines(value, inner)},\n`,
  );
  return `{\n${fields.join('')}${indent}}`;
}

const fieldName = (name: string): string => (/^[a-z][A-Za-z0-9]*$/.test(name) ? name : stringLiteral(name));
