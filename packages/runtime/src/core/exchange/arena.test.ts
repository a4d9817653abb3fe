// Bytes that are handed over must not change under whoever has them, and a channel that once met a huge record must not keep
// memory for another.
import { expect, it } from 'vitest';
import { Arena } from './arena.ts';

it('hands over what was written, and never writes into it again', () => {
  const arena = new Arena(64);
  const taken = [8, 60, 64, 1_000, 3].map((length, index) => {
    arena.append(new Uint8Array(length).fill(index + 1));
    return arena.take();
  });
  expect(taken.map((bytes) => [bytes.length, bytes.every((byte) => byte === bytes[0]), bytes[0]])).toEqual([
    [8, true, 1],
    [60, true, 2],
    [64, true, 3],
    [1_000, true, 4],
    [3, true, 5],
  ]);
});

it('gives up what it grew to for one record, taken back or sent', () => {
  const arena = new Arena(64);
  arena.reserve(1_000_000);
  arena.append(Uint8Array.of(7));
  expect(arena.take()).toEqual(Uint8Array.of(7));
  expect(arena.bytes.length).toBe(64);
  arena.append(new Uint8Array(1_000_000));
  expect(arena.take().length).toBe(1_000_000);
  expect(arena.bytes.length).toBe(64);
});
