// A record that goes another key's way changes another key's object. However many keys come, whatever is forgotten meanwhile, each
// record must find the way of its own key; and it must be found, not made anew, while there is room for it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText } from '../../api/index.ts';
import type { LazyRecord } from '@potoroo/shared/record-layout';
import type { Route } from './hash-outlet.ts';
import { WaysByBytes } from './ways-by-bytes.ts';

/** Records are a byte and a key of so many bytes. */
function waysOf(bytes: number, keysMax: number) {
  const view = new DataView(new ArrayBuffer(1 + bytes));
  const record = { $view: view, $at: 0 } as unknown as LazyRecord;
  const keyIn = (): string => plainText.decode(new Uint8Array(view.buffer), 1, 1 + bytes);
  const [made, forgotten, went]: [string[], string[], string[]] = [[], [], []];
  const ways: WaysByBytes = new WaysByBytes(
    { at: 1, bytes, keyOf: keyIn },
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
});
