/**
 * A receiver that stops reading. Sinks keep what they have not released in the outbox; beyond `limits.outboxBytesMax` the
 * coordinator holds the sources, which stop reading their sockets, until the kernel stops the sender. Nothing is lost.
 *
 * Bound of each worker's resident memory, 300 MB: about 90 MB for the process itself, the outbox of 64 MiB and what still
 * comes before the sources are held, credit windows of 1 MiB a channel, and what the collector has not taken yet.
 */
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { limits } from '@potoroo/shared/limits';
import type { TelemetryFrame } from '@potoroo/shared/telemetry';
import { expect, onTestFinished, test } from 'vitest';
import { countingTopology, numbers, tcpSink, tcpSource } from './testing/counting-topology.ts';
import { startRun } from './testing/real-run.ts';

const recordBytes = 1_000;
const amount = 300_000;
const residentBytesMax = 300e6;

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
  { timeout: 60_000 },
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

    // The sender is stopped when two seconds of telemetry show not one more accepted record.
    const accepted = (frame: TelemetryFrame): number =>
      frame.nodes.find(({ node }) => node === numbers)?.recordsIn ?? 0;
    const stuck = await run.frame((latest) => {
      const recent = run.frames.slice(-8).map(accepted);
      return recent.length === 8 && accepted(latest) > 0 && recent.every((each) => each === accepted(latest));
    });
    expect(accepted(stuck)).toBeLessThan(amount * 0.7);
    expect(sender.writableLength).toBeGreaterThan(0);
    expect(sender.bytesWritten).toBeLessThan(recordBytes * amount * 0.8);
    expect(Math.max(...stuck.workers.map(({ queuedBytes }) => queuedBytes))).toBeGreaterThan(limits.outboxBytesMax / 2);

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
    const peak = Math.max(...run.frames.flatMap((frame) => frame.workers.map(({ memoryBytes }) => memoryBytes)));
    expect(summary).toMatchObject({ ok: true, error: null, sources: { numbers: amount }, sinks: { totals: amount } });
    expect({ read, broken }).toEqual({ read: amount, broken: null });
    expect(peak).toBeLessThan(residentBytesMax);
  },
);
