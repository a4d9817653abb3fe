/** A copy of a plain record, so that a record that stays on its worker is as separate as one that travelled. */

export function copyRecord(record: unknown): unknown {
  if (typeof record !== 'object' || record === null) return record;
  if (Array.isArray(record)) return record.map(copyRecord);
  if (record instanceof Date) return new Date(record.getTime());
  if (record instanceof Map) return new Map(Array.from(record, ([key, value]) => [copyRecord(key), copyRecord(value)] as const));
  if (record instanceof Set) return new Set(Array.from(record, copyRecord));
  if (record instanceof Uint8Array) return record.slice();
  const copy: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(record)) copy[name] = copyRecord(value);
  return copy;
}
