/**
 * A receiver that stops reading. Sinks keep what they have not released in the outbox; beyond `limits.outboxBytesMax` the
 * coordinator holds the sources, which stop reading their sockets, until the kernel stops the sender. Nothing is lost.
 *
 * What a worker keeps is counted: the outbox of 64 MiB and what still comes before the sources are held. Its resident memory also
 * has credit windows of 1 MiB a channel and what the collector, which a busy machine holds up, has not taken yet; it stays below
 * that of a worker that kept everything, whose process itself takes 90 MB.
 */
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { limits } from '@potoroo/shared/limits';
import type { TelemetryFrame, WorkerSample } from '@potoroo/shared/telemetry';
import { expect, onTestFinished, test } from 'vitest';
import { countingTopology, numbers, tcpSink, tcpSource } from './testing/counting-topology.ts';
import { startRun } from './testing/real-run.ts';

const recordBytes = 1_000;
const amount = 300_000;
const queuedBytesMax = 2 * limits.outboxBytesMax;
const residentBytesMax = 90e6 + recordBytes * amount;

/** Records `k<n>:<index>,xxx…`, each exactly as long as the others; resolves when the kernel has taken all of them. */
async function pushAll(socket: Socket): Promise<void> {
  const padding = 'x'.repeat(recordBytes);
  for (let index = 0; index < amount; index += 1_000) {
    let block = '';
    for (let record = index; record < index + 1_000; record++)
      block += `k${record % 97}:${record},${padding}`.slice(0, recordBytes - 1) + '\n';
    if (!socket.write(block)) await once(socket, 'drain');
  }
  socket.end();
}

test(
  'a receiver that stops reading stops the sender of 300 MB within bounded memory, and later gets every record',
  { timeout: 240_000 },
  async () => {
    const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const run = startRun(
      countingTopology({
        source: tcpSource(),
        sink: tcpSink((server.address() as AddressInfo).port),
        count: '(line, state) => line.slice(0, 900) + " => " + ++state.n',
      }),
      2,
    );
    const [receiver] = (await once(server, 'connection')) as [Socket];
    const port = Number((await run.listening)[numbers]?.split(':')[1]);
    const sender = connect(port, '127.0.0.1');
    sender.resume();
    const pushed = pushAll(sender);

    // The sender is stopped when an outbox is full, and from then on two seconds of telemetry show not one more accepted record.
    const accepted = (frame: TelemetryFrame): number =>
      frame.nodes.find(({ node }) => node === numbers)?.recordsIn ?? 0;
    const stuck = await run.frame((latest) => {
      const recent = run.frames.slice(-8);
      return (
        recent.length === 8 &&
        recent.every(
          (frame) =>
            accepted(frame) === accepted(latest) &&
            frame.workers.some(({ queuedBytes }) => queuedBytes > limits.outboxBytesMax / 2),
        )
      );
    });
    expect(accepted(stuck)).toBeLessThan(amount * 0.7);
    expect(sender.writableLength).toBeGreaterThan(0);
    expect(sender.bytesWritten).toBeLessThan(recordBytes * amount * 0.8);

    let read = 0;
    let tail = '';
    const counts = new Map<string, number>();
    let broken: string | null = null;
    receiver.setEncoding('latin1').on('data', (text: string) => {
      const rows = (tail + text).split('\n');
      tail = rows.pop() ?? '';
      for (const row of rows) {
        read++;
        const key = row.slice(0, row.indexOf(':'));
        const expected = (counts.get(key) ?? 0) + 1;
        counts.set(key, expected);
        if (!row.endsWith(` => ${expected}`)) broken ??= row.slice(0, 30) + row.slice(-20);
      }
    });
    receiver.resume();
    await pushed;
    const summary = await run.over();
    if (!receiver.closed) await once(receiver, 'close');
    const peakOf = (of: (worker: WorkerSample) => number): number =>
      Math.max(...run.frames.flatMap(({ workers }) => workers.map(of)));
    expect(summary).toMatchObject({ ok: true, error: null, sources: { numbers: amount }, sinks: { totals: amount } });
    expect({ read, broken }).toEqual({ read: amount, broken: null });
    expect(peakOf(({ queuedBytes }) => queuedBytes)).toBeLessThan(queuedBytesMax);
    expect(peakOf(({ memoryBytes }) => memoryBytes)).toBeLessThan(residentBytesMax);
  },
);
