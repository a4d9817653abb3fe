/** What generated encoders call: everything but numbers and booleans. Throws the host's refusals. */
import type { BigintType, Padding } from './layout.ts';
import type { LayoutHost } from './runtime-parts.ts';
import * as words from './words.ts';

export function encoderParts({ text, refusal }: LayoutHost) {
  const wrong = (name: string, value: unknown, wanted: string): never => {
    throw refusal(words.wrongValue(name, value, wanted));
  };
  const tooMuch = (name: string, value: number | bigint, type: string): never => {
    throw refusal(words.cannotHold(name, value, type));
  };
  const checkLength = (name: string, length: number, wanted: number, fits: boolean): void => {
    if (!fits) throw refusal(words.wrongBytes(name, length, wanted));
  };
  const checkedText = (value: unknown, name: string): string =>
    typeof value === 'string' ? value : wrong(name, value, 'text');
  const checkedBytes = (value: unknown, name: string): Uint8Array =>
    value instanceof Uint8Array ? value : wrong(name, value, 'bytes');
  return {
    wrong,
    tooMuch,
    fields: (record: unknown): void => {
      if (typeof record !== 'object' || record === null) throw refusal(words.noRecord(record));
    },
    big64: (value: unknown, name: string, type: BigintType): bigint => {
      if (typeof value !== 'bigint') return wrong(name, value, 'a bigint');
      const same = type === 'u64-bigint' ? BigInt.asUintN(64, value) : BigInt.asIntN(64, value);
      return same === value ? value : tooMuch(name, value, type);
    },
    fixedText: (
      bytes: Uint8Array,
      at: number,
      length: number,
      padding: Padding,
      value: unknown,
      name: string,
    ): void => {
      const given = checkedText(value, name);
      if (given.length <= length && writeAscii(bytes, start(at, length, given.length, padding), given)) {
        checkLength(name, given.length, length, padding !== 'none' || given.length === length);
        fill(bytes, at, length, given.length, padding);
        return;
      }
      const encoded = text.encode(given);
      checkLength(
        name,
        encoded.length,
        length,
        padding === 'none' ? encoded.length === length : encoded.length <= length,
      );
      bytes.set(encoded, start(at, length, encoded.length, padding));
      fill(bytes, at, length, encoded.length, padding);
    },
    fixedBytes: (value: unknown, name: string, length: number): Uint8Array => {
      const given = checkedBytes(value, name);
      checkLength(name, given.length, length, given.length === length);
      return given;
    },
    sizedText: (value: unknown, name: string, greatest: number, size: string): Uint8Array => {
      const encoded = text.encode(checkedText(value, name));
      return encoded.length <= greatest ? encoded : tooMuch(`${name}'s length`, encoded.length, size);
    },
    sizedBytes: (value: unknown, name: string, greatest: number, size: string): Uint8Array => {
      const given = checkedBytes(value, name);
      return given.length <= greatest ? given : tooMuch(`${name}'s length`, given.length, size);
    },
  };
}

const start = (at: number, length: number, given: number, padding: Padding): number =>
  padding === 'spaces-before' ? at + length - given : at;

/** False where the text is not ASCII; then some of it may have been written. */
function writeAscii(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127) return false;
    bytes[at + i] = code;
  }
  return true;
}

function fill(bytes: Uint8Array, at: number, length: number, given: number, padding: Padding): void {
  if (given === length) return;
  if (padding === 'spaces-before') bytes.fill(32, at, at + length - given);
  else bytes.fill(padding === 'zeros-after' ? 0 : 32, at + given, at + length);
}
