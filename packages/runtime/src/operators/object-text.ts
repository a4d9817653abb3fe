/**
 * A state object as JSON, for a person or a program that looks it up. What JSON has no word for is written with the words
 * that it has: a map as its pairs, a set as its items, a big integer as `"12n"`. One that is large is cut, and stays JSON.
 */
import { limits } from '@potoroo/shared/limits';

export type ObjectText = { readonly text: string; readonly isCut: boolean };

export function objectText(value: unknown, charsMax: number = limits.stateObjectCharsMax): ObjectText {
  let left = charsMax;
  let isCut = false;
  const plainly = (name: string, part: unknown): unknown => {
    left -= name.length + (typeof part === 'string' ? part.length : 2);
    if (left < 0 && name !== '') {
      isCut = true;
      return undefined;
    }
    const plain = worded(part);
    if (!Array.isArray(plain) || plain.length * 2 <= left) return plain;
    isCut = true;
    return plain.slice(0, Math.max(0, left >> 1));
  };
  try {
    return { text: JSON.stringify(value, plainly) ?? 'null', isCut };
  } catch {
    return { text: JSON.stringify('something that throws when it is looked at'), isCut: false };
  }
}

function worded(part: unknown): unknown {
  if (typeof part === 'bigint') return `${part}n`;
  if (part instanceof Map || part instanceof Set || isNumbers(part)) return Array.from(part as Iterable<unknown>);
  return part;
}

const isNumbers = (part: unknown): boolean => ArrayBuffer.isView(part) && !(part instanceof DataView);
