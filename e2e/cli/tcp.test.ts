// TCP in and out with real sockets: sources listen on a port of their choice, the sink connects to a receiver of the test.
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import type { AddressInfo, Server } from 'node:net';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judgeOutput, makeInput, scratchFolder } from './inputs.ts';
import { runArguments, startPotoroo, summaryOf } from './potoroo.ts';

const records = 20_000;
let scratch: Awaited<ReturnType<typeof scratchFolder>>;
beforeAll(async () => {
  scratch = await scratchFolder();
  for (const format of ['framed', 'ndjson'])
    await makeInput({ application: 'market-spread', format, records, folder: scratch.path });
  await makeInput({ application: 'alphabet', format: 'framed', records, folder: scratch.path });
});
afterAll(() => scratch.dispose());

const anyPort = 'tcp://127.0.0.1:0';

describe.each([
  { topology: 'market-spread', format: 'framed', workers: 1 },
  { topology: 'market-spread-layout', format: 'framed', workers: 2 },
  { topology: 'market-spread-merged', format: 'framed', workers: 3 },
  { topology: 'market-spread-merged', format: 'ndjson', workers: 5 },
] as const)('$topology, $format over TCP in and out on $workers workers', ({ topology, format, workers }) => {
  test('gives the answer of the reference', async () => {
    const receiver = await startReceiver();
    const running = startPotoroo(
      runArguments(topology, {
        workers,
        source: [`orders=${anyPort}?format=${format}`, `market-data=${anyPort}?format=${format}`],
        sink: [`rejections=tcp://127.0.0.1:${receiver.port}?format=${format}`],
        after: ['orders=market-data'],
      }),
    );
    await Promise.all(
      ['orders', 'market-data'].map(async (node) =>
        send(await running.listening(node), await readFile(join(scratch.path, `${node}.${format}`))),
      ),
    );
    const summary = summaryOf(await running.finished);
    const actual = join(scratch.path, `${topology}-${format}.received`);
    await writeFile(actual, await receiver.received());
    const sources = ['orders', 'market-data'];
    expect(
      await judgeOutput({
        application: topology,
        format,
        records,
        folder: scratch.path,
        sources,
        actual,
        actualFormat: format,
      }),
    ).toBeNull();
    expect(summary).toMatchObject({
      sources: { orders: records / 2, 'market-data': records / 2 },
      deadLetters: 0,
      stateObjects: 350,
    });
  });
});

test('one TCP source takes many connections at once, and each keeps its own frames', async () => {
  const actual = join(scratch.path, 'totals.lines');
  const running = startPotoroo(
    runArguments('alphabet', { workers: 3, source: [`votes=${anyPort}`], sink: [`totals=file:${actual}`] }),
  );
  const address = await running.listening('votes');
  const votes = await readFile(join(scratch.path, 'votes.framed'));
  const frameBytes = 9;
  const share = (votes.length / frameBytes / 8) * frameBytes;
  await Promise.all(
    Array.from({ length: 8 }, (_, index) => send(address, votes.subarray(index * share, (index + 1) * share), 7)),
  );
  const summary = summaryOf(await running.finished);
  expect(summary.sources['votes']).toBe(records);
  expect(summary.deadLetters).toBe(0);
  const last = new Map<string, number>();
  for (const line of (await readFile(actual, 'utf8')).split('\n').slice(0, -1)) {
    const [letter = '', total = ''] = line.split(' => ');
    expect(Number(total)).toBeGreaterThan(last.get(letter) ?? 0);
    last.set(letter, Number(total));
  }
  expect(last).toEqual(sumOfVotes(votes));
});

test('a frame that is cut off by the end of its connection is a dead letter', async () => {
  const running = startPotoroo(runArguments('alphabet', { workers: 1, source: [`votes=${anyPort}`] }));
  const vote = Buffer.from([0, 0, 0, 5, 97, 0, 0, 0, 1]);
  await send(await running.listening('votes'), Buffer.concat([vote, vote.subarray(0, 6)]));
  const summary = summaryOf(await running.finished);
  expect(summary.sinks['totals']).toBe(1);
  expect(summary.deadLetters).toBe(1);
});

function sumOfVotes(framed: Buffer): Map<string, number> {
  const sums = new Map<string, number>();
  for (let at = 0; at < framed.length; at += 9) {
    const letter = String.fromCharCode(framed.readUInt8(at + 4));
    sums.set(letter, (sums.get(letter) ?? 0) + framed.readUInt32BE(at + 5));
  }
  return sums;
}

/** Writes all bytes over one connection, in pieces that cut records anywhere, and ends it. */
async function send(address: string, bytes: Uint8Array, pieces = 3): Promise<void> {
  const [host, port] = address.split(':');
  const socket = connect({ host: host ?? '', port: Number(port), noDelay: true });
  await once(socket, 'connect');
  const size = Math.ceil(bytes.length / pieces) + 1;
  for (let at = 0; at < bytes.length; at += size) {
    if (!socket.write(bytes.subarray(at, at + size))) await once(socket, 'drain');
  }
  socket.end();
  await once(socket, 'close');
}

/** A server that takes one connection and keeps all that it gets until the connection ends. */
async function startReceiver(): Promise<{ readonly port: number; readonly received: () => Promise<Buffer> }> {
  const chunks: Buffer[] = [];
  const server: Server = createServer();
  const whole = new Promise<Buffer>((resolve, reject) => {
    server.once('connection', (socket) => {
      socket.on('data', (chunk: Buffer) => chunks.push(chunk));
      socket.on('error', reject);
      socket.on('end', () => {
        socket.end();
        server.close();
        resolve(Buffer.concat(chunks));
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  return { port: address.port, received: () => whole };
}
