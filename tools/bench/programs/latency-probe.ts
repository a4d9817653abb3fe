/**
 * Offers orders at a fixed rate and takes the rejections that come back: every order is for a symbol without market data, so each
 * is answered. An order's time runs from when it was due, not from when it could be sent: a system that stalls is charged
 * for every order that was due meanwhile (no coordinated omission).
 */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Worker } from 'node:worker_threads';
import type { InputFormat } from '../../inputs/formats.ts';
import { millisecondsNow } from '../monotonic-clock.ts';
import type { Offering } from './latency-offering.ts';

const [format = 'framed', rateText = '1000', secondsText = '1'] = process.argv.slice(2);
const rate = Number(rateText);
const count = Math.floor(rate * Number(secondsText));
/** Not counted: the first of them meet cold code. */
const warmUp = Math.floor(count / 5);

const latencies = new Float64Array(count).fill(Number.NaN);
let answered = 0;
let begun = 0;

const server = createServer((socket) => {
  let left: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    const now = millisecondsNow();
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
  // An order that is answered twice does not stand for one that is not.
  if (Number.isNaN(latencies[index])) answered++;
  latencies[index] = now - (begun + (index * 1_000) / rate);
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
  const offering: Offering = { format: format as InputFormat, rate, count, port };
  const thread = new Worker(new URL('latency-offering.ts', import.meta.url), { workerData: offering });
  await once(thread, 'message');
  begun = millisecondsNow() + 20;
  thread.postMessage(begun);
  await once(thread, 'message');
  process.send?.({ type: 'offered' });
}

function report(): void {
  const counted = latencies.slice(warmUp).toSorted();
  const at = (share: number): number => counted[Math.min(counted.length - 1, Math.floor(counted.length * share))] ?? 0;
  process.send?.({ type: 'answered', answered, offered: count, p50: at(0.5), p99: at(0.99), p999: at(0.999) });
}
