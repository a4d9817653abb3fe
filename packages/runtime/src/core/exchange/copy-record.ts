/**
 * A copy of a plain record, so that a record that stays on its worker is as separate as one that travelled. What a channel
 * could not carry is refused here too, so that a pipeline does the same on one worker as on many.
 */
import { RecentFew } from './recent-few.ts';
import { shapeOf, signatureOf } from './record-shape.ts';
import type { ShapeCopier } from './shape-codec.ts';
import { generateCopier } from './shape-codec.ts';

export class RecordCopier {
  readonly #copiers = new Map<string, ShapeCopier>();
  readonly #recent = new RecentFew<ShapeCopier>();

  /** Throws where the record cannot travel. Records of simple shapes that were seen before are copied by generated code. */
  copy(record: unknown): unknown {
    if (typeof record !== 'object' || record === null) return copyRecord(record);
    for (const copier of this.#recent.members) {
      const copied = copier(record);
      if (copied !== undefined) return copied;
    }
    this.#learn(record);
    return copyRecord(record);
  }

  #learn(record: object): void {
    const shape = shapeOf(record);
    if (shape === null) return;
    const signature = signatureOf(shape);
    const known = this.#copiers.get(signature);
    if (known === undefined && this.#copiers.size >= copiersMax) return;
    const copier = known ?? generateCopier(shape);
    this.#copiers.set(signature, copier);
    this.#recent.promote(copier);
  }
}

/** A stream of ever new shapes is not worth a copier for each. */
const copiersMax = 64;

export function copyRecord(record: unknown): unknown {
  if (typeof record !== 'object' || record === null) {
    refuseUnlessPlain(record);
    return record;
  }
  if (isPlain(record)) return copyFields(record);
  if (Array.isArray(record)) return Array.from(record, copyRecord);
  // oxlint-disable-next-line no-restricted-globals -- A date that a record holds; no clock is asked.
  if (record instanceof Date) return new Date(record.getTime());
  if (record instanceof Map)
    return new Map(Array.from(record, ([key, value]) => [copyRecord(key), copyRecord(value)] as const));
  if (record instanceof Set) return new Set(Array.from(record, copyRecord));
  if (ArrayBuffer.isView(record) && 'slice' in record && typeof record.slice === 'function') return record.slice();
  refuseUnlessPlain(record);
  return copyFields(record);
}

/** Functions, symbols, promises, errors and the like cannot leave the worker that made them. */
export function refuseUnlessPlain(value: unknown): void {
  const isOrdinary =
    typeof value !== 'function' &&
    typeof value !== 'symbol' &&
    (typeof value !== 'object' || value === null || isPlain(value));
  if (isOrdinary) return;
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  if (kind !== 'Object')
    throw new TypeError(`a record holds a ${kind}, which cannot travel between state objects; only plain data can`);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function copyFields(record: object): object {
  const copy: Record<string, unknown> = { ...record };
  for (const name in copy) {
    const value = copy[name];
    const kind = typeof value;
    if (kind === 'object' || kind === 'function' || kind === 'symbol') copy[name] = copyRecord(value);
  }
  return copy;
}
