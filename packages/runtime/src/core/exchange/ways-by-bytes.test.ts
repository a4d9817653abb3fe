// A record that goes another key's way changes another key's object. However many keys come, whatever is forgotten meanwhile, each
// record must find the way of its own key; and it must be found, not made anew, while there is room for it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lazyReader, type LazyRecord, type RecordLayout } from '@potoroo/shared/record-layout';
import { plainText } from '../../api/index.ts';
import { productLimits } from '../data-plane-limits.ts';
import { ChannelOut, keyNumber } from './channel-out.ts';
import type { Route } from './hash-outlet.ts';
import { WaysByBytes } from './ways-by-bytes.ts';

const layoutOf = (bytes: number): RecordLayout => ({
  byteOrder: 'big',
  fields: [
    { name: 'kind', type: 'u8' },
    { name: 'key', type: 'text', bytes, padding: 'none' },
  ],
});

/** Records are a byte and a key of so many bytes. */
function waysOf(bytes: number, keysMax: number) {
  const view = new DataView(new ArrayBuffer(1 + bytes));
  const record = { $view: view, $at: 0 } as unknown as LazyRecord;
  const keyIn = (): string => plainText.decode(new Uint8Array(view.buffer), 1, 1 + bytes);
  const [made, forgotten, went]: [string[], string[], string[]] = [[], [], []];
  const ways: WaysByBytes = new WaysByBytes(
    { at: 1, bytes, layout: layoutOf(bytes), keyOf: keyIn },
    {
      keysMax,
      route: (key): Route => {
        made.push(key);
        return { key, slot: key.charCodeAt(0) % 4, channel: null, interned: -1, object: null };
      },
      forgot: ({ key }) => void forgotten.push(key),
      meet: (key, slot) => ({ key, slot, value: key, touched: 0, saved: 0 }),
      apply: ({ key }) => void went.push(key),
      clock: { readAt: 0 },
    },
  );
  const send = (key: string): void => {
    new Uint8Array(view.buffer).set(plainText.encode(key), 1);
    ways.send(record);
  };
  return { ways, send, made, forgotten, went };
}

const keyOf = (bytes: number, index: number): string => `${index.toString(36)}`.padStart(bytes, '0').slice(-bytes);

describe('ways by bytes', () => {
  it.each([4, 5, 8, 13])('lead each of many keys of %d bytes to its own, and are made once', (bytes) => {
    const { send, made, forgotten, went } = waysOf(bytes, 1 << 15);
    const keys = Array.from({ length: 20_000 }, (_, index) => keyOf(bytes, index * 7));
    const sent = [...keys, ...keys.toReversed()];
    for (const key of sent) send(key);
    expect(went).toEqual(sent);
    expect([made, forgotten]).toEqual([keys, []]);
  });

  it('lead right where there are more keys than there is room for, and where ways are forgotten', () => {
    const step = fc.oneof(
      { weight: 30, arbitrary: fc.nat(60).map((index) => keyOf(6, index * 12_345)) },
      { weight: 1, arbitrary: fc.nat(3) },
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.array(step, { maxLength: 300 }), (keysMax, steps) => {
        const { ways, send, made, forgotten, went } = waysOf(6, keysMax);
        for (const each of steps) {
          if (typeof each === 'string') send(each);
          else ways.keep(({ slot }) => slot !== each);
        }
        expect(went).toEqual(steps.filter((each) => typeof each === 'string'));
        // What was made is in the table or was forgotten, so that whoever counts them is right.
        const before = forgotten.length;
        ways.keep(() => false);
        expect(forgotten.toSorted()).toEqual(made.toSorted());
        expect(forgotten.length - before).toBe(made.length - before);
      }),
      { numRuns: 200 },
    );
  });

  it('have room for as many keys as they were told, and no more', () => {
    const { ways, send } = waysOf(4, 100);
    for (let index = 0; ways.hasRoom; index++) send(keyOf(4, index));
    send('zzzz');
    expect(ways.hasRoom).toBe(false);
  });

  it('write to a link what is written one by one, of records of any size, whenever the frame or the credit is used up', () => {
    const step = fc.oneof(
      { weight: 20, arbitrary: fc.nat(400).map((key) => ({ key })) },
      { weight: 1, arbitrary: fc.record({ granted: fc.integer({ min: 1, max: 3_000 }) }) },
      { weight: 1, arbitrary: fc.constant({ flushed: true }) },
    );
    const sizes = fc.record({
      bytes: fc.integer({ min: 4, max: 12 }),
      behind: fc.nat(40),
      frame: fc.integer({ min: 60, max: 900 }),
    });
    fc.assert(
      fc.property(sizes, fc.array(step, { minLength: 50, maxLength: 400 }), ({ bytes, behind, frame }, steps) => {
        const layout: RecordLayout = {
          byteOrder: 'big',
          fields: [...layoutOf(bytes).fields, { name: 'rest', type: 'text', bytes: behind + 1, padding: 'none' }],
        };
        const reader = lazyReader(layout, { text: plainText, refusal: (message) => new Error(message) });
        const size = bytes + behind + 2;
        const [quick, plain] = [linkOf(frame), linkOf(frame)];
        const numbers = new Map<string, number>();
        const ways = new WaysByBytes(
          {
            at: 1,
            bytes,
            layout,
            keyOf: (record) => plainText.decode(new Uint8Array(record.$view.buffer), 1, 1 + bytes),
          },
          {
            keysMax: 1 << 15,
            route: (key): Route => ({ key, slot: 0, channel: quick.channel, interned: keyNumber.wanted, object: null }),
            forgot: () => undefined,
            meet: () => null,
            apply: () => undefined,
            clock: { readAt: 7 },
          },
        );
        for (const [index, each] of steps.entries()) {
          if ('key' in each) {
            const record = new Uint8Array(size).map((_, at) => (index * 31 + at * 7) % 256);
            const key = keyOf(bytes, each.key);
            record.set(plainText.encode(key), 1);
            const lazy = reader.trusted(record, new DataView(record.buffer), 0, size);
            ways.send(lazy);
            numbers.set(key, plain.channel.send(key, numbers.get(key) ?? keyNumber.wanted, lazy, 7));
          } else
            for (const { channel } of [quick, plain]) {
              if ('granted' in each) channel.grant(each.granted, 10_000);
              else channel.flush();
            }
        }
        for (const { channel } of [quick, plain]) channel.flush();
        expect(quick.said).toEqual(plain.said);
        expect([quick.channel.sentRecords, quick.channel.sentBytes]).toEqual([
          plain.channel.sentRecords,
          plain.channel.sentBytes,
        ]);
      }),
      { numRuns: 150 },
    );
  });
});

/** A channel, and all that it says to its host. */
function linkOf(linkFrameBytes: number) {
  const said: unknown[] = [];
  const host = {
    ready: (bytes: Uint8Array) => void said.push(Uint8Array.from(bytes)),
    waiting: () => void said.push('waiting'),
    exhausted: () => void said.push('exhausted'),
    replenished: () => void said.push('replenished'),
  };
  return { said, channel: new ChannelOut(0, 1, host, { ...productLimits, linkFrameBytes }, plainText) };
}
