/** What alphabet must answer: the running total of the letter after every vote. In input order, which is order per key. */
import { readFrames } from './reading.ts';

export function expectTotals(framed: Uint8Array): readonly string[] {
  const totals = new Map<string, bigint>();
  return readFrames(framed).map((payload) => {
    const letter = payload.toString('latin1', 0, 1);
    const total = (totals.get(letter) ?? 0n) + BigInt(payload.readUInt32BE(1));
    totals.set(letter, total);
    return `${letter} => ${total}`;
  });
}
