/**
 * The journal of a source by itself: real sockets and a real directory, and a reader in the place of a worker. What would
 * break: a record lost or doubled where a worker begins again, bytes that a crash has torn taken for whole, a disk that fills.
 */
import { appendFileSync, mkdirSync, readFileSync, readdirSync, rmdirSync, truncateSync, writeFileSync } from 'node:fs';
import type { AddressInfo, Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { limits } from '@potoroo/shared/limits';
import type { SourceStage } from '@potoroo/shared/topology';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Connections } from '../../../core/index.ts';
import { countingTopology, tcpSource } from '../testing/counting-topology.ts';
import { eventually, temporaryDirectory } from '../testing/real-run.ts';
import { FrameReader, windowBytes } from './journal-frames.ts';
import { SourceJournal } from './source-journal.ts';

const [stage] = countingTopology({ source: tcpSource(), sink: { type: 'live' } }).stages as [SourceStage];
const silent = { stage, host: '', port: 0, lingerMs: null, note: () => undefined, trouble: () => undefined };
const fromStart: Connections = { next: 0, open: [] };

type Opened = { readonly journal: SourceJournal; readonly port: number; readonly notes: string[] };

async function opened(
  directory: string,
  parts: { lingerMs?: number; segmentBytes?: number; connectionsMax?: number } = {},
): Promise<Opened> {
  const notes: string[] = [];
  const journal = new SourceJournal({
    stage,
    host: '127.0.0.1',
    port: 0,
    directory,
    lingerMs: null,
    note: (text) => void notes.push(text),
    trouble: () => undefined,
    ...parts,
  });
  onTestFinished(() => journal.close());
  const address = await journal.listen();
  return { journal, port: Number(address.split(':')[1]), notes };
}

type Reading = {
  readonly socket: Socket;
  /** What came of each connection. */
  readonly texts: Map<number, string>;
  readonly said: string[];
  readonly grant: boolean;
};
let subscriptions = 0;

/** A reader that takes what it gets, or nothing. */
async function read(journal: SourceJournal, from: Connections, grant = true): Promise<Reading> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => undefined);
  const other = await new Promise<Socket>((resolve) => {
    server.once('connection', resolve);
  });
  server.close();
  onTestFinished(() => void [socket, other].map((end) => end.destroy()));
  const subscription = subscriptions++;
  const reading: Reading = { socket: other, texts: new Map(), said: [], grant };
  const reader = new FrameReader(({ type, connection }, payload) => {
    if (type !== 'bytes') reading.said.push(`${type} ${connection} ${payload.toString()}`.trim());
    else {
      reading.texts.set(connection, (reading.texts.get(connection) ?? '') + payload.toString('latin1'));
      if (grant) journal.taken({ socket: other, subscription }, connection, payload.length);
    }
  });
  socket.on('data', (chunk: Buffer) => reader.push(chunk));
  journal.subscribe({ socket: other, subscription }, from);
  return reading;
}

/** Resolves once the journal has closed its side too. */
function sent(port: number, text: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(text));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
    socket.resume();
  });
}

const bytesIn = (directory: string): number =>
  readdirSync(directory).reduce((sum, name) => sum + readFileSync(join(directory, name)).length, 0);

