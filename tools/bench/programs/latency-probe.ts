/**
 * Offers orders at a fixed rate and takes the rejections that come back: every order is for a symbol without market data, so each
 * is answered. An order's time runs from when it was due, not from when it could be sent: a system that stalls is charged
 * for every order that was due meanwhile (no coordinated omission).
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { encodeOrders } from '../../inputs/market-spread.ts';
import type { InputFormat } from '../../inputs/formats.ts';

const [format = 'framed', rateText = '1000', secondsText = '1'] = process.argv.slice(2);
const rate = Number(rateText);
const count = Math.floor(rate * Number(secondsText));
/** Not counted: the first of them meet cold code. */
const warmUp = Math.floor(count / 5);

const latencies = new Float64Array(count);
let answered = 0;
let begun = 0;

const server = createServer((socket) => {
  let left: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    const now = performance.now();
    const bytes = left.length === 0 ? chunk : Buffer.concat([left, chunk]);
    left = bytes.subarray(eachRejection(bytes, (account) => note(account, now)));
  });
  socket.on('error', () => undefined);
  socket.on('close', report);
});
server.listen(0, '127.0.0.1', () =>
  process.send?.({ type: 'listening', port: (server.address() as AddressInfo).port }),
);

process.on('message', ({ port }: { readonly port: number }) => void offer(port));

function note(index: number, now: number): void {
  latencies[index] = now - (begun + (index * 1_000) / rate);
  answered++;
}

/** Calls with the account of each whole rejection, which is the order's number; says where the rest begins. */
function eachRejection(bytes: Buffer, each: (account: number) => void): number {
  let at = 0;
  for (;;) {
    if (format === 'framed') {
      if (bytes.length - at < 59) return at;
      each(bytes.readUInt32BE(at + 5));
      at += 59;
    } else {
      const end = bytes.indexOf(10, at);
      if (end < 0) return at;
      const { account }: { readonly account: number } = JSON.parse(bytes.toString('utf8', at, end));
      each(account);
      at = end + 1;
    }
  }
}

async function offer(port: number): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1' });
  await once(socket, 'connect');
  socket.setNoDelay(true);
  const orders = Array.from({ length: count }, (_, account) => encoded(account));
  begun = performance.now();
  let sent = 0;
  while (sent < count) {
    const due = Math.min(count, Math.floor(((performance.now() - begun) * rate) / 1_000));
    if (due > sent) socket.write(Buffer.concat(orders.slice(sent, due)));
    sent = Math.max(sent, due);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const closed = once(socket, 'close');
  socket.resume();
  socket.end();
  await closed;
  process.send?.({ type: 'offered' });
}

function encoded(account: number): Uint8Array {
  const order = {
    side: 1,
    account,
    orderId: '000001',
    symbol: `Z${(account % 350).toString(36)}`,
    quantity: 1,
    price: 1,
  };
  return encodeOrders(format as InputFormat, [{ ...order, time: '20180612-12:00:00.000' }]);
}

function report(): void {
  const counted = latencies.slice(warmUp).toSorted();
  const at = (share: number): number => counted[Math.min(counted.length - 1, Math.floor(counted.length * share))] ?? 0;
  process.send?.({ type: 'answered', answered, offered: count, p50: at(0.5), p99: at(0.99), p999: at(0.999) });
}
