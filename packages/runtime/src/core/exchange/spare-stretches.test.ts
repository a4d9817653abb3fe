import { expect, it } from 'vitest';
import { Arena } from './arena.ts';
import { SpareStretches } from './spare-stretches.ts';

it('memory that was given back is written into again, and no other', () => {
  const spares = new SpareStretches(16);
  const arena = new Arena(16, spares);
  arena.append(new Uint8Array(10).fill(1));
  const first = arena.take();
  arena.append(new Uint8Array(10).fill(2));
  const second = arena.take();
  expect(first).toEqual(new Uint8Array(10).fill(1));
  expect(second.buffer).not.toBe(first.buffer);

  spares.giveBack(new Uint8Array(15));
  spares.giveBack(second.subarray(1));
  spares.giveBack(first);
  arena.append(new Uint8Array(10).fill(3));
  expect(arena.take().buffer).not.toBe(second.buffer);
  arena.append(new Uint8Array(10).fill(4));
  expect(arena.take().buffer).toBe(first.buffer);
  expect(second).toEqual(new Uint8Array(10).fill(2));
});

it('a stretch that had to grow is not kept', () => {
  const spares = new SpareStretches(16);
  const arena = new Arena(16, spares);
  arena.append(new Uint8Array(40).fill(1));
  const large = arena.take();
  spares.giveBack(large);
  expect(spares.take().buffer).not.toBe(large.buffer);
});