describe('the journal of a source', () => {
  test('gives each connection whole and in order, now and to whoever reads again from any place', async () => {
    const { journal, port } = await opened(temporaryDirectory());
    await sent(port, 'a1a2a3');
    const first = await read(journal, fromStart);
    await sent(port, 'b1b2');
    await eventually(() => first.said.includes('ended 1'), 'the end of the second connection');
    expect(Object.fromEntries(first.texts)).toEqual({ 0: 'a1a2a3', 1: 'b1b2' });
    const again = await read(journal, { next: 1, open: [{ connection: 0, offset: 2 }] });
    await eventually(() => again.said.includes('ended 1') && again.said.includes('ended 0'), 'both again');
    expect(Object.fromEntries(again.texts)).toEqual({ 0: 'a2a3', 1: 'b1b2' });
    const behind = await read(journal, { next: 2, open: [{ connection: 1, offset: 4 }] });
    await eventually(() => behind.said.includes('ended 1'), 'the end alone');
    expect([...behind.texts]).toEqual([]);
  });

  test('stops a sender that is ahead, and gives every byte once it is read', { timeout: 60_000 }, async () => {
    const { journal, port } = await opened(temporaryDirectory());
    const idle = await read(journal, fromStart, false);
    const text = 'x'.repeat(999) + '\n';
    const sender = connect(port, '127.0.0.1').on('error', () => undefined);
    const total = 30_000;
    sender.end(text.repeat(total));
    await eventually(() => (idle.texts.get(0)?.length ?? 0) >= windowBytes, 'a window of it');
    expect(sender.writableLength).toBeGreaterThan(0);
    expect(idle.texts.get(0)?.length).toBeLessThan(windowBytes + limits.sourceReadBytes);
    const reading = await read(journal, fromStart);
    await eventually(() => reading.said.includes('ended 0'), 'the end');
    expect(reading.texts.get(0) === text.repeat(total)).toBe(true);
  });

  test('goes on where a program that was ended left it: what was open is broken, what is torn is cut off', async () => {
    const directory = temporaryDirectory();
    const before = await opened(directory);
    await sent(before.port, 'whole');
    const open = connect(before.port, '127.0.0.1').on('error', () => undefined);
    open.write('half');
    const watched = await read(before.journal, fromStart);
    await eventually(() => watched.texts.get(1) === 'half', 'what the open connection sent');
    // As SIGKILL would leave it: nothing more is written of the connection, and the last write is torn.
    const copy = temporaryDirectory();
    const [name] = readdirSync(directory).slice(-1) as [string];
    writeFileSync(join(copy, name), readFileSync(join(directory, name)));
    appendFileSync(join(copy, name), Buffer.alloc(30, 7));
    const after = await opened(copy);
    const reading = await read(after.journal, fromStart);
    await sent(after.port, 'new');
    await eventually(() => reading.said.includes('ended 2'), 'the new connection');
    expect(Object.fromEntries(reading.texts)).toEqual({ 0: 'whole', 1: 'half', 2: 'new' });
    expect(reading.said.filter((word) => word.includes(' 1 '))).toEqual([expect.stringMatching(/^broken 1 /)]);
  });

  test('says so where it does not hold what a checkpoint names', async () => {
    const directory = temporaryDirectory();
    const before = await opened(directory);
    await sent(before.port, 'something long enough to be torn');
    await eventually(() => bytesIn(directory) > 100, 'its entries');
    const copy = temporaryDirectory();
    const [name] = readdirSync(directory).slice(-1) as [string];
    writeFileSync(join(copy, name), readFileSync(join(directory, name)));
    truncateSync(join(copy, name), 60);
    const { journal } = await opened(copy);
    const reading = await read(journal, { next: 1, open: [{ connection: 0, offset: 9 }] });
    await eventually(() => reading.said.length > 0, 'a word');
    expect(reading.said[0]).toMatch(/^failed 0 its journal in .* does not hold byte 9 of its connection 0/);
  });

  test('refuses a log that is damaged before its last segment', async () => {
    const directory = temporaryDirectory();
    const { port } = await opened(directory, { segmentBytes: 1 });
    // What arrives together may be written together, into one segment.
    for (let sender = 0; sender < 100 && readdirSync(directory).length <= 2; sender++) await sent(port, 'text');
    await eventually(() => readdirSync(directory).length > 2, 'several segments');
    const copy = temporaryDirectory();
    const names = readdirSync(directory).toSorted();
    for (const name of names) writeFileSync(join(copy, name), readFileSync(join(directory, name)));
    const bytes = readFileSync(join(copy, names[0] ?? ''));
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
    writeFileSync(join(copy, names[0] ?? ''), bytes);
    expect(() => new SourceJournal({ ...silent, directory: copy })).toThrow(/log-\d+ is damaged at byte/);
  });

  test.each([
    ['a flipped bit with whole entries behind it', -60, /log-\d+ is damaged at byte/],
    ['a flipped bit in the last entry, of which nothing is missing', -16, /log-\d+ is damaged at byte/],
    ['an entry that was being written when the power went', null, null],
  ] as const)('tells damage from what was being written: %s', async (_what, flipped, refusal) => {
    const directory = temporaryDirectory();
    const { port } = await opened(directory);
    for (const text of ['one', 'two', 'three']) await sent(port, text);
    await eventually(() => bytesIn(directory) > 9 * 24 + 11, 'their entries');
    const copy = temporaryDirectory();
    const [name] = readdirSync(directory).slice(-1) as [string];
    const bytes = readFileSync(join(directory, name));
    if (flipped === null) writeFileSync(join(copy, name), Buffer.concat([bytes, Buffer.alloc(700)]));
    else {
      bytes.writeUInt8((bytes.at(flipped) ?? 0) ^ 1, bytes.length + flipped);
      writeFileSync(join(copy, name), bytes);
    }
    if (refusal !== null) return expect(() => new SourceJournal({ ...silent, directory: copy })).toThrow(refusal);
    const { notes } = await opened(copy);
    expect(notes).toEqual([
      expect.stringMatching(/log-\d+ ends with 700 bytes that were being written .* are dropped/),
    ]);
  });

  test('waits where there is no room for another segment, and names what is not its own', async () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, 'log-2'));
    expect(() => new SourceJournal({ ...silent, directory })).toThrow(
      /log-2 cannot be read: .*; move it away if it is not the journal's/,
    );
    rmdirSync(join(directory, 'log-2'));
    writeFileSync(join(directory, 'log-03 of mine'), 'mine');
    const { journal, port, notes } = await opened(directory, { segmentBytes: 1 });
    // Nothing can be made where a directory stands.
    for (const number of [2, 3, 4, 5]) mkdirSync(join(directory, `log-${number}`));
    const reading = await read(journal, fromStart);
    await sent(port, 'one');
    await eventually(() => notes.length > 0, 'the trouble');
    expect(notes[0]).toMatch(/^source numbers waits, because its journal in .* cannot be written: EISDIR/);
    for (const number of [2, 3, 4, 5]) rmdirSync(join(directory, `log-${number}`));
    await eventually(() => reading.said.includes('ended 0'), 'the whole connection');
    expect(reading.texts.get(0)).toBe('one');
    expect(readFileSync(join(directory, 'log-03 of mine'), 'utf8')).toBe('mine');
  });

  test('gives no byte of a connection of which a segment is missing in the middle', async () => {
    const directory = temporaryDirectory();
    const { journal, port } = await opened(directory, { segmentBytes: 1 });
    const reading = await read(journal, fromStart);
    const sender = connect(port, '127.0.0.1').on('error', () => undefined);
    for (const text of ['aaaa', 'bbbb', 'cccc']) {
      const taken = (reading.texts.get(0) ?? '') + text;
      sender.write(text);
      await eventually(() => reading.texts.get(0) === taken, text);
    }
    sender.end();
    await eventually(() => reading.said.includes('ended 0'), 'its end');
    const copy = temporaryDirectory();
    for (const name of readdirSync(directory)) {
      const bytes = readFileSync(join(directory, name));
      if (!bytes.includes('bbbb')) writeFileSync(join(copy, name), bytes);
    }
    const after = await opened(copy);
    for (const from of [fromStart, { next: 1, open: [{ connection: 0, offset: 4 }] }]) {
      const again = await read(after.journal, from);
      await eventually(() => again.said.length > 0, 'a word');
      expect(again.said).toEqual([expect.stringMatching(/does not hold byte [04] of its connection 0/)]);
      expect([...again.texts]).toEqual([]);
    }
    const behind = await read(after.journal, { next: 1, open: [{ connection: 0, offset: 8 }] });
    await eventually(() => behind.said.some((word) => word.startsWith('ended 0')), 'what is behind the gap');
    expect(behind.texts.get(0)).toBe('cccc');
  });

  test('forgets what the oldest kept checkpoint has taken, and keeps what it has not', async () => {
    const directory = temporaryDirectory();
    const segments = (): readonly string[] =>
      readdirSync(directory).toSorted((a, b) => Number(a.slice(4)) - Number(b.slice(4)));
    const { journal, port } = await opened(directory, { segmentBytes: 20_000 });
    const slow = connect(port, '127.0.0.1').on('error', () => undefined);
    slow.write('s'.repeat(100));
    const reading = await read(journal, fromStart);
    await eventually(() => reading.texts.get(0)?.length === 100, 'the slow connection');
    const ended = (): number => reading.said.filter((word) => word.startsWith('ended')).length;
    // One after the other: what comes while the log is being written goes into one segment, however much it is.
    for (let count = 1; count <= 20; count++) {
      await sent(port, 'x'.repeat(10_000));
      await eventually(() => ended() === count, `the end of connection ${count}`);
    }
    expect(bytesIn(directory)).toBeGreaterThan(200_000);
    const first = segments()[0];
    const last = segments().at(-1);
    journal.keep({ next: 21, open: [{ connection: 0, offset: 50 }] });
    await eventually(() => segments().join() === `${first},${last}`, 'the segments between to go');
    const again = await read(journal, { next: 21, open: [{ connection: 0, offset: 50 }] });
    await eventually(() => again.texts.get(0)?.length === 50, 'the rest of the slow connection');
    journal.keep({ next: 21, open: [{ connection: 0, offset: 100 }] });
    await eventually(() => segments().join() === last, 'the first segment to go');
    expect(again.said).toEqual(['opened 0']);
  });

  test('says that no connection will come any more once the last has been closed and read for a while', async () => {
    const { journal, port } = await opened(temporaryDirectory(), { lingerMs: 1 });
    await sent(port, 'all');
    const reading = await read(journal, fromStart);
    await eventually(() => reading.said.includes('closed 0'), 'the end of the source');
    expect(reading.said).toEqual(['opened 0', 'ended 0', 'closed 0']);
  });
});

