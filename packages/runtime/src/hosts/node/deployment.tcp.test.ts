/** Records over real sockets: many senders, a real receiver, and everything that can go wrong between them. */
import { writeFileSync } from 'node:fs';
import type { AddressInfo, Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { dial } from './dial.ts';
import {
  counted,
  countingTopology,
  fileSource,
  generator,
  lines,
  numbers,
  perKey,
  tcpSink,
  tcpSource,
} from './testing/counting-topology.ts';
import { unknownNames } from './testing/unknown-names.ts';
import type { RealRun } from './testing/real-run.ts';
import { startRun, temporaryDirectory } from './testing/real-run.ts';

type Receiver = {
  readonly port: number;
  readonly socket: Promise<Socket>;
  readonly text: Promise<string>;
  readonly server: Server;
};

/** Takes one connection and reads it to its end. */
async function receiver({ allowHalfOpen = false } = {}): Promise<Receiver> {
  const server = createServer({ allowHalfOpen });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => void server.close());
  const socket = new Promise<Socket>((resolve) => {
    server.once('connection', resolve);
  });
  const text = socket.then(
    (taken) =>
      new Promise<string>((resolve) => {
        let read = '';
        taken.setEncoding('latin1');
        taken.on('error', () => undefined);
        taken.on('data', (part) => (read += String(part)));
        taken.on('close', () => resolve(read));
      }),
  );
  return { port: (server.address() as AddressInfo).port, socket, text, server };
}

async function sourcePort(run: RealRun): Promise<number> {
  const address = (await run.listening)[numbers];
  expect(address).toMatch(/^127\.0\.0\.1:\d+$/);
  return Number(address?.split(':')[1]);
}

/** Connects, writes, ends, and resolves when the other side has closed too. */
function sent(port: number, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(text));
    socket.on('error', reject);
    socket.on('close', () => resolve());
    socket.resume();
  });
}

test('forty connections at once keep their own orders on the way to a TCP receiver', async () => {
  const out = await receiver();
  const run = startRun(countingTopology({ source: tcpSource(), sink: tcpSink(out.port) }), 3);
  const port = await sourcePort(run);
  const texts = Array.from({ length: 40 }, (_, sender) => lines(500, 7).replaceAll('k', `s${sender}k`));
  await Promise.all(texts.map((text) => sent(port, text)));
  const summary = await run.over();
  expect(summary).toMatchObject({
    ok: true,
    sources: { numbers: 20_000 },
    sinks: { totals: 20_000 },
    listening: { numbers: `127.0.0.1:${port}` },
  });
  expect(perKey(await out.text)).toEqual(counted(texts.join('')));
});

test('without a receiver the run fails and says whom to start', async () => {
  const gone = await receiver();
  await new Promise((resolve) => gone.server.close(resolve));
  const summary = await startRun(
    countingTopology({ source: generator(10), generate: '(n) => "k:" + n', sink: tcpSink(gone.port) }),
    2,
  ).over();
  expect(summary.ok).toBe(false);
  expect(summary.error).toMatch(
    new RegExp(
      `worker w\\d stopped the run: sink totals cannot connect to 127.0.0.1:${gone.port}: .*ECONNREFUSED.*; start the receiver first`,
    ),
  );
});

test('an unknown host of a sink is told at once, without another attempt', async () => {
  const lookup = unknownNames();
  await expect(dial({ host: 'no-such-host.invalid', port: 7 })).rejects.toThrow(
    /^getaddrinfo ENOTFOUND no-such-host.invalid; is the name of the host right\?$/,
  );
  expect(lookup).toHaveBeenCalledOnce();
});

test('a receiver that has nothing to say and goes on reading gets everything', async () => {
  const out = await receiver({ allowHalfOpen: true });
  const saidGoodbye = out.socket.then(
    (socket) =>
      new Promise<void>((resolve) => {
        socket.end(resolve);
      }),
  );
  const run = startRun(countingTopology({ source: tcpSource(), sink: tcpSink(out.port) }), 2);
  const port = await sourcePort(run);
  const early = lines(500);
  await saidGoodbye;
  await sent(port, early);
  expect(await run.over()).toMatchObject({ ok: true, error: null, sinks: { totals: 500 } });
  expect(perKey(await out.text)).toEqual(counted(early));
});

