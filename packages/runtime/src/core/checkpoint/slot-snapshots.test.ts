// A checkpoint is taken while records go on changing what it takes. Were an object encoded as it stands after the cut, or not
// at all, a recovery would begin with something that never was; were everything encoded at once, all keys would wait for it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText } from '../../api/index.ts';
import { hashText, slotOf } from '../slots/hash.ts';
import type { StateObject } from '../slots/state-table.ts';
import { StateTable } from '../slots/state-table.ts';
import { SectionDecoder } from './slot-section.ts';
import type { FinishedSlot } from './slot-snapshots.ts';
import { SlotSnapshots } from './slot-snapshots.ts';

const slots = 8;
type Value = { n: number; readonly list: (string | { readonly at: number })[]; label?: string };

/** A stage of one worker that owns every slot, and what its checkpoints hold by now. */
class Stage {
  readonly snapshots = new SlotSnapshots(plainText, 'totals');
  readonly table: StateTable;
  readonly #chains = new Map<number, Uint8Array[]>();
  #epoch = 0;

  constructor() {
    this.table = new StateTable({
      slots,
      initial: (): Value => ({ n: 0, list: [] }),
      beforeTouch: (object) => this.snapshots.beforeTouch(object),
      epoch: 0,
    });
    for (let slot = 0; slot < slots; slot++) this.table.own(slot);
  }

  change(key: string, how: number): void {
    const object = this.table.meet(key, slotOf(hashText(key), slots), null);
    if (object === null) throw new Error('every key has an object');
    this.table.touch(object);
    const value = object.value as Value;
    value.n += how;
    if (how % 3 === 0) value.list.push(`é${how}`);
    else if (how % 3 === 1) value.list.push({ at: how });
    else if (value.label === undefined) value.label = key;
    else value.list.length = 0;
  }

  cut(whole: ReadonlySet<number>): void {
    this.runToTheEnd();
    this.#epoch++;
    const cuts = this.table.cut(this.#epoch, (slot) => whole.has(slot), new Map());
    this.snapshots.begin(
      this.#epoch,
      cuts.map((cut) => ({ ...cut, to: null, deltas: this.table.deltasOf(cut.slot) })),
    );
  }

  run(bytes: number): void {
    this.snapshots.run(bytes, ({ slot, full, section }) => {
      this.#chains.set(slot, full ? [section] : [...(this.#chains.get(slot) ?? []), section]);
    });
  }

  runToTheEnd(): void {
    while (this.snapshots.busy) this.run(100);
  }

  /** What a recovery would read. */
  read(): ReadonlyMap<string, unknown> {
    const decoder = new SectionDecoder(plainText);
    const objects = new Map<string, unknown>();
    for (const chain of this.#chains.values())
      for (const section of chain) decoder.read(section, (key, value) => objects.set(key, value));
    return objects;
  }

  copy(): ReadonlyMap<string, unknown> {
    const objects = new Map<string, unknown>();
    for (let slot = 0; slot < slots; slot++)
      for (const { key, value } of this.table.objectsOf(slot)) objects.set(key, structuredClone(value));
    return objects;
  }
}

const move = fc.oneof(
  { weight: 12, arbitrary: fc.record({ type: fc.constant('change' as const), key: fc.nat(30), how: fc.nat(20) }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('run' as const), bytes: fc.integer({ min: 1, max: 400 }) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('cut' as const), whole: fc.array(fc.nat(slots - 1)) }) },
);

describe('the snapshots of a stage', () => {
  it('hold every object as it stood at the cut, however records, slices and cuts are interleaved', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 150 }), (moves) => {
        const stage = new Stage();
        let expected: ReadonlyMap<string, unknown> = new Map();
        for (const step of moves) {
          if (step.type === 'change') stage.change(`k${step.key}`, step.how);
          else if (step.type === 'run') stage.run(step.bytes);
          else {
            stage.runToTheEnd();
            expect(stage.read()).toEqual(expected);
            stage.cut(new Set(step.whole));
            expected = stage.copy();
          }
        }
        stage.runToTheEnd();
        expect(stage.read()).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('take no more in one slice than it is given, and one object', () => {
    const stage = new Stage();
    for (let key = 0; key < 2_000; key++) stage.change(`key ${String(key).padStart(5, '0')}`, 3);
    stage.cut(new Set());
    const taken = (): number => {
      let objects = 0;
      for (let slot = 0; slot < slots; slot++)
        for (const { saved } of stage.table.objectsOf(slot)) if (saved === 1) objects++;
      return objects;
    };
    // An object takes some 20 bytes with its key.
    let before = 0;
    let slices = 0;
    while (stage.snapshots.busy) {
      stage.run(400);
      const after = taken();
      expect(after - before).toBeLessThanOrEqual(400 / 15);
      before = after;
      slices++;
    }
    expect(before).toBe(2_000);
    expect(slices).toBeGreaterThan(50);
  });

  it('encode an object that is about to change right then, once', () => {
    const stage = new Stage();
    for (const key of ['a', 'b', 'c']) stage.change(key, 1);
    stage.cut(new Set());
    stage.change('b', 5);
    stage.change('b', 6);
    const fresh = 'made after the cut';
    stage.change(fresh, 1);
    stage.runToTheEnd();
    const read = stage.read();
    expect(read.get('b')).toEqual({ n: 1, list: [{ at: 1 }] });
    expect(read.has(fresh)).toBe(false);
  });

  it('leave out what nothing touched, and take all of a slot that asks for it', () => {
    const stage = new Stage();
    for (let key = 0; key < 40; key++) stage.change(`k${key}`, 1);
    stage.cut(new Set());
    stage.runToTheEnd();
    stage.change('k1', 1);
    const finished: FinishedSlot[] = [];
    const seen = (whole: number | null): readonly number[] => {
      finished.length = 0;
      stage.cut(new Set(whole === null ? [] : [whole]));
      while (stage.snapshots.busy) stage.snapshots.run(1_000, (slot) => void finished.push(slot));
      return finished.map(({ count }) => count);
    };
    expect(seen(null)).toEqual([1]);
    expect(seen(null), 'nothing was touched').toEqual([]);
    const other = slotOf(hashText('k2'), slots);
    expect(seen(other)[0]).toBe(Array.from(stage.table.objectsOf(other)).length);
    expect(finished[0]?.full).toBe(true);
  });

  it('name the key and the state of an object that cannot be kept', () => {
    const stage = new Stage();
    stage.change('bad', 1);
    const [object] = stage.table.objectsOf(slotOf(hashText('bad'), slots)) as Iterable<StateObject>;
    if (object === undefined) throw new Error('there is one object');
    object.value = { run: () => 1 };
    stage.cut(new Set());
    expect(() => stage.runToTheEnd()).toThrow(
      /the object of key "bad" of state totals cannot be kept in a checkpoint: .*; keep plain data in a state object, 16 MiB of it at most/,
    );
  });
});
