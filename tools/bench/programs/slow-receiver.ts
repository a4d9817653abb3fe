/** Reads so many bytes a second, or, when it is told so, as fast as it can; counts the records that end in them. */
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

const [bytesASecond = '1000000'] = process.argv.slice(2);
const tickMs = 20;
const share = (Number(bytesASecond) * tickMs) / 1_000;

let slow = true;
let bytes = 0;
let records = 0;
let last = -1;

let hurried = (): void => undefined;

process.on('message', ({ type }: { readonly type: string }) => {
  if (type === 'slow') slow = true;
  if (type === 'hurry') {
    slow = false;
    hurried();
  }
  if (type === 'count') process.send?.({ type: 'counted', records, bytes });
});

const server = createServer((socket) => {
  let allowance = 0;
  const tick = setInterval(() => {
    allowance = Math.min(allowance + share, share * 4);
    if (allowance > 0 && slow) socket.resume();
  }, tickMs);
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) records++;
    last = chunk.at(-1) ?? last;
    if (!slow) return;
    allowance -= chunk.length;
    if (allowance <= 0) socket.pause();
  });
  hurried = () => void socket.resume();
  socket.on('error', () => undefined);
  socket.on('close', () => {
    clearInterval(tick);
    process.send?.({ type: 'received', records, bytes, isWhole: last === 10 });
  });
});
server.listen(0, '127.0.0.1', () =>
  process.send?.({ type: 'listening', port: (server.address() as AddressInfo).port }),
);
