/**
 * A message between the server and the studio: a version byte, a byte for what it is, and its value as MessagePack. Reading
 * one checks the bytes first, then the value's form; garbage is an error value, never an exception. Which messages there are
 * is said by `live-messages.ts`.
 */
import { Packr, Unpackr } from 'msgpackr';
import type * as z from 'zod/mini';
import { assert } from '../assert.ts';
import { limits } from '../limits.ts';
import { err, ok, type Result } from '../result.ts';
import { faultIn } from './message-check.ts';

/** Raised with every change that an older reader would misread. */
export const wireVersion = 1;

/** What is wrong with the bytes, in one sentence. */
export type WireFault = { readonly message: string };

export type MessageCodec<Value> = {
  readonly encode: (value: Value) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => Result<Value, WireFault>;
};

const packr = new Packr({ useRecords: false, int64AsType: 'number' });
const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true, int64AsType: 'number' });

export function messageCodec<Value>(name: string, tag: number, schema: z.ZodMiniType<Value>): MessageCodec<Value> {
  return {
    encode: (value) => {
      const packed = packr.pack(value);
      assert(packed.length + 2 <= limits.wireMessageBytesMax, `a ${name} message is longer than its limit`);
      const bytes = new Uint8Array(packed.length + 2);
      bytes[0] = wireVersion;
      bytes[1] = tag;
      bytes.set(packed, 2);
      return bytes;
    },
    decode: (bytes) => {
      const value = unpacked(bytes, tag);
      if (!value.ok) return err({ message: `This is no ${name} message: ${value.error}.` });
      const parsed = schema.safeParse(value.value);
      if (parsed.success) return ok(parsed.data);
      const place = parsed.error.issues[0]?.path.join('.') ?? '';
      return err({ message: `This is no ${name} message: its field ${JSON.stringify(place)} has another form.` });
    },
  };
}

function unpacked(bytes: Uint8Array, tag: number): Result<unknown, string> {
  if (bytes[0] !== wireVersion)
    return err(`its version is ${bytes[0] ?? 'missing'}, not ${wireVersion}; reload the page`);
  if (bytes[1] !== tag) return err(`its kind is ${bytes[1] ?? 'missing'}, not ${tag}`);
  const body = bytes.subarray(2);
  const fault = faultIn(body);
  if (fault !== null) return err(fault);
  try {
    return ok(unpackr.unpack(body));
  } catch (cause) {
    return err(cause instanceof Error ? cause.message : String(cause));
  }
}
