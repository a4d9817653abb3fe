/** Messages over a socket whose ends have greeted: a u32 length, then msgpackr. Both ends are ours. */
import { Buffer } from 'node:buffer';
import type { Socket } from 'node:net';
import { packValue, unpackValue } from '@potoroo/shared/wire/value';

/** The sections of one slot, or the outputs of an epoch, are one message. */
const messageBytesMax = 1024 * 1024 * 1024;
const headBytes = 4;

export type MessageSocket<Out> = { readonly send: (message: Out) => void; readonly socket: Socket };

export function messageSocket<In, Out>(socket: Socket, onMessage: (message: In) => void): MessageSocket<Out> {
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let wantedBytes = headBytes;
  const take = (): void => {
    let bytes = Buffer.concat(waiting);
    while (bytes.length >= headBytes) {
      const length = bytes.readUInt32LE(0);
      if (length > messageBytesMax) {
        socket.destroy(new Error(`a control message of ${length} bytes`));
        return;
      }
      wantedBytes = headBytes + length;
      if (bytes.length < wantedBytes) break;
      const message = unpackValue(bytes.subarray(headBytes, wantedBytes)) as In;
      bytes = bytes.subarray(wantedBytes);
      wantedBytes = headBytes;
      onMessage(message);
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
    send: (message) => {
      if (socket.destroyed) return;
      const body = packValue(message);
      const head = Buffer.alloc(headBytes);
      head.writeUInt32LE(body.length);
      socket.cork();
      socket.write(head);
      socket.write(body);
      socket.uncork();
    },
  };
}
