/**
 * What the journal of a source and the worker that reads it say to each other, over a connection of their own. Bytes of a
 * connection are given on as they arrive, in as many parts as that takes; every other payload comes whole.
 *
 *   u8 type | u32 stage | u32 subscription | u32 connection | u32 length | payload
 */
import { Buffer } from 'node:buffer';

export type FrameType =
  /** Worker -> journal. The payload says where each connection goes on. */
  | 'subscribe'
  | 'unsubscribe'
  /** So many bytes of a connection have been taken: as many more may be sent. The length stands for them; no payload. */
  | 'taken'
  /** Journal -> worker. */
  | 'opened'
  | 'bytes'
  | 'ended'
  | 'broken'
  | 'closed'
  /** The journal cannot give what was asked for; the payload says why. */
  | 'failed';
export type FrameHead = {
  readonly type: FrameType;
  readonly stage: number;
  readonly subscription: number;
  readonly connection: number;
  readonly length: number;
};

/** Bytes of one connection that a worker may hold and has not taken. */
export const windowBytes = 524_288;

const types: readonly FrameType[] = [
  'subscribe',
  'unsubscribe',
  'taken',
  'opened',
  'bytes',
  'ended',
  'broken',
  'closed',
  'failed',
];
const headBytes = 17;

export function frameHead({ type, stage, subscription, connection, length }: FrameHead): Buffer {
  const head = Buffer.allocUnsafe(headBytes);
  head.writeUInt8(types.indexOf(type), 0);
  head.writeUInt32LE(stage, 1);
  head.writeUInt32LE(subscription, 5);
  head.writeUInt32LE(connection, 9);
  head.writeUInt32LE(length, 13);
  return head;
}

/** Cuts what arrives into frames. Mutable. */
export class FrameReader {
  readonly #onFrame: (head: FrameHead, payload: Buffer) => void;
  #rest: Buffer = Buffer.alloc(0);
  #head: FrameHead | null = null;
  /** Payload bytes that are still to come. */
  #left = 0;

  constructor(onFrame: (head: FrameHead, payload: Buffer) => void) {
    this.#onFrame = onFrame;
  }

  push(chunk: Buffer): void {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (bytes.length > 0) {
      const head = this.#head;
      if (head === null) {
        if (bytes.length < headBytes) break;
        this.#begin(readHead(bytes));
        bytes = bytes.subarray(headBytes);
        continue;
      }
      if (head.type !== 'bytes' && bytes.length < this.#left) break;
      const part = bytes.subarray(0, this.#left);
      this.#left -= part.length;
      bytes = bytes.subarray(part.length);
      if (this.#left === 0) this.#head = null;
      this.#onFrame(head, part);
    }
    this.#rest = bytes;
  }

  #begin(head: FrameHead): void {
    if (head.type === 'taken' || head.length === 0) return this.#onFrame(head, Buffer.alloc(0));
    this.#head = head;
    this.#left = head.length;
  }
}

function readHead(bytes: Buffer): FrameHead {
  const type = types[bytes.readUInt8(0)];
  if (type === undefined) throw new Error('a frame of a journal has an unknown type');
  return {
    type,
    stage: bytes.readUInt32LE(1),
    subscription: bytes.readUInt32LE(5),
    connection: bytes.readUInt32LE(9),
    length: bytes.readUInt32LE(13),
  };
}
