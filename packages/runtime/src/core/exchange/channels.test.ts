// Channels carry every record between workers. A window overrun fills a receiver's memory; credit that never comes back, a
// torn frame read wrongly, or a barrier that passes its data loses, doubles or misorders records, or stops the run for good.
import fc from 'fast-check';
import { limits } from '@potoroo/shared/limits';
import { describe, expect, it } from 'vitest';
import { plainText } from '../../api/index.ts';
import { randomFrom } from '../../sim/random.ts';
import { countLines } from '../../testing/sample-topologies.ts';
import type { DataPlaneLimits } from '../data-plane-limits.ts';
import { checkedLimits, productLimits } from '../data-plane-limits.ts';
import type { SlotState } from '../stages/task-host.ts';
import type { ChannelFrame } from './channel-in.ts';
import { ChannelIn, readVarint } from './channel-in.ts';
import { ChannelMesh } from './channel-mesh.ts';
import type { ChannelHost } from './channel-out.ts';
import { ChannelOut, keyNumber, keyReference } from './channel-out.ts';
import { barrierFrame, creditFrame, preambleFrame } from './frames.ts';
import { LinkReader } from './link-reader.ts';
import { Preamble } from './preamble.ts';
import { readText } from './shape-codec.ts';

/** A window that neither grows nor shrinks. */
const ofWindow = (bytes: number): DataPlaneLimits => ({
  ...productLimits,
  creditWindowBytes: bytes,
  creditWindowBytesMin: bytes,
});
const smallWindow: DataPlaneLimits = { ...ofWindow(256), linkFrameBytes: 64 };
const still = (): number => 0;
const atOnce = { arrivedAt: 0, before: 0 };

type Sender = { readonly channel: ChannelOut; readonly frames: Uint8Array[]; readonly log: string[]; waiting: number };
function sender(chosen: DataPlaneLimits): Sender {
  const [frames, log]: [Uint8Array[], string[]] = [[], []];
  const host: ChannelHost = {
    ready: (bytes) => void frames.push(bytes.slice()),
    waiting: () => void made.waiting++,
    exhausted: () => void log.push('exhausted'),
    replenished: () => void log.push('replenished'),
  };
  const made: Sender = { channel: new ChannelOut(0, 1, host, chosen, plainText), frames, log, waiting: 0 };
  return made;
}

/** Reads frames back as the receiving worker does: keys resolved, records decoded. */
function receiver() {
  const channel = new ChannelIn<string>(0, 0, smallWindow, plainText, still);
  const read: { readonly key: string; readonly record: unknown }[] = [];
  const take = (frame: ChannelFrame): void => {
    if (frame.type !== 'data') return;
    for (; frame.left > 0; frame.left--) {
      const reference = readVarint(frame.cursor);
      const key =
        reference >= keyReference.first
          ? channel.keys[reference - keyReference.first]
          : readText(frame.cursor, plainText);
      if (key === undefined) throw new Error(`key ${reference} was never interned`);
      if (reference === keyReference.intern) channel.keys.push(key);
      read.push({ key, record: channel.decoder.read(frame.cursor) });
    }
    expect(frame.cursor.at).toBe(frame.end);
  };
  return { channel, read, take };
}

