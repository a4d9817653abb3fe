/**
 * Ids of outputs, for receivers that drop repeats: a frame carries one in front of what it carries anyway.
 *
 *   u32 length of what follows | u32 run | u32 timeline | u64 place | payload          all big-endian
 *
 * The run is drawn when it begins and kept with its checkpoints. The place is the byte of the sink's whole output at which the
 * frame begins, ids not counted: it grows within a timeline, and the same place is the same payload. Committed outputs know
 * one timeline, 0, until a checkpoint is found damaged: what had left with it is made anew, in the timeline of the generation that
 * does. Those of a sink that does not wait have that of their generation: one of a later timeline takes back
 * whatever stands at its place or behind it in an earlier one. Pure.
 */
import { Buffer } from 'node:buffer';

export const idBytes = 16;
const lengthBytes = 4;

export type Timeline = { readonly run: number; readonly timeline: number };
export type Framed = {
  readonly wire: Uint8Array;
  /** The place of the last frame. */
  readonly last: number;
};

/** Whole frames, of which the first begins at this place of the output. */
export function withIds(frames: Uint8Array, { at, run, timeline }: Timeline & { readonly at: number }): Framed {
  const from = Buffer.from(frames.buffer, frames.byteOffset, frames.byteLength);
  let count = 0;
  for (let next = 0; next < from.length; next += lengthBytes + from.readUInt32BE(next)) count++;
  const wire = Buffer.allocUnsafeSlow(from.length + count * idBytes);
  let [read, written, last] = [0, 0, at];
  while (read < from.length) {
    const length = from.readUInt32BE(read);
    last = at + read;
    written = wire.writeUInt32BE(length + idBytes, written);
    written = wire.writeUInt32BE(run, written);
    written = wire.writeUInt32BE(timeline, written);
    written = wire.writeBigUInt64BE(BigInt(last), written);
    written += from.copy(wire, written, read + lengthBytes, read + lengthBytes + length);
    read += lengthBytes + length;
  }
  return { wire, last };
}

/** What a receiver sends back: ids, one after the other, cut anywhere. Tells the place of the last one of this timeline. */
export class Acknowledgements {
  #rest: Buffer = Buffer.alloc(0);

  /** Null where nothing new is acknowledged. */
  read(bytes: Uint8Array, { run, timeline }: Timeline): number | null {
    const all = Buffer.concat([this.#rest, bytes]);
    const whole = all.length - (all.length % idBytes);
    this.#rest = Buffer.from(all.subarray(whole));
    let place: number | null = null;
    for (let at = 0; at < whole; at += idBytes)
      if (all.readUInt32BE(at) === run && all.readUInt32BE(at + 4) === timeline)
        place = Number(all.readBigUInt64BE(at + 8));
    return place;
  }
}