test('a source port in use is named, with what to do', async () => {
  const taken = await receiver();
  const summary = await startRun(countingTopology({ source: tcpSource(taken.port), sink: { type: 'live' } }), 2).over();
  expect(summary.ok).toBe(false);
  expect(summary.error).toContain(
    `source numbers cannot listen on 127.0.0.1:${taken.port}: another process listens there already; choose another port`,
  );
});

/** What comes by every connection, in their order. */
async function patientReceiver(port: number): Promise<{ readonly server: Server; readonly texts: string[] }> {
  const texts: string[] = [];
  const server = createServer((socket) => {
    const own = texts.push('') - 1;
    socket.setEncoding('latin1');
    socket.on('error', () => undefined);
    socket.on('data', (part) => (texts[own] += String(part)));
  });
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  onTestFinished(() => void server.close());
  return { server, texts };
}

test.each([
  ['ends', {}],
  ['resets', { mode: 'immediate' }],
] as const)(
  'a receiver that %s the connection in the middle of a run is waited for, and gets everything at least once, %o',
  async (how, mode) => {
    const out = await receiver();
    const before = out.text;
    const run = startRun(
      countingTopology({
        source: generator(20_000, 10_000),
        generate: '(n) => "k" + (n % 100) + ":" + n',
        sink: { ...tcpSink(out.port), ...mode },
      }),
      2,
    );
    const socket = await out.socket;
    socket.once('data', () => (how === 'ends' ? socket.destroy() : socket.resetAndDestroy()));
    out.server.close();
    await run.frame(({ troubles }) => troubles?.some(({ text }) => text.includes('receiver')) === true);
    const back = await patientReceiver(out.port);
    expect(await run.over()).toMatchObject({ ok: true, error: null, sinks: { totals: 20_000 } });
    // Each connection brings outputs in order; together they bring all, and a repeat is the same line.
    const all = perKey([await before, ...back.texts].map((text) => text.slice(0, text.lastIndexOf('\n') + 1)).join(''));
    const expected = counted(Array.from({ length: 20_000 }, (_, n) => `k${n % 100}:${n}\n`).join(''));
    for (const [key, own] of Object.entries(expected)) expect(new Set(all[key])).toEqual(new Set(own));
    expect(run.frames.at(-1)?.troubles).toBeUndefined();
  },
);

test('a connection reset in the middle of a frame is a dead letter, and the others go on', async () => {
  const out = await receiver();
  const framed = { ...tcpSource(), format: 'framed' } as const;
  const frame = (text: string): Buffer => {
    const bytes = Buffer.alloc(4 + text.length);
    bytes.writeUInt32BE(text.length);
    bytes.write(text, 4);
    return bytes;
  };
  const run = startRun(
    countingTopology({ source: framed, sink: tcpSink(out.port), decode: '(bytes) => String.fromCharCode(...bytes)' }),
    2,
  );
  const port = await sourcePort(run);
  const steady = connect(port, '127.0.0.1');
  steady.write(frame('a:1'));
  const torn = connect(port, '127.0.0.1');
  torn.write(Buffer.concat([frame('b:1'), frame('b:2').subarray(0, 5)]));
  await run.frame(({ ledger }) => ledger.applied === 2);
  torn.resetAndDestroy();
  await run.frame(({ ledger }) => ledger.deadLetters === 1);
  steady.end(frame('a:2'));
  steady.resume();
  const summary = await run.over();
  expect(summary).toMatchObject({ ok: true, deadLetters: 1, sinks: { totals: 3 } });
  expect(summary.deadLetterSamples).toMatchObject([
    { node: numbers, kind: 'decode', message: expect.stringContaining('the stream broke after 12 bytes') },
  ]);
  expect((await out.text).trim().split('\n').toSorted()).toEqual(['a:1 => 1', 'a:2 => 2', 'b:1 => 1']);
});