/** Everything that a mesh of two workers delivers to the stage behind exchange 0. */
function meshes(chosen = smallWindow) {
  const made = [0, 1].map((self) => {
    const sent: Uint8Array[] = [];
    let changes = 0;
    const arrived: SlotState[] = [];
    const mesh = new ChannelMesh({
      topology: countLines,
      generation: 1,
      self,
      members: [0, 1],
      text: plainText,
      limits: chosen,
      send: (_to, bytes) => void sent.push(bytes.slice()),
      creditChanged: () => void changes++,
      now: still,
      arrived: (state) => void arrived.push(state),
    });
    return { mesh, sent, arrived, changes: () => changes };
  });
  const [from, to] = made;
  if (from === undefined || to === undefined) throw new Error('two meshes were made');
  return { from, to };
}
const joined = (pieces: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(pieces.flatMap((piece) => Array.from(piece)));

describe('the sending end of a channel', () => {
  it('never has more in flight than the window and the output of one record, for any records and any consumer', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = randomFrom(seed);
        const { channel, frames, log } = sender(smallWindow);
        const { channel: end } = receiver();
        let [inFlight, sentFrames] = [0, 0];
        for (let turn = 0; turn < 300; turn++) {
          const open = (): boolean => log.at(-1) !== 'exhausted';
          if (open()) {
            // One record of the stage before may send several records here before anybody looks at the gate again.
            let burst = 0;
            for (let left = 1 + random.below(5); left > 0; left--) {
              const text = 'x'.repeat(random.below(80));
              burst += text.length + 40;
              channel.send(`k${random.below(20)}`, -1, text, 0);
            }
            channel.flush();
            for (; sentFrames < frames.length; sentFrames++) inFlight += frames[sentFrames]?.length ?? 0;
            expect(inFlight).toBeLessThanOrEqual(smallWindow.creditWindowBytes + burst);
          }
          if (open() && random.below(2) === 0) continue;
          const consumed = Math.min(inFlight, 1 + random.below(120));
          const granted = end.window.consumed(consumed, atOnce);
          inFlight -= consumed;
          if (granted > 0) channel.grant(granted, end.window.bytes);
        }
        expect(
          log.filter((each, index) => each === log[index - 1]),
          'exhausted and replenished take turns',
        ).toEqual([]);
        expect(log.length).toBeGreaterThan(2);
      }),
      { numRuns: 60 },
    );
  });

  it('says once that its credit is gone, and once that it is back', () => {
    const { channel, log } = sender(smallWindow);
    for (let index = 0; index < 20; index++) channel.send(`key ${index}`, -1, 'some text that fills the window', 0);
    expect(log).toEqual(['exhausted']);
    channel.flush();
    channel.grant(1, 256);
    expect(log).toEqual(['exhausted']);
    channel.grant(10_000, 256);
    channel.grant(10_000, 256);
    expect(log).toEqual(['exhausted', 'replenished']);
  });

  it('asks for a flush once for the first record that waits', () => {
    const made = sender({ ...smallWindow, linkFrameBytes: 200 });
    made.channel.send('a', -1, 1, 0);
    made.channel.send('a', 0, 2, 0);
    expect(made.waiting).toBe(1);
    made.channel.flush();
    made.channel.flush();
    expect(made.frames).toHaveLength(1);
    made.channel.send('a', 0, 3, 0);
    expect(made.waiting).toBe(2);
  });

  it('interns a key once, and sends keys as they are beyond the cap', () => {
    const internedKeysMax = 1_000;
    const { channel, frames } = sender({ ...ofWindow(1 << 30), rememberedKeysMax: internedKeysMax });
    const keys = Array.from({ length: internedKeysMax + 50 }, (_, index) => `k${index}`);
    const numbers = keys.map((key) => channel.send(key, -1, 1, 0));
    expect(numbers.slice(0, internedKeysMax)).toEqual(Array.from({ length: internedKeysMax }, (_, index) => index));
    expect(new Set(numbers.slice(internedKeysMax))).toEqual(new Set([keyNumber.none]));
    keys.forEach((key, index) => channel.send(key, numbers[index] ?? keyNumber.none, 2, 0));
    channel.flush();
    const { read, take, channel: end } = receiver();
    const reader = new LinkReader();
    for (const frame of frames)
      reader.push(frame, (bytes, view, start, finish) => take(readFrameOf(bytes, view, start, finish)));
    expect(end.keys).toHaveLength(internedKeysMax);
    expect(read.map(({ key }) => key)).toEqual([...keys, ...keys]);
  });

  it('takes back a record that cannot travel, its key and its shape, and what follows arrives', () => {
    const { channel, frames } = sender(smallWindow);
    expect(() => channel.send('bad', -1, { run: () => 1 }, 0)).toThrow('cannot travel');
    const first = channel.send('good', -1, { a: 1 }, 0);
    expect(() => channel.send('bad', -1, { a: [Symbol('s')] }, 0)).toThrow('cannot travel');
    channel.send('good', first, { a: 2 }, 0);
    channel.flush();
    const { read, take } = receiver();
    for (const frame of frames)
      new LinkReader().push(frame, (bytes, view, start, end) => take(readFrameOf(bytes, view, start, end)));
    expect(read).toEqual([
      { key: 'good', record: { a: 1 } },
      { key: 'good', record: { a: 2 } },
    ]);
  });
});

