/**
 * A copy of a plain record, so that a record that stays on its worker is as separate as one that travelled. It goes by the
 * rule of travel-rule.ts, as `ValueWriter` does, so that a pipeline does the same on one worker as on many.
 */
import { wholeRecord } from '@potoroo/shared/record-layout';
import { err, ok } from '@potoroo/shared/result';
import type { Result } from '@potoroo/shared/result';
import type { TextCodec } from '../../api/index.ts';
import { Arena } from './arena.ts';
import { RecentFew } from './recent-few.ts';
import { shapeOf, signatureOf } from './record-shape.ts';
import type { ShapeCopier } from './shape-codec.ts';
import { generateCopier, textWriter } from './shape-codec.ts';
import type { NumbersKind } from './travel-rule.ts';
import {
  bytesOf,
  itemsOf,
  kindOf,
  lengthOf,
  numbersTypes,
  pairsOf,
  recordBytesMax,
  recordDepthMax,
  refuse,
  refuseDepth,
  shortTextCharsMax,
  timeOf,
} from './travel-rule.ts';
import { ValueWriter, bigIntText } from './value-codec.ts';

export class RecordCopier {
  readonly #text: TextCodec;
  readonly #copiers = new Map<string, ShapeCopier>();
  readonly #recent = new RecentFew<ShapeCopier>();

  constructor(text: TextCodec) {
    this.#text = text;
  }

  /** Throws where the record cannot travel. Records of simple shapes that were seen before are copied by generated code. */
  copy(record: unknown): unknown {
    if (isShort(record)) return record;
    if (typeof record === 'object' && record !== null) {
      for (const copier of this.#recent.members) {
        const copied = copier(record);
        if (copied !== undefined) return copied;
      }
      this.#learn(record);
    }
    return copyRecord(record, this.#text);
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

const isShort = (record: unknown): boolean =>
  typeof record === 'number' || (typeof record === 'string' && record.length <= shortTextCharsMax);

/** A stream of ever new shapes is not worth a copier for each. */
const copiersMax = 64;

/** Throws where the record cannot travel. */
export function copyRecord(record: unknown, text: TextCodec): unknown {
  const whole = wholeRecord(record);
  return copyValue(whole, new Allowance(whole, text), 0);
}

type Charged = { readonly charge: (bytes: number) => void };

/** A copy of a state object, however large; or why there is none: it could not be kept in a checkpoint either. */
export function copyState(value: unknown): Result<unknown, string> {
  try {
    return ok(copyValue(value, unlimited, 0));
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
}

/**
 * T3 without writing: what is copied is charged with the most that it can take on a wire. Where that is too much, the
 * record is written after all, once, for its true length; most records are never measured.
 */
class Allowance implements Charged {
  readonly #record: unknown;
  readonly #text: TextCodec;
  #left: number = recordBytesMax;

  constructor(record: unknown, text: TextCodec) {
    this.#record = record;
    this.#text = text;
  }

  charge(bytes: number): void {
    this.#left -= bytes;
    if (this.#left >= 0) return;
    new ValueWriter(textWriter(this.#text)).write(this.#record, new Arena(recordBytesMax / 64));
    this.#left = Number.POSITIVE_INFINITY;
  }
}

const unlimited: Charged = { charge: () => undefined };

/** The most that the parts take on a wire: a tag and a number, a tag and a count, a text's length and each of its characters. */
const wireBytes = { simple: 9, count: 6, char: 3 } as const;

function copyValue(value: unknown, allowance: Charged, depth: number): unknown {
  switch (typeof value) {
    case 'string':
      allowance.charge(wireBytes.count + value.length * wireBytes.char);
      return value;
    case 'object':
      if (value !== null) return copyObject(value, allowance, depth + 1);
      allowance.charge(1);
      return value;
    case 'bigint':
      allowance.charge(wireBytes.count + bigIntText(value).length);
      return value;
    case 'function':
      return refuse('Function');
    case 'symbol':
      return refuse('Symbol');
    default:
      allowance.charge(wireBytes.simple);
      return value;
  }
}

function copyObject(value: object, allowance: Charged, depth: number): object {
  if (depth > recordDepthMax) return refuseDepth();
  allowance.charge(wireBytes.count);
  const kind = kindOf(value);
  switch (kind) {
    case 'plain':
      return copyFields(value, allowance, depth);
    case 'array':
      return copyArray(value as readonly unknown[], allowance, depth);
    case 'map':
      return copyMap(value as ReadonlyMap<unknown, unknown>, allowance, depth);
    case 'set':
      return copySet(value as ReadonlySet<unknown>, allowance, depth);
    case 'date':
      // oxlint-disable-next-line no-restricted-globals -- A date that a record holds; no clock is asked.
      return new Date(timeOf(value));
    default:
      return copyNumbers(value, kind, allowance);
  }
}

/** The clone is made first, which is fast and asks each field once; then what is no plain value in it is copied in turn. */
function copyFields(record: object, allowance: Charged, depth: number): object {
  const copy: Record<string, unknown> = { ...record };
  for (const name in copy) {
    allowance.charge(wireBytes.count + name.length * wireBytes.char);
    const value = copy[name];
    const copied = copyValue(value, allowance, depth);
    if (copied !== value) copy[name] = copied;
  }
  for (const symbol of Object.getOwnPropertySymbols(copy)) Reflect.deleteProperty(copy, symbol);
  return copy;
}

function copyArray(items: readonly unknown[], allowance: Charged, depth: number): readonly unknown[] {
  const length = lengthOf(items);
  allowance.charge(length);
  const copy: unknown[] = [];
  for (let i = 0; i < length; i++) copy.push(copyValue(items[i], allowance, depth));
  return copy;
}

function copyMap(map: ReadonlyMap<unknown, unknown>, allowance: Charged, depth: number): ReadonlyMap<unknown, unknown> {
  const copy = new Map<unknown, unknown>();
  for (const [key, item] of pairsOf(map)) {
    const copiedKey = copyValue(key, allowance, depth);
    copy.set(copiedKey, copyValue(item, allowance, depth));
  }
  return copy;
}

function copySet(set: ReadonlySet<unknown>, allowance: Charged, depth: number): ReadonlySet<unknown> {
  const copy = new Set<unknown>();
  for (const item of itemsOf(set)) copy.add(copyValue(item, allowance, depth));
  return copy;
}

/** A new array over new memory, whatever lay beneath the old one. */
function copyNumbers(numbers: object, kind: NumbersKind, allowance: Charged): object {
  const bytes = bytesOf(numbers);
  allowance.charge(bytes.length);
  return new numbersTypes[kind](bytes.slice().buffer);
}
