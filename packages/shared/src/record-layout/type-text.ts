/** A layout's records as a TypeScript type, for the snippets that take or give them. */
import type { RecordLayout } from './layout.ts';
import { recordFields, valueType } from './layout.ts';

/** `{ symbol: string; bid: number }` */
export function recordTypeText(layout: RecordLayout): string {
  const fields = recordFields(layout).map((field) => `${JSON.stringify(field.name)}: ${valueType(field)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join('; ')} }`;
}
