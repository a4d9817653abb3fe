// What is read into memory that is used again is gone with the next read. Were something read before it is asked for, or out of order,
// records would be made of other bytes than were sent.
import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { withReusedReads } from './reused-reads.ts';

/** Both ends of a connection; from the first nothing has been read. */
async function pair(): Promise<readonly [Socket, Socket]> {
  const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const sender = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [accepted] = (await once(server, 'connection')) as [Socket];
  onTestFinished(() => void sender.destroy());
  return [accepted, sender];
}

test('everything arrives in order, in memory that is read into again, and its end is told', async () => {
  const [accepted, sender] = await pair();
  const sent = Buffer.from(Uint8Array.from({ length: 3_000_000 }, (_, index) => (index * 31) % 251));
  const arrived: Buffer[] = [];
  const memories = new Set<ArrayBufferLike>();
  const socket = withReusedReads(accepted, (bytes) => {
    arrived.push(Buffer.from(bytes));
    memories.add(bytes.buffer);
    expect(bytes.slice(0, 1).buffer, 'a slice is a copy').not.toBe(bytes.buffer);
    return true;
  });
  socket.resume();
  sender.end(sent);
  await once(socket, 'end');
  expect(Buffer.concat(arrived).equals(sent)).toBe(true);
  expect(arrived.length).toBeGreaterThan(memories.size);
  expect(memories.size).toBeLessThanOrEqual(3);
});

test('nothing is read before it is resumed, nor while what was read is not used up', async () => {
  const [accepted, sender] = await pair();
  let calls = 0;
  let bytesSeen = 0;
  let heard: () => void = () => undefined;
  const socket = withReusedReads(accepted, (bytes) => {
    calls++;
    bytesSeen += bytes.length;
    heard();
    return false;
  });
  const next = (): Promise<void> =>
    new Promise((resolve) => {
      heard = resolve;
    });
  await new Promise<void>((resolve) => void sender.write(Buffer.alloc(500_000), () => resolve()));
  expect(calls).toBe(0);
  for (let times = 1; times <= 3; times++) {
    const came = next();
    socket.resume();
    await came;
    // Another turn of the loop would read more, were it not stopped.
    await new Promise((resolve) => setImmediate(resolve));
    expect(calls).toBe(times);
  }
  expect(bytesSeen).toBeLessThan(500_000);
});

test('it writes, and what the other end does to it is told', async () => {
  const [accepted, sender] = await pair();
  const socket = withReusedReads(accepted, () => true);
  socket.on('error', () => undefined);
  const [answer] = await Promise.all([once(sender, 'data'), Promise.resolve(socket.write('answer'))]);
  expect(String(answer[0])).toBe('answer');
  const closed = once(socket, 'close');
  socket.resume();
  sender.destroy();
  await closed;
});