/** What the mesh makes of a frame, by way of a mesh of one stage. */
function readFrameOf(bytes: Uint8Array, _view: DataView, start: number, end: number): ChannelFrame {
  const { to } = meshes();
  let found: ChannelFrame | undefined;
  to.mesh.open(1, (_channel, frame) => {
    found = frame;
  });
  to.mesh.receive(0, bytes.slice(start, end));
  if (found === undefined) throw new Error('no frame arrived');
  return found;
}

describe('the receiving end of a channel', () => {
  it('keeps the rest of a frame although the buffer of the link is used again', () => {
    const { channel, frames } = sender({ ...smallWindow, linkFrameBytes: 250 });
    for (let index = 0; index < 4; index++) channel.send('k', index === 0 ? -1 : 0, { n: index, text: `é${index}` }, 7);
    channel.flush();
    const buffer = joined(frames);
    const { channel: end, read, take } = receiver();
    const frame = readFrameOf(buffer, new DataView(buffer.buffer), 0, buffer.length);
    end.keep(frame);
    expect(end.queuedBytes).toBe(buffer.length);
    if (frame.type === 'data') frame.cursor.bytes.fill(0xff);
    const [kept] = end.queue;
    if (kept === undefined) throw new Error('a frame was kept');
    expect(kept).toMatchObject({ type: 'data', records: 4, left: 4, time: 7 });
    take(kept);
    end.shift();
    expect(end.queuedBytes).toBe(0);
    expect(read.map(({ record }) => record)).toEqual([0, 1, 2, 3].map((n) => ({ n, text: `é${n}` })));
  });

  it('grants what was consumed in quarters of the window, and owes nothing in the end but the last part of one', () => {
    const end = new ChannelIn<never>(0, 1, ofWindow(1_000), plainText, still);
    let [consumed, granted] = [0, 0];
    for (let index = 0; index < 100; index++) {
      consumed += 33;
      const now = end.window.consumed(33, atOnce);
      expect(now === 0 || now >= 250).toBe(true);
      granted += now;
      expect(consumed - granted).toBeLessThan(250);
    }
  });

  it('reads the numbers that a sender writes', () => {
    const cursor = (bytes: readonly number[]) => ({
      bytes: Uint8Array.from(bytes),
      view: new DataView(new ArrayBuffer(0)),
      at: 0,
    });
    expect(readVarint(cursor([0]))).toBe(0);
    expect(readVarint(cursor([127]))).toBe(127);
    expect(readVarint(cursor([0x80, 1]))).toBe(128);
    expect(readVarint(cursor([0x81, 0x80, 4]))).toBe(65_537);
  });
});

describe('the frames of a link', () => {
  it('are found whole and in order, torn at any byte', () => {
    const frames = [
      barrierFrame(1, { generation: 1, epoch: 9, records: 0 }),
      preambleFrame(1, plainText.encode('a,b\n')),
      creditFrame(0, { bytes: 77, window: 99 }),
      preambleFrame(2, new Uint8Array(0)),
      barrierFrame(2, { generation: 3, epoch: 4, records: 2 ** 40 }),
    ];
    const bytes = joined(frames);
    for (let first = 0; first <= bytes.length; first++) {
      for (let second = first; second <= bytes.length; second += 3) {
        const found: Uint8Array[] = [];
        const reader = new LinkReader();
        for (const piece of [bytes.slice(0, first), bytes.slice(first, second), bytes.slice(second)]) {
          reader.push(piece, (all, _view, start, end) => void found.push(all.slice(start, end)));
          piece.fill(0xff);
        }
        expect(found).toEqual(frames);
      }
    }
  });

  it('that are longer than any record may be are a broken link', () => {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setUint32(0, limits.frameBytesMax * 2, true);
    expect(() => new LinkReader().push(bytes, () => undefined)).toThrow('I16: a frame of');
  });
});

