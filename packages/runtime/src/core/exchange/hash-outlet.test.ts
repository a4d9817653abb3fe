// A stage may meet more keys than anybody should remember. Were a key numbered anew each time it comes, the numbers on the wire
// would run out on keys that come once, and what is remembered of keys would grow with the input.
import { expect, it } from 'vitest';
import { plainText } from '../../api/index.ts';
import { productLimits } from '../data-plane-limits.ts';
import { StateTable } from '../slots/state-table.ts';
import { ChannelIn, readDataFrame, readVarint } from './channel-in.ts';
import { ChannelOut, keyReference } from './channel-out.ts';
import { HashOutlet } from './hash-outlet.ts';
import { LinkReader } from './link-reader.ts';
import { readText } from './shape-codec.ts';

const slots = 256;
const keysMax = 65_536;
const keys = Array.from({ length: 200_000 }, (_, index) => `key ${index}`);

/** The outlet of worker 0 of two, with both of its ways out: the records that stayed and the keys and records that went. */
function outletOfTwo(limits = { ...productLimits, creditWindowBytes: 1 << 30, creditWindowBytesMin: 1 << 30 }) {
  const arrived: { readonly key: string; readonly record: unknown }[] = [];
  const stayed: { readonly key: string; readonly record: unknown }[] = [];
  const [end, reader] = [new ChannelIn<string>(0, 0, productLimits, plainText, () => 0), new LinkReader()];
  let inline = 0;
  const take = (bytes: Uint8Array): void =>
    reader.push(bytes, (all, view, start, finish) => {
      const { cursor, records } = readDataFrame(all, view, start, finish);
      for (let left = records; left > 0; left--) {
        const reference = readVarint(cursor);
        const key =
          reference >= keyReference.first ? end.keys[reference - keyReference.first] : readText(cursor, plainText);
        if (key === undefined) throw new Error(`key ${reference} was never given a number`);
        if (reference === keyReference.intern) end.keys.push(key);
        if (reference === keyReference.inline) inline++;
        arrived.push({ key, record: end.decoder.read(cursor) });
      }
    });
  const channel = new ChannelOut(
    0,
    1,
    { ready: take, waiting: () => undefined, exhausted: () => undefined, replenished: () => undefined },
    limits,
    plainText,
  );
  const state = new StateTable({ slots, initial: () => ({}), beforeTouch: () => undefined, epoch: 0 });
  const table = Array.from({ length: slots }, (_, slot) => slot % 2);
  table.forEach((owner, slot) => owner === 0 && state.own(slot));
  const outlet = new HashOutlet({
    input: 0,
    slots,
    self: 0,
    table,
    solos: new Map(),
    channels: [null, channel],
    local: {
      meet: (_input, key, slot, record) => state.meet(key, slot, record),
      applying:
        () =>
        ({ key }, record) =>
          void stayed.push({ key, record }),
    },
    copies: true,
    keysMax,
    reading: { bytes: 0 },
    text: plainText,
    clock: { readAt: 0 },
  });
  return { outlet, channel, end, arrived, stayed, state, inline: () => inline };
}

it('gives numbers to the keys it remembers and to no other, however often and late they come', () => {
  const { outlet, channel, end, arrived, stayed, inline } = outletOfTwo();
  const sent = [...keys, ...keys.toReversed(), ...keys.slice(0, 10), ...keys.slice(-10)];
  sent.forEach((key, index) => outlet.send(key, index));
  channel.flush();
  expect(end.keys.length).toBeLessThanOrEqual(keysMax);
  expect(new Set(end.keys).size, 'no key has two numbers').toBe(end.keys.length);
  const remembered = new Set(keys.slice(0, keysMax));
  expect(end.keys.every((key) => remembered.has(key))).toBe(true);
  expect(inline()).toBe(arrived.filter(({ key }) => !remembered.has(key)).length);
  const inOrder = [...arrived, ...stayed].toSorted((one, other) => Number(one.record) - Number(other.record));
  expect(inOrder).toEqual(sent.map((key, record) => ({ key, record })));
});

it('leaves no trace of a record that cannot travel, wherever its state object lives', () => {
  const { outlet, channel, arrived, stayed, state } = outletOfTwo();
  for (const key of ['a', 'b', 'c', 'd', 'e', 'f'])
    expect(() => outlet.send(key, { run: () => 1 })).toThrow('cannot travel');
  channel.flush();
  expect(arrived).toEqual([]);
  expect(stayed).toEqual([]);
  expect(state.objectCounts().every((objects) => objects === 0)).toBe(true);
});
