// What would break: a receiver that was lost and is back gets bytes twice where it must not, not at all, or in a wrong order.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { limits } from '@potoroo/shared/limits';
import { type Output, SentOutputs } from './sent-outputs.ts';

const pieceAt = (at: number, wire: Uint8Array): Output => ({ at, end: at + wire.length, last: at, wire, isOut: false });

test('what is sent again is what was written last, whole and in its order, however it was cut and gathered', () => {
  const act = fc.oneof(
    { weight: 6, arbitrary: fc.record({ type: fc.constant('write'), bytes: fc.integer({ min: 1, max: 90_000 }) }) },
    { weight: 6, arbitrary: fc.record({ type: fc.constant('out'), pieces: fc.integer({ min: 1, max: 4 }) }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('lose') }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('go back'), pieces: fc.integer({ min: 1, max: 6 }) }) },
  );
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
      const sent = new SentOutputs();
      let written = Buffer.alloc(0);
      let waiting: Output[] = [];
      const ends = [0];
      let drawn = 0;
      for (const each of acts) {
        if ('bytes' in each) {
          const piece = pieceAt(written.length, Buffer.alloc(each.bytes, ++drawn));
          sent.cutAt(piece.at);
          sent.add(piece);
          waiting.push(piece);
          written = Buffer.concat([written, piece.wire]);
          ends.push(written.length);
        } else if (each.type === 'out' && 'pieces' in each) {
          for (const piece of waiting.splice(0, each.pieces)) piece.isOut = true;
          sent.forgetFar();
        } else if ('pieces' in each) {
          ends.splice(Math.max(1, ends.length - each.pieces));
          const place = ends.at(-1) ?? 0;
          written = written.subarray(0, place);
          waiting = waiting.filter(({ end }) => end <= place);
          sent.cutAt(place);
        } else {
          waiting = [...sent.resend()];
          expect(Buffer.concat(waiting.map(({ wire }) => wire))).toEqual(written);
        }
        expect(sent.bytes).toBe(written.length);
        expect(sent.isEmpty).toBe(written.length === 0);
      }
      expect(Buffer.concat(sent.resend().map(({ wire }) => wire)).equals(written)).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test('as much is kept as the system may hold, and little more, in few pieces', () => {
  const sent = new SentOutputs();
  const bytes = 1_000;
  for (let at = 0; at < limits.receiverWindowBytes * 2; at += bytes) {
    const piece = pieceAt(at, new Uint8Array(bytes));
    sent.add(piece);
    piece.isOut = true;
    sent.forgetFar();
  }
  // A small piece counts for half a kilobyte more.
  const window = Math.ceil((limits.receiverWindowBytes * bytes) / (bytes + 512));
  const kept = sent.bytes;
  expect(kept).toBeGreaterThanOrEqual(window);
  expect(kept).toBeLessThan(window + 100_000);
  expect(sent.resend().length).toBeLessThan(1_000);
});

test('pieces with ids are forgotten only up to the frame that was acknowledged', () => {
  const sent = new SentOutputs();
  for (let at = 0; at < 30; at += 10)
    sent.add({ at, end: at + 10, last: at + 5, wire: new Uint8Array(42), isOut: false });
  sent.acknowledged(14);
  expect(sent.from).toBe(10);
  sent.acknowledged(25);
  expect([sent.from, sent.isEmpty]).toEqual([null, true]);
});
