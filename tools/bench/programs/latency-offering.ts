/**
 * A thread that offers orders at a fixed rate and does nothing else. It sleeps for a fraction of a millisecond between two looks at
 * the clock: a timer of the event loop would be late by one or two, and the system be charged for it.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { InputFormat } from '../../inputs/formats.ts';
import { encodeOrders } from '../../inputs/market-spread.ts';
import { millisecondsNow } from '../monotonic-clock.ts';

export type Offering = {
  readonly format: InputFormat;
  readonly rate: number;
  readonly count: number;
  readonly port: number;
};

if (parentPort === null) throw new Error('latency-offering.ts is a thread of latency-probe.ts');
const probe = parentPort;
const { format, rate, count, port }: Offering = workerData;
const sleepMs = 0.1;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

const orders = Array.from({ length: count }, (_, account) => encoded(account));
const ends = new Uint32Array(count + 1);
for (const [index, order] of orders.entries()) ends[index + 1] = (ends[index] ?? 0) + order.length;
const bytes = Buffer.concat(orders.splice(0));

const socket = connect({ port, host: '127.0.0.1' });
await once(socket, 'connect');
socket.setNoDelay(true);
probe.postMessage('ready');
const [begun = 0]: readonly number[] = await once(probe, 'message');
for (let sent = 0; sent < count;) {
  const due = Math.min(count, Math.max(sent, Math.floor(((millisecondsNow() - begun) * rate) / 1_000)));
  if (due > sent) socket.write(bytes.subarray(ends[sent], ends[due]));
  sent = due;
  Atomics.wait(sleeper, 0, 0, sleepMs);
  await setImmediate();
}
const closed = once(socket, 'close');
socket.resume();
socket.end();
await closed;
probe.postMessage('offered');
probe.close();

/** No symbol has market data, so each order is rejected. */
function encoded(account: number): Uint8Array {
  const order = {
    side: 1,
    account,
    orderId: '000001',
    symbol: `Z${(account % 350).toString(36)}`,
    quantity: 1,
    price: 1,
  };
  return encodeOrders(format, [{ ...order, time: '20180612-12:00:00.000' }]);
}
