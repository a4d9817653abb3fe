// A slot that moves here meets its records in their order: those that waited for it, then those that come after. Were one that
// comes late met first, the object would have seen them out of order, and no total would show it.
import { describe, expect, it } from 'vitest';
import { plainText } from '../../api/index.ts';
import { SectionEncoder } from '../checkpoint/slot-section.ts';
import { hashText, slotOf } from '../slots/hash.ts';
import { KeyedTask } from './keyed-task.ts';
import { taskNotebook } from './testing/task-notebook.ts';

const key = 'a';
const slots = 64;
const slot = slotOf(hashText(key), slots);

function stage(pendingRecordsMax = 100) {
  const notebook = taskNotebook();
  const applied: unknown[] = [];
  let blocksAfter: unknown = null;
  const clock = { now: 0, readAt: 0, source: 0 };
  const throughs: string[] = [];
  const task: KeyedTask = new KeyedTask({
    stage: 2,
    name: 'totals',
    self: 0,
    keeps: true,
    epoch: 0,
    pendingRecordsMax,
    slots,
    owned: [],
    solos: new Map(),
    operator: {
      initial: () => ({ n: 0 }),
      input: () => (_key, record, state) => {
        applied.push([record, (state as { n: number }).n++]);
        if (record === blocksAfter) task.gate.blocked = true;
        return true;
      },
    },
    host: notebook.host,
    text: plainText,
    inputOf: () => 0,
    inputs: [],
    channels: [],
    localExchanges: [0],
    through: (readAt) => throughs.push(`${applied.length} by ${readAt}`),
    clock,
    turn: { left: Number.POSITIVE_INFINITY },
  });
  /** As an outlet of the same worker does. */
  const send = (record: unknown): void => {
    const object = task.meet(0, key, slot, record);
    if (object !== null) task.applying(0)(object, record);
  };
  const encoder = new SectionEncoder(plainText);
  const draft = encoder.open();
  encoder.add(draft, key, { n: 7 });
  const state = { stage: 2, slot, epoch: 1, full: true, deltas: 0, section: encoder.close(draft) };
  const cut = (): void => {
    notebook.change = { moves: [{ slot, from: 1, to: 0, warm: false }], everything: false, solos: null };
    task.localBarrier(0, 1);
  };
  return {
    task,
    applied,
    send,
    cut,
    state,
    clock,
    throughs,
    log: notebook.log,
    block: (after: unknown) => (blocksAfter = after),
  };
}

describe('a slot that moves here', () => {
  it('meets what waited for it first, in order, and takes no other until then, although the way out closes meanwhile', () => {
    const { task, applied, send, cut, state, log, block } = stage();
    cut();
    for (const record of [1, 2, 3]) send(record);
    expect(applied).toEqual([]);
    block(1);
    task.arrive(state);
    expect([applied, log.includes(`installed ${slot}`)]).toEqual([[[1, 7]], false]);
    task.gate.blocked = false;
    expect(task.pending.full, '2 and 3 go first').toBe(true);
    expect(() => send(4)).toThrow('I16: a record is met before those that waited');
    task.resume();
    expect(task.pending.full).toBe(false);
    send(4);
    expect(applied).toEqual([
      [1, 7],
      [2, 8],
      [3, 9],
      [4, 10],
    ]);
    expect(log.filter((line) => line === `installed ${slot}`)).toHaveLength(1);
  });

  it('says of what waited when it was read, and where, however late it is met', () => {
    const { task, applied, send, cut, state, clock, throughs } = stage();
    cut();
    for (const [record, readAt] of [
      [1, 5],
      [2, 5],
      [3, 8],
    ] as const) {
      Object.assign(clock, { now: readAt, readAt, source: readAt });
      send(record);
    }
    Object.assign(clock, { now: 30, readAt: 30, source: 0 });
    throughs.length = 0;
    task.arrive(state);
    expect(applied).toHaveLength(3);
    expect(throughs.filter((told) => !told.startsWith('0 '))).toEqual(['2 by 5', '3 by 8']);
    expect(clock.source, 'what leaves now came of that source').toBe(8);
  });

  it('is kept until this worker has cut, where it comes before', () => {
    const { task, applied, send, cut, state, log } = stage();
    task.arrive(state);
    expect([log, task.table.incoming]).toEqual([[], false]);
    cut();
    send(1);
    expect([applied, log.at(-1)]).toEqual([[[1, 7]], `installed ${slot}`]);
  });

  it('I8: must be here, with all that waited for it, before the next cut', () => {
    const { task, cut } = stage();
    cut();
    expect(() => task.localBarrier(0, 2)).toThrow(`I8: slot ${slot} is incoming`);
    const other = stage();
    other.cut();
    other.send(1);
    expect(() => other.task.localBarrier(0, 2)).toThrow('I8: 1 records wait');
  });

  it('fills the task with what waits for it, up to a bound', () => {
    const { task, send, cut, state } = stage(2);
    cut();
    for (const record of [1, 2]) send(record);
    expect(task.pending.full).toBe(true);
    task.arrive(state);
    expect(task.pending.full).toBe(false);
  });
});
