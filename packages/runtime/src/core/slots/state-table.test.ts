// The state table says which object a record meets and what a checkpoint takes. One that answers for a slot that is not here
// would let two workers change the same object.
import { describe, expect, it } from 'vitest';
import type { StateObject } from './state-table.ts';
import { StateTable } from './state-table.ts';

const nobody = new Map<number, unknown>();
function table(epoch = 0) {
  const touched: string[] = [];
  const made = new StateTable({
    slots: 4,
    initial: (key) => (key === 'none' ? undefined : { n: 0 }),
    beforeTouch: ({ key }) => void touched.push(key),
    epoch,
  });
  return { table: made, touched };
}
function meet(from: StateTable, key: string, slot: number): StateObject {
  const object = from.meet(key, slot, null);
  if (object === null) throw new Error('the object could be made');
  return object;
}
const cutOf = (from: StateTable, epoch: number, whole = false, leaving = nobody) =>
  from
    .cut(epoch, () => whole, leaving)
    .map(
      ({ slot, full, objects }) => `${slot}${full ? ' whole' : ''}: ${Array.from(objects, ({ key }) => key).join()}`,
    );

describe('a state table', () => {
  it('I4: has no object of a slot that is not here', () => {
    const { table: of } = table();
    of.own(1);
    expect(meet(of, 'a', 1)).toBe(meet(of, 'a', 1));
    for (const slot of [0, 4]) expect(() => of.meet('a', slot, null)).toThrow('I4: slot');
    of.leave(1);
    expect(() => of.meet('a', 1, null)).toThrow('I4');
    expect(of.objectCounts()).toEqual([0, 0, 0, 0]);
  });

  it('makes an object at its first record, and again at the next where it could not be made', () => {
    const { table: of } = table();
    of.own(0);
    expect([of.meet('none', 0, null), of.meet('none', 0, null)]).toEqual([null, null]);
    expect(of.objectCounts()[0]).toBe(0);
  });

  it('asks before an object changes for the first time since a cut, and only then', () => {
    const { table: of, touched } = table();
    of.own(0);
    const object = meet(of, 'a', 0);
    of.touch(object);
    expect(touched, 'it was made in this epoch').toEqual([]);
    of.cut(1, () => false, nobody);
    for (let time = 0; time < 3; time++) of.touch(object);
    expect(touched).toEqual(['a']);
    of.cut(2, () => false, nobody);
    of.touch(object);
    expect(touched).toEqual(['a', 'a']);
  });

  it('gives a checkpoint what was touched since the last one, and everything where everything was', () => {
    const { table: of } = table();
    for (const slot of [0, 1]) of.own(slot);
    const [a] = [meet(of, 'a', 0), meet(of, 'b', 0), meet(of, 'c', 1)];
    expect(cutOf(of, 1)).toEqual(['0 whole: a,b', '1 whole: c']);
    expect(cutOf(of, 2)).toEqual([]);
    of.touch(a);
    expect(cutOf(of, 3)).toEqual(['0: a']);
    expect(cutOf(of, 4, true), 'asked for').toEqual(['0 whole: a,b', '1 whole: c']);
  });

  it('gives a slot whole at least every 33 checkpoints, not all slots at the same one', () => {
    const { table: of } = table();
    const objects = [0, 1, 2, 3].flatMap((slot) => {
      of.own(slot);
      meet(of, `idle ${slot}`, slot);
      return [meet(of, `busy ${slot}`, slot)];
    });
    of.cut(1, () => false, nobody);
    const wholeAt = new Map<number, number[]>();
    for (let epoch = 2; epoch < 110; epoch++) {
      for (const object of objects) of.touch(object);
      for (const { slot, full } of of.cut(epoch, () => false, nobody))
        if (full) wholeAt.set(slot, [...(wholeAt.get(slot) ?? [1]), epoch]);
    }
    const firsts = [...wholeAt.values()].map((epochs) => epochs[1]);
    expect(new Set(firsts).size).toBe(4);
    for (const epochs of wholeAt.values())
      for (const [index, epoch] of epochs.entries())
        if (index > 0) expect(epoch - (epochs[index - 1] ?? 0)).toBeLessThanOrEqual(33);
  });

  it('gives a slot that leaves, although it is empty: its new owner waits for it', () => {
    const { table: of } = table();
    for (const slot of [0, 1]) of.own(slot);
    expect(cutOf(of, 1, false, new Map([[1, null]]))).toEqual(['1 whole: ']);
  });

  it('I9: takes a slot once, I8: and neither cuts nor gives away one that is still coming', () => {
    const { table: of } = table();
    of.own(0);
    expect(() => of.expect(0)).toThrow('I9');
    of.expect(1);
    expect([of.isIncoming(1), of.isIncoming(0), of.incoming]).toEqual([true, false, true]);
    expect(() => of.leave(1)).toThrow('I8');
    expect(() => of.cut(1, () => false, nobody)).toThrow('I8');
    of.settle(1, 3);
    expect([of.deltasOf(1), of.incoming]).toEqual([3, false]);
    expect(() => of.settle(1, 3)).toThrow('I9');
  });

  it('I11: cuts the epoch that is open, going on from the last complete one', () => {
    const { table: of } = table(7);
    expect(() => of.cut(7, () => false, nobody)).toThrow('I11: epoch 7 is cut while epoch 8');
    expect(of.cut(8, () => false, nobody)).toEqual([]);
  });

  it('knows nothing as touched that was put there by a recovery', () => {
    const { table: of, touched } = table(7);
    of.own(0);
    of.put(0, 'a', { n: 1 });
    of.put(0, 'a', { n: 2 });
    of.put(0, 'b', { n: 3 });
    of.loaded(0, 2);
    expect(cutOf(of, 8)).toEqual([]);
    const object = meet(of, 'a', 0);
    expect(object.value).toEqual({ n: 2 });
    of.touch(object);
    expect([touched, cutOf(of, 9)]).toEqual([['a'], ['0: a']]);
  });

  it('gives an object a slot of its own at a cut, and what it leaves behind is given whole, although it may be empty', () => {
    const { table: of, touched } = table();
    of.own(0);
    meet(of, 'a', 0);
    meet(of, 'b', 0);
    of.cut(1, () => false, nobody);
    of.touch(meet(of, 'a', 0));
    of.split('a', 0, 5);
    expect(cutOf(of, 2), 'also where nothing else was touched').toEqual(['0 whole: b', '5 whole: a']);
    expect([of.objectCounts(), meet(of, 'a', 5).slot]).toEqual([[1, 0, 0, 0, 0, 1], 5]);
    of.split('b', 0, 4);
    expect(cutOf(of, 3)).toEqual(['0 whole: ', '4 whole: b']);
    expect(cutOf(of, 4), 'once').toEqual([]);
    of.touch(meet(of, 'a', 5));
    expect([touched, cutOf(of, 5)]).toEqual([['a', 'a'], ['5 whole: a']]);
    of.split('new', 0, 6);
    expect(cutOf(of, 6), 'of a key without an object nothing is kept').toEqual([]);
  });

  it('brings an object home at a cut, where it is part of the checkpoint like one that was touched', () => {
    const { table: of } = table();
    of.own(0);
    of.own(5);
    meet(of, 'b', 0);
    const { value } = meet(of, 'a', 5);
    of.cut(1, () => false, nobody);
    of.merge('a', 5, 0);
    expect([of.has(5), cutOf(of, 2)]).toEqual([false, ['0: a']]);
    expect(meet(of, 'a', 0).value).toBe(value);
    of.own(6);
    of.merge('never met', 6, 0);
    expect(of.objectCounts()[0]).toBe(2);
  });

  it('I9: has an object in one slot: neither splits into one that is taken nor merges with one that is there', () => {
    const { table: of } = table();
    for (const slot of [0, 5]) {
      of.own(slot);
      meet(of, 'a', slot);
    }
    expect(() => of.split('b', 0, 5)).toThrow('I9: slot 5');
    expect(() => of.merge('a', 5, 0)).toThrow('I9: key a is in slots 5 and 0');
  });

  it('gives everything where the last checkpoint was not kept, empty slots too', () => {
    const { table: of } = table();
    of.own(0);
    meet(of, 'a', 0);
    of.cut(1, () => false, nobody);
    of.split('a', 0, 4);
    of.cut(2, () => false, nobody);
    const cuts = of.cut(3, () => false, nobody, true);
    expect(cuts.map(({ slot, full, replaces, count }) => [slot, full, replaces, count])).toEqual([
      [0, true, true, 0],
      [4, true, true, 1],
    ]);
  });

  it('counts what was applied since the start, however often it is asked', () => {
    const { table: of } = table();
    of.recent[1] = 3;
    expect(of.applied[1]).toBe(3);
    of.recent[1] = 2;
    of.recent[2] = 1;
    expect(of.applied[1]).toBe(5);
    expect(Array.from(of.applied.slice(0, 4))).toEqual([0, 5, 1, 0]);
  });
});
