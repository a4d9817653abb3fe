/** Takes connections one after the other, and says of each how many records and bytes it brought. */
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

const [format = 'framed'] = process.argv.slice(2);

const server = createServer((socket) => {
  const count = counterOf(format);
  let bytes = 0;
  let records = 0;
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    records += count(chunk);
  });
  socket.on('error', () => undefined);
  socket.on('close', () => process.send?.({ type: 'received', records, bytes }));
});
server.listen(0, '127.0.0.1', () =>
  process.send?.({ type: 'listening', port: (server.address() as AddressInfo).port }),
);

/** How many records end in a chunk. */
function counterOf(of: string): (chunk: Buffer) => number {
  return of === 'framed' ? framesIn() : linesIn;
}

function linesIn(chunk: Buffer): number {
  let lines = 0;
  for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++;
  return lines;
}

function framesIn(): (chunk: Buffer) => number {
  let left: Buffer = Buffer.alloc(0);
  return (chunk) => {
    const bytes = left.length === 0 ? chunk : Buffer.concat([left, chunk]);
    let at = 0;
    let frames = 0;
    while (bytes.length - at >= 4 && bytes.length - at >= 4 + bytes.readUInt32BE(at)) {
      at += 4 + bytes.readUInt32BE(at);
      frames++;
    }
    left = bytes.subarray(at);
    return frames;
  };
}
