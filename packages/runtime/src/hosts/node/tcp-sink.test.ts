// A receiver that is lost must cost nothing but time. Were what it may not have read not sent again, outputs would be missing
// there; were a release answered before they are out of our hands, they would be forgotten. A move must cost it nothing either: were
// the next owner let in before everything is read, it would overtake this one.
import { Buffer } from 'node:buffer';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { nodeId, stageId } from '@potoroo/shared/ids';
import type { SinkConnector } from '@potoroo/shared/pipeline';
import type { SinkStage } from '@potoroo/shared/topology';
import { expect, onTestFinished, test } from 'vitest';
import { dial } from './dial.ts';
import { idBytes } from './output-ids.ts';
import { TcpSink } from './tcp-sink.ts';
import { readUnread } from './unread-outputs.ts';
import { eventually } from './testing/real-run.ts';

type Tcp = Extract<SinkConnector, { type: 'tcp' }>;
type Listening = { readonly server: Server; readonly port: number; readonly taken: Taken[] };
/** A connection as the receiver has it. */
type Taken = { readonly socket: Socket; bytes: Buffer };

async function receiver(port = 0): Promise<Listening> {
  const taken: Taken[] = [];
  const server = createServer((socket) => {
    const one: Taken = { socket, bytes: Buffer.alloc(0) };
    taken.push(one);
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => {
      one.bytes = Buffer.concat([one.bytes, bytes]);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  onTestFinished(() => killed({ server, port, taken }));
  return { server, port: (server.address() as AddressInfo).port, taken };
}

/** As a receiver whose process is killed: nothing is taken any more, and what was open is cut. */
function killed({ server, taken }: Listening): void {
  server.close();
  for (const { socket } of taken) socket.resetAndDestroy();
}

function sinkTo(port: number, options: Pick<Tcp, 'ids' | 'mode'> = {}, moveFarewellMs = 60_000) {
  const connector: Tcp = { type: 'tcp', host: '127.0.0.1', port, format: 'framed', ...options };
  const stage: SinkStage = {
    id: stageId(2),
    kind: 'sink',
    name: 'totals',
    node: nodeId('totals'),
    connector,
    encode: null,
    shards: 1,
    steps: [],
  };
  const notes: string[] = [];
  const troubles: (string | null)[] = [];
  const sink = new TcpSink({
    stage,
    connector,
    run: 77,
    begun: false,
    dial: (address, once) => dial(address, once ? 1 : 50),
    trouble: (what) => troubles.push(what),
    note: (text) => notes.push(text),
    firstRetryMs: 1,
    moveFarewellMs,
  });
  let at = 0;
  let released = 0;
  return {
    sink,
    notes,
    troubles,
    released: () => released,
    /** Where the next output stands. */
    at: () => at,
    write: (...texts: readonly string[]): void => {
      const bytes = Buffer.concat(texts.map((text) => frame(text)));
      sink.write(at, bytes);
      at += bytes.length;
      sink.release(() => released++);
    },
  };
}

function frame(text: string): Buffer {
  const bytes = Buffer.alloc(4 + text.length);
  bytes.writeUInt32BE(text.length);
  bytes.write(text, 4);
  return bytes;
}

/** What every connection brought, in order. */
const broughtTo = ({ taken }: Listening): readonly string[] => taken.map(({ bytes }) => bytes.toString('latin1'));
const framed = (...texts: readonly string[]): string => texts.map((text) => frame(text).toString('latin1')).join('');
const opened = { generation: 1, timeline: 0 };

type Read = { readonly id: string; readonly place: number; readonly text: string };

/** Frames with ids, as a receiver reads them. */
function framesOf(bytes: Buffer): readonly Read[] {
  const found: Read[] = [];
  for (let at = 0; at + 4 <= bytes.length; at += 4 + bytes.readUInt32BE(at)) {
    const id = bytes.subarray(at + 4, at + 4 + idBytes);
    const text = bytes.toString('latin1', at + 4 + idBytes, at + 4 + bytes.readUInt32BE(at));
    found.push({ id: id.toString('hex'), place: Number(id.readBigUInt64BE(8)), text });
  }
  return found;
}

test.each(['sent', undefined] as const)(
  'a receiver that is lost is waited for, and is sent again what it may not have read, with ids %s',
  async (ids) => {
    const first = await receiver();
    const { sink, write, released, notes, troubles } = sinkTo(first.port, ids === undefined ? {} : { ids });
    await sink.connect();
    sink.open(0, { generation: 1, timeline: 0 });
    write('one', 'two');
    await eventually(() => released() === 1 && first.taken[0]?.bytes.length !== 0, 'the first release');
    killed(first);
    await eventually(() => troubles.length === 1, 'the loss');
    write('three');
    write('four');
    expect(released()).toBe(1);
    const second = await receiver(first.port);
    await eventually(() => released() === 3, 'the releases behind the loss');
    await sink.close();
    const bytes = second.taken[0]?.bytes ?? Buffer.alloc(0);
    if (ids === undefined) expect(bytes).toEqual(Buffer.concat(['one', 'two', 'three', 'four'].map(frame)));
    else {
      const read = framesOf(bytes);
      expect(read.map(({ text, place }) => [text, place])).toEqual([
        ['one', 0],
        ['two', 7],
        ['three', 14],
        ['four', 23],
      ]);
      // A repeat is the same bytes, its id included, so that it can be dropped.
      const [before] = first.taken;
      expect(bytes.subarray(0, before?.bytes.length)).toEqual(before?.bytes);
    }
    expect(troubles).toEqual([expect.stringContaining(`sink totals lost its receiver 127.0.0.1:${first.port}`), null]);
    expect(notes[0]).toMatch(/nothing is lost: its outputs wait/);
    expect(notes[1]).toMatch(/has its receiver .* again/);
  },
);

test('one that acknowledges is sent again only what it has not, and releases wait for its word', async () => {
  const first = await receiver();
  const { sink, write, released, troubles } = sinkTo(first.port, { ids: 'acknowledged' });
  await sink.connect();
  sink.open(0, { generation: 1, timeline: 0 });
  write('one');
  write('two');
  write('three');
  const [taken] = first.taken;
  await eventually(() => framesOf(first.taken[0]?.bytes ?? Buffer.alloc(0)).length === 3, 'three frames');
  expect(released()).toBe(0);
  // The id of the second frame, in two pieces.
  const id = Buffer.from(framesOf(first.taken[0]?.bytes ?? Buffer.alloc(0))[1]?.id ?? '', 'hex');
  expect(id.length).toBe(idBytes);
  (taken ?? first.taken[0])?.socket.write(id.subarray(0, 5));
  (taken ?? first.taken[0])?.socket.write(id.subarray(5));
  await eventually(() => released() === 2, 'two releases');
  killed(first);
  await eventually(() => troubles.length === 1, 'the loss');
  const second = await receiver(first.port);
  await eventually(() => framesOf(second.taken[0]?.bytes ?? Buffer.alloc(0)).length === 1, 'what it has not');
  const [again] = framesOf(second.taken[0]?.bytes ?? Buffer.alloc(0));
  expect(again?.text).toBe('three');
  expect(released()).toBe(2);
  second.taken[0]?.socket.write(Buffer.from(again?.id ?? '', 'hex'));
  await eventually(() => released() === 3, 'the last release');
  await sink.close();
});

test.each([
  [
    'may differ has that of its generation',
    { mode: 'immediate' },
    { generation: 4, timeline: 0 },
    ['00000003', '00000004', 'other'],
  ],
  ['is made anew has that in which it is made', {}, { generation: 5, timeline: 5 }, ['00000000', '00000005', 'other']],
  ['is the same stays in its timeline', {}, { generation: 4, timeline: 0 }, ['00000000', '00000000', 'two']],
] as const)(
  'what leaves again after a recovery takes the place of what left, and what %s',
  async (_what, mode, then, [first, second, again]) => {
    const out = await receiver();
    const { sink } = sinkTo(out.port, { ids: 'sent', ...mode });
    await sink.connect();
    sink.open(0, { generation: 3, timeline: 0 });
    sink.write(0, frame('one'));
    sink.write(7, frame('two'));
    sink.open(7, then);
    sink.write(7, frame(again));
    await new Promise<void>((resolve) => sink.release(resolve));
    await sink.close();
    const read = framesOf(out.taken[0]?.bytes ?? Buffer.alloc(0));
    expect(read.map(({ text, place, id }) => [text, place, id.slice(0, 16)])).toEqual([
      ['one', 0, `0000004d${first}`],
      ['two', 7, `0000004d${first}`],
      [again, 7, `0000004d${second}`],
    ]);
  },
);

test('a receiver that breaks off the goodbye is sent everything again, and in the end is not believed any more', async () => {
  const out = await receiver();
  const { sink, write } = sinkTo(out.port);
  out.server.on('connection', (socket: Socket) => {
    socket.allowHalfOpen = true;
    socket.once('end', () => socket.resetAndDestroy());
  });
  await sink.connect();
  sink.open(0, { generation: 1, timeline: 0 });
  write('one');
  await expect(sink.close()).rejects.toThrow(
    /lost its receiver .* at the end, 3 times: .*may not have read everything/,
  );
  expect(out.taken.map(({ bytes }) => bytes.toString('latin1'))).toEqual(
    Array(3).fill(frame('one').toString('latin1')),
  );
});

test('a sink moves when its receiver has read everything, and nothing is sent again', async () => {
  const out = await receiver();
  const { sink, write, released } = sinkTo(out.port);
  const log: string[] = [];
  await sink.connect();
  sink.open(0, opened);
  await eventually(() => out.taken.length === 1, 'the connection');
  const [taken] = out.taken;
  taken?.socket.pause();
  taken?.socket.once('end', () => log.push('read'));
  write('one');
  await eventually(() => released() === 1, 'the release');
  const left = sink.leave().then((unread) => log.push(`left ${unread.length} bytes`));
  setImmediate(() => taken?.socket.resume());
  await left;
  expect(log).toEqual(['read', 'left 0 bytes']);
  expect(broughtTo(out)).toEqual([framed('one')]);
});

test.each([
  ['does not read', 'sent', (socket: Socket): void => void socket.pause()],
  ['does not read', undefined, (socket: Socket): void => void socket.pause()],
  [
    'does not close its side',
    undefined,
    (socket: Socket): void => {
      socket.allowHalfOpen = true;
    },
  ],
  [
    'had said goodbye before',
    undefined,
    (socket: Socket): void => {
      socket.allowHalfOpen = true;
      socket.end();
    },
  ],
  [
    'breaks off the goodbye',
    undefined,
    (socket: Socket): void => {
      socket.allowHalfOpen = true;
      socket.once('end', () => socket.resetAndDestroy());
    },
  ],
] as const)(
  'a receiver that %s when its sink moves is sent what it may not have read by the next owner',
  async (_how, ids, prepare) => {
    const out = await receiver();
    const options = ids === undefined ? {} : { ids };
    const { sink, write, released, at } = sinkTo(out.port, options, 1);
    await sink.connect();
    await eventually(() => out.taken.length === 1, 'the connection');
    const [taken] = out.taken;
    if (taken !== undefined) prepare(taken.socket);
    sink.open(0, opened);
    write('one', 'two');
    await eventually(() => released() > 0, 'the release');
    const unread = await sink.leave();
    const next = sinkTo(out.port, options);
    next.sink.open(at(), opened, at(), unread);
    next.sink.write(at(), frame('three'));
    await new Promise<void>((resolve) => next.sink.release(resolve));
    await next.sink.close();
    const last = out.taken.at(-1)?.bytes ?? Buffer.alloc(0);
    if (ids === undefined) expect(last.toString('latin1')).toBe(framed('one', 'two', 'three'));
    else
      expect(framesOf(last).map(({ text, place }) => [text, place])).toEqual([
        ['one', 0],
        ['two', 7],
        ['three', 14],
      ]);
  },
);

test('a sink that moves while its receiver is away does not wait for it, and leaves what it had to its next owner', async () => {
  const out = await receiver();
  const { sink, write, released, troubles, at } = sinkTo(out.port);
  await sink.connect();
  sink.open(0, opened);
  write('one');
  await eventually(() => released() === 1, 'the release');
  killed(out);
  await eventually(() => troubles.length === 1, 'the loss');
  const unread = await sink.leave();
  expect(troubles.at(-1), 'it waits no more').toBeNull();
  const back = await receiver(out.port);
  const next = sinkTo(out.port);
  next.sink.open(at(), opened, at(), unread);
  await new Promise<void>((resolve) => next.sink.release(resolve));
  await next.sink.close();
  expect(broughtTo(back)).toEqual([framed('one')]);
});

test('what a receiver acknowledges while its sink moves is not sent again, and all else is', async () => {
  const out = await receiver();
  const { sink, write } = sinkTo(out.port, { ids: 'acknowledged', mode: 'immediate' });
  await sink.connect();
  sink.open(0, opened);
  write('one', 'two');
  write('three');
  const read = (): readonly Read[] => framesOf(out.taken[0]?.bytes ?? Buffer.alloc(0));
  await eventually(() => read().length === 3, 'three frames');
  const socket = out.taken[0]?.socket;
  if (socket !== undefined) socket.allowHalfOpen = true;
  socket?.once('end', () => socket.end(Buffer.from(read()[1]?.id ?? '', 'hex')));
  const unread = await sink.leave();
  expect(readUnread(unread).map(({ at, end }) => [at, end])).toEqual([[14, 23]]);
});

test.each([
  ['is away', true],
  ['reads slowly', false],
] as const)(
  'a sink that is given up sends nothing of before any more, also where its receiver %s',
  async (_how, isAway) => {
    const first = await receiver();
    const { sink, write, troubles } = sinkTo(first.port, { mode: 'immediate' });
    await sink.connect();
    sink.open(0, opened);
    await eventually(() => first.taken.length === 1, 'the connection');
    if (isAway) {
      killed(first);
      await eventually(() => troubles.length === 1, 'the loss');
    } else for (const { socket } of first.taken) socket.pause();
    const large = 'x'.repeat(30_000_000);
    write(large);
    await sink.abandon();
    const out = isAway ? await receiver(first.port) : first;
    const [old] = first.taken;
    const over = isAway ? undefined : new Promise((resolve) => old?.socket.once('close', resolve).resume());
    const next = sinkTo(out.port);
    await next.sink.connect();
    next.sink.open(0, opened);
    next.write('two');
    await next.sink.close();
    await over;
    expect(out.taken.at(-1)?.bytes.toString('latin1')).toBe(framed('two'));
    expect(out.taken.length).toBe(isAway ? 1 : 2);
    expect(old?.bytes.length, 'only what the system had of it').toBeLessThan(large.length);
  },
);

test('a sink that is given up during its goodbye waits for its receiver no more, and keeps the connection that it makes when it is wanted again', async () => {
  const first = await receiver();
  const { sink, write, released, troubles } = sinkTo(first.port);
  await sink.connect();
  sink.open(0, opened);
  write('one');
  await eventually(() => released() === 1, 'the release');
  killed(first);
  await eventually(() => troubles.length === 1, 'the loss');
  const closed = sink.close();
  await sink.abandon();
  await closed;
  const back = await receiver(first.port);
  await sink.connect();
  sink.open(0, { ...opened, generation: 2 });
  write('two');
  await sink.close();
  expect(broughtTo(back)).toEqual([framed('two')]);
});

test('the first connection of a sink that was not wanted before is the one that is written to', async () => {
  const out = await receiver();
  const { sink, write } = sinkTo(out.port);
  await sink.abandon();
  await sink.connect();
  sink.open(0, opened);
  write('one');
  await sink.close();
  expect(broughtTo(out)).toEqual([framed('one')]);
});
