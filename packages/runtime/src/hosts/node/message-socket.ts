/**
 * Messages over a socket between two processes of ours. What is large and bytes already goes beside the message, as it
 * is: packing it would cost its size again, several times.
 *
 *   u32 length of the message | u32 length of the bytes beside it | msgpackr | bytes
 */
import { Buffer } from 'node:buffer';
import type { Socket } from 'node:net';
import { packValue, unpackValue } from '@potoroo/shared/wire/value';

/** The sections of one slot, or the outputs of an epoch, are one message. */
const messageBytesMax = 1024 * 1024 * 1024;
const headBytes = 8;

export type MessageSocket<Out> = {
  readonly send: (message: Out, beside?: Uint8Array) => void;
  readonly socket: Socket;
};

export function messageSocket<In, Out>(
  socket: Socket,
  onMessage: (message: In, beside: Uint8Array) => void,
): MessageSocket<Out> {
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let wantedBytes = headBytes;
  const take = (): void => {
    let bytes = Buffer.concat(waiting);
    while (bytes.length >= headBytes) {
      const messageBytes = bytes.readUInt32LE(0);
      const length = messageBytes + bytes.readUInt32LE(4);
      if (length > messageBytesMax) {
        socket.destroy(new Error(`a control message of ${length} bytes`));
        return;
      }
      wantedBytes = headBytes + length;
      if (bytes.length < wantedBytes) break;
      const message = unpackValue(bytes.subarray(headBytes, headBytes + messageBytes)) as In;
      const beside = bytes.subarray(headBytes + messageBytes, wantedBytes);
      bytes = bytes.subarray(wantedBytes);
      wantedBytes = headBytes;
      onMessage(message, beside);
    }
    waiting = [bytes];
    waitingBytes = bytes.length;
  };
  socket.on('data', (chunk: Buffer) => {
    waiting.push(chunk);
    waitingBytes += chunk.length;
    if (waitingBytes >= wantedBytes) take();
  });
  socket.resume();
  return {
    socket,
    send: (message, beside) => {
      if (socket.destroyed) return;
      const body = packValue(message);
      const head = Buffer.alloc(headBytes);
      head.writeUInt32LE(body.length, 0);
      head.writeUInt32LE(beside?.length ?? 0, 4);
      socket.cork();
      socket.write(head);
      socket.write(body);
      if (beside !== undefined && beside.length > 0) socket.write(beside);
      socket.uncork();
    },
  };
}
