/** Messages over a socket: a u32 length, then msgpackr. Both ends are ours; the limit keeps a stranger from filling memory. */
import { Buffer } from 'node:buffer';
import type { Socket } from 'node:net';
import { packValue, unpackValue } from '@potoroo/shared/wire/value';

const messageBytesMax = 64 * 1024 * 1024;

export type MessageSocket<Out> = { readonly send: (message: Out) => void; readonly socket: Socket };

export function messageSocket<In, Out>(socket: Socket, onMessage: (message: In) => void): MessageSocket<Out> {
  let waiting: Buffer = Buffer.alloc(0);
  socket.setNoDelay(true);
  socket.on('data', (chunk: Buffer) => {
    waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
    while (waiting.length >= 4) {
      const length = waiting.readUInt32LE(0);
      if (length > messageBytesMax) {
        socket.destroy(new Error(`a control message of ${length} bytes`));
        return;
      }
      if (waiting.length < 4 + length) return;
      const message = unpackValue(waiting.subarray(4, 4 + length)) as In;
      waiting = waiting.subarray(4 + length);
      onMessage(message);
    }
  });
  return {
    socket,
    send: (message) => {
      if (socket.destroyed) return;
      const body = packValue(message);
      const head = Buffer.alloc(4);
      head.writeUInt32LE(body.length);
      socket.cork();
      socket.write(head);
      socket.write(body);
      socket.uncork();
    },
  };
}