test('a file goes to a receiver that reads only after a while, whole', async () => {
  const directory = temporaryDirectory();
  const text = lines(30_000);
  writeFileSync(join(directory, 'in'), text);
  const out = await receiver();
  void out.socket.then((socket) => socket.pause());
  const run = startRun(countingTopology({ source: fileSource(join(directory, 'in')), sink: tcpSink(out.port) }), 2);
  await run.frame(({ ledger }) => ledger.applied === 30_000);
  (await out.socket).resume();
  expect(await run.over()).toMatchObject({ ok: true, sinks: { totals: 30_000 } });
  expect(perKey(await out.text)).toEqual(counted(text));
});

test('a line that a reset cut short is no record, and what is missing is a dead letter', async () => {
  const out = await receiver();
  const run = startRun(countingTopology({ source: tcpSource(), sink: tcpSink(out.port) }), 2);
  const torn = connect(await sourcePort(run), '127.0.0.1');
  torn.on('error', () => undefined);
  torn.write('a:1\na:2\nbalance:12345');
  await run.frame(({ ledger }) => ledger.applied === 2);
  torn.resetAndDestroy();
  const { summary, text } = { summary: await run.over(), text: await out.text };
  expect(summary).toMatchObject({ ok: true, deadLetters: 1, sinks: { totals: 2 } });
  expect(summary.deadLetterSamples[0]).toMatchObject({ node: numbers, kind: 'decode', record: 'balance:12345' });
  expect(summary.deadLetterSamples[0]?.message).toMatch(/broke after 21 bytes \(.*ECONNRESET.*\)/);
  expect(text).toBe('a:1 => 1\na:2 => 2\n');
});

/** Every record of a counting run over ten keys, in order. */
const expectedOf = (amount: number) => counted(Array.from({ length: amount }, (_, n) => `k${n % 10}:${n}\n`).join(''));
const generate = '(n) => "k" + (n % 10) + ":" + n';

test('a drain of the worker of a sink keeps the order per key at a receiver that reads slowly and all connections at once', async () => {
  let text = '';
  const taken: Socket[] = [];
  const server = createServer((socket) => {
    let rest = '';
    taken.push(socket);
    socket.setEncoding('latin1');
    socket.on('data', (part) => {
      rest += String(part);
      const end = rest.lastIndexOf('\n') + 1;
      text += rest.slice(0, end);
      rest = rest.slice(end);
    });
    if (taken.length === 1) socket.pause();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const run = startRun(countingTopology({ source: generator(20_000, 10_000), generate, sink: tcpSink(port) }), 2);
  await run.frame(({ ledger }) => ledger.released > 5_000);
  const drained = run.deployment.request({ type: 'drain', worker: 1 });
  const seen = run.frames.length;
  await run.frame(() => run.frames.length > seen + 4);
  taken[0]?.resume();
  expect(await drained).toBeNull();
  expect(await run.over(true)).toMatchObject({ ok: true, sinks: { totals: 20_000 } });
  expect(taken.length).toBe(2);
  // A receiver that took too long would be sent lines again.
  const firsts = Object.entries(perKey(text)).map(([key, own]) => [key, [...new Set(own)]]);
  expect(Object.fromEntries(firsts)).toEqual(expectedOf(20_000));
});

test('a receiver that is lost after a drain is sent again what it had not read of the worker that is gone', async () => {
  const out = await receiver();
  const before = out.text;
  void out.socket.then((socket) => socket.pause());
  const run = startRun(countingTopology({ source: generator(15_000, 5_000), generate, sink: tcpSink(out.port) }), 2);
  await run.frame(({ ledger }) => ledger.released > 3_000);
  const [first, after] = [await out.socket, new Promise<Socket>((resolve) => out.server.once('connection', resolve))];
  void after.then((socket) => socket.on('error', () => undefined).pause());
  expect(await run.deployment.request({ type: 'drain', worker: 1 })).toBeNull();
  const second = await after;
  await run.frame(({ ledger }) => ledger.released > 10_000);
  out.server.close();
  for (const socket of [first, second]) socket.resetAndDestroy();
  const back = await patientReceiver(out.port);
  expect(await run.over(true)).toMatchObject({ ok: true, sinks: { totals: 15_000 } });
  expect(await before, 'it had read nothing').toBe('');
  expect(perKey(back.texts.join(''))).toEqual(expectedOf(15_000));
});