test('a source listens where a reference says, and tells the reference only', async () => {
  const parts = { ...silent, host: 'secret:LISTENING' };
  const journal = (): SourceJournal => new SourceJournal({ ...parts, directory: temporaryDirectory() });
  await expect(journal().listen()).rejects.toThrow(/secret:LISTENING.*POTOROO_SECRET_LISTENING=ADDRESS/);
  onTestFinished(() => void delete process.env['POTOROO_SECRET_LISTENING']);
  process.env['POTOROO_SECRET_LISTENING'] = '127.0.0.1';
  const known = journal();
  onTestFinished(() => known.close());
  const address = await known.listen();
  expect(address).toMatch(/^secret:LISTENING:\d+$/);
  const socket = connect(Number(address.split(':').at(-1)), '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.destroy();
  process.env['POTOROO_SECRET_LISTENING'] = 'planted-secret.invalid';
  await expect(journal().listen()).rejects.toThrow(/^(?!.*planted).*secret:LISTENING/);
});

test('turns away more senders than it may have, and says so once', async () => {
  const { port, notes } = await opened(temporaryDirectory(), { connectionsMax: 2 });
  const sender = (event: 'connect' | 'close'): Promise<void> =>
    new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1').on('error', () => undefined);
      socket.once(event, () => resolve()).resume();
      onTestFinished(() => void socket.destroy());
    });
  await sender('connect');
  await sender('connect');
  await sender('close');
  await sender('close');
  expect(notes).toEqual([expect.stringContaining('takes 2 connections at a time')]);
});