describe('the mesh of channels', () => {
  it('delivers data, barriers and preambles of a channel in the order they were sent', () => {
    const { from, to } = meshes();
    const seen: string[] = [];
    const { read, take } = receiver();
    to.mesh.open<never>(1, (_channel, frame) => {
      seen.push(
        frame.type === 'barrier'
          ? `barrier ${frame.generation}.${frame.epoch}`
          : frame.type === 'data'
            ? `data ${frame.records}`
            : `preamble ${plainText.decode(frame.content, 0, frame.content.length)}`,
      );
      take(frame);
    });
    const out = from.mesh.leaving(0)[1];
    if (out === null || out === undefined) throw new Error('there is a channel to the other worker');
    out.send('a', -1, 1, 0);
    out.send('b', -1, 2, 0);
    from.mesh.barrier(0, 1);
    out.send('a', 0, 3, 0);
    out.preamble(plainText.encode('head'));
    from.mesh.barrier(0, 2);
    out.send('b', 1, 4, 0);
    from.mesh.flush();
    from.mesh.flush();
    for (const piece of from.sent) to.mesh.receive(0, piece);
    expect(seen).toEqual(['data 2', 'barrier 1.1', 'data 1', 'preamble head', 'barrier 1.2', 'data 1']);
    expect(read).toEqual([1, 2, 3, 4].map((record, index) => ({ key: index % 2 === 0 ? 'a' : 'b', record })));
    expect(from.mesh.sent).toEqual({
      records: 4,
      bytes: from.sent.reduce((sum, bytes) => sum + bytes.length, 0) - 24 - 24 - 12,
    });
  });

  it('knows which exchange has no credit, until the other worker grants it', () => {
    const { from, to } = meshes();
    to.mesh.open(1, () => undefined);
    const out = from.mesh.leaving(0)[1];
    for (let index = 0; index < 10; index++) out?.send(`key ${index}`, -1, 'text that fills the window at last', 0);
    expect([from.mesh.exhausted(0), from.mesh.exhausted(1), from.changes()]).toEqual([true, false, 1]);
    from.mesh.flush();
    to.mesh.grant(0, 0, { bytes: 5_000, window: 5_000 });
    for (const piece of to.sent) from.mesh.receive(1, piece);
    expect([from.mesh.exhausted(0), from.changes()]).toEqual([false, 2]);
  });

  it('refuses a frame that no task receives, and bytes from a worker that is not there', () => {
    const { to } = meshes();
    expect(() => to.mesh.receive(0, barrierFrame(0, { generation: 1, epoch: 1, records: 0 }))).toThrow(
      'I16: a frame of exchange 0 from worker 0',
    );
    expect(() => to.mesh.receive(7, barrierFrame(0, { generation: 1, epoch: 1, records: 0 }))).toThrow(
      'not in the view',
    );
  });
});

describe('the limits of the data plane', () => {
  it('must let a frame into the window', () => {
    expect(() => checkedLimits({ ...productLimits, linkFrameBytes: productLimits.creditWindowBytes + 1 })).toThrow(
      'must fit',
    );
    expect(checkedLimits(productLimits)).toBe(productLimits);
  });
});

describe('a preamble', () => {
  it('counts once, comes again unchanged, and refuses another', () => {
    const preamble = new Preamble();
    expect(preamble.offer(Uint8Array.of(1, 2))).toBe(true);
    expect(preamble.offer(Uint8Array.of(1, 2))).toBe(false);
    expect(() => preamble.offer(Uint8Array.of(1, 3))).toThrow('other columns');
    expect(() => preamble.offer(Uint8Array.of(1))).toThrow('other columns');
  });
});
