/**
 * The two hot functions of a keyed stage, each made anew for its use: what an input does with a record, and how the records of a
 * channel's frames are met. Mutable: data plane.
 */
import { RunFault } from '@potoroo/shared/assert';
import { madeAnew } from '@potoroo/shared/made-anew';
import type { KeyedInput } from '@potoroo/shared/topology';
import type { Apply } from '../../api/index.ts';
import type { DataFrame } from '../exchange/channel-in.ts';
import type { ApplyTo } from '../exchange/hash-outlet.ts';
import { copyState } from '../exchange/copy-record.ts';
import type { RecordDecoder } from '../exchange/record-codec.ts';
import type { Cursor } from '../exchange/shape-codec.ts';
import type { StateObject, StateTable } from '../slots/state-table.ts';
import type { Turn } from '../turn.ts';

/** The object of a key; null where its first value could not be made, tried again at the next record. */
export type KeyEntry = { readonly key: string; readonly slot: number; object: StateObject | null };

/** Meets the records of a frame, as far as it may go on; what is left stands in the frame. */
export type MeetFrame = (frame: DataFrame) => void;
type MeetParts = {
  readonly turn: Pick<Turn, 'left'>;
  readonly gate: { readonly blocked: boolean };
  readonly pending: { readonly full: boolean };
  readonly keys: readonly KeyEntry[];
  readonly firstReference: number;
  readonly decoder: Pick<RecordDecoder, 'lazyTag' | 'lazyBytes' | 'lazy' | 'read'>;
  readonly readVarint: (cursor: Cursor) => number;
  readonly readKey: (reference: number, frame: DataFrame) => KeyEntry;
  readonly meet: (key: string, slot: number, record: unknown) => StateObject | null;
  readonly apply: ApplyTo;
};

/** Most records have a key with a number of one byte or two, and many are still the bytes they came in. */
export function makeMeetFrame(parts: MeetParts): MeetFrame {
  const { turn, gate, pending, keys, firstReference, decoder, readVarint, readKey, meet, apply } = parts;
  return (frame) => {
    const { cursor } = frame;
    const { bytes, view } = cursor;
    while (frame.left > 0 && !gate.blocked && turn.left > 0 && !pending.full) {
      turn.left--;
      const { at } = cursor;
      const low = bytes[at] ?? 0;
      const high = bytes[at + 1] ?? 0;
      let reference = low;
      if (low < 128) cursor.at = at + 1;
      else if (high < 128) {
        reference = (low & 127) | (high << 7);
        cursor.at = at + 2;
      } else reference = readVarint(cursor);
      const known = reference >= firstReference ? keys[reference - firstReference] : undefined;
      const entry = known ?? readKey(reference, frame);
      let record: unknown;
      const { lazy } = decoder;
      if (lazy !== null && bytes[cursor.at] === decoder.lazyTag) {
        const start = cursor.at + 1;
        const end = start + decoder.lazyBytes;
        // A store of something young costs more than a comparison (lazy-record.ts).
        if (lazy.$view !== view) {
          lazy.$bytes = bytes;
          lazy.$view = view;
        }
        lazy.$at = start;
        lazy.$end = end;
        cursor.at = end;
        record = lazy;
      } else record = decoder.read(cursor);
      frame.left--;
      if (entry.object === null) entry.object = meet(entry.key, entry.slot, record);
      if (entry.object !== null) apply(entry.object, record);
    }
  };
}

type ApplyingParts = {
  readonly table: StateTable;
  readonly recent: Int32Array;
  readonly apply: Apply;
};

export function makeApplying({ table, recent, apply }: ApplyingParts): ApplyTo {
  return (object, record) => {
    table.touch(object);
    recent[object.slot] = (recent[object.slot] ?? 0) + 1;
    apply(object.key, record, object.value);
  };
}

/** `isGuarded`: an object over which it throws is put back as it was. */
export type InputRules = Pick<KeyedInput, 'node' | 'onlyReads'> & { readonly isGuarded?: boolean };

/** With code of its own for this input. */
export function applyingMaker(input?: InputRules): (parts: ApplyingParts) => ApplyTo {
  if (input?.onlyReads === true) return madeAnew(makeReading, input.node);
  return input?.isGuarded === true ? (parts) => makeGuarded(parts, input.node) : madeAnew(makeApplying, input?.node);
}

/** Of an input whose code has thrown: it leaves an object whole, or as it was. Throws where neither can be. */
export function makeGuarded({ table, recent, apply }: ApplyingParts, node?: InputRules['node']): ApplyTo {
  return (object, record) => {
    table.touch(object);
    recent[object.slot] = (recent[object.slot] ?? 0) + 1;
    const before = copyState(object.value);
    if (apply(object.key, record, object.value)) return;
    if (!before.ok)
      throw new RunFault(
        `the state computation ${node ?? ''} threw over the object of key ${JSON.stringify(object.key.slice(0, 80))}, which cannot be put back as it was: ${before.error}; keep plain data in a state object`,
      );
    object.value = before.value;
  };
}

/** Of an input that leaves the objects as they are: nothing is noted for the next checkpoint. */
export function makeReading({ recent, apply }: ApplyingParts): ApplyTo {
  return (object, record) => {
    recent[object.slot] = (recent[object.slot] ?? 0) + 1;
    apply(object.key, record, object.value);
  };
}
