// Tasks decide when a record may be taken, applied and released. One that takes a record past a barrier, forgets a waiting
// frame or writes an epoch early breaks what the whole run promises; here each is watched alone, by hand.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KeyedOperator } from '../../api/index.ts';
import { plainText } from '../../api/index.ts';
import { productLimits } from '../data-plane-limits.ts';
import type { ChannelFrame } from '../exchange/channel-in.ts';
import { ChannelIn } from '../exchange/channel-in.ts';
import { ChannelOut } from '../exchange/channel-out.ts';
import type { SlotMove } from '../placement/moves.ts';
import type { KeyEntry } from './meeting.ts';
import { KeyedTask } from './keyed-task.ts';
import { Outbox } from './outbox.ts';
import { barrier, dataFrame, rows, sinkTask, window } from './testing/sink-at-work.ts';
import { taskNotebook } from './testing/task-notebook.ts';

/** Data frames as a sender makes them. */
function framesOf(records: readonly (readonly [key: string, record: unknown])[]): readonly Uint8Array[] {
  const frames: Uint8Array[] = [];
  const none = (): void => undefined;
  const channel = new ChannelOut(
    0,
    1,
    { ready: (bytes) => void frames.push(bytes.slice()), waiting: none, exhausted: none, replenished: none },
    productLimits,
    plainText,
  );
  const interned = new Map<string, number>();
  for (const [key, record] of records) interned.set(key, channel.send(key, interned.get(key) ?? -1, record, 5));
  channel.flush();
  return frames;
}
function keyedTask(channels = 2, blockAfter: (record: unknown) => boolean = () => false) {
  const { host, log } = taskNotebook();
  const ins = Array.from(
    { length: channels },
    (_, from) => new ChannelIn<KeyEntry>(0, from + 1, window, plainText, () => 0),
  );
  const applied: string[] = [];
  const operator: KeyedOperator = {
    initial: (key) => (key === 'none' ? undefined : { key }),
    input: () => (key, record) => {
      applied.push(`${key}:${String(record)}`);
      if (blockAfter(record)) task.gate.blocked = true;
      return true;
    },
  };
  const owned = Array.from({ length: 64 }, (_, slot) => slot);
  const task: KeyedTask = new KeyedTask({
    stage: 2,
    name: 'totals',
    self: 0,
    keeps: true,
    epoch: 0,
    pendingRecordsMax: 100,
    slots: 64,
    owned,
    solos: new Map(),
    operator,
    host,
    text: plainText,
    inputOf: () => 0,
    inputs: [],
    channels: ins,
    localExchanges: [0],
    through: () => undefined,
    clock: { now: 9, readAt: 0, source: 0 },
    turn: { left: Number.POSITIVE_INFINITY },
  });
  const [first, second] = ins;
  if (first === undefined || second === undefined) throw new Error('two channels at least');
  return { task, log, applied, first, second };
}

describe('the task of a keyed stage', () => {
  it('holds what follows a barrier on an early channel until all channels have cut, then goes on in order', () => {
    const { task, log, applied, first, second } = keyedTask();
    const [one, two] = [
      framesOf([['a', 1]]),
      framesOf([
        ['a', 2],
        ['b', 3],
      ]),
    ];
    const [frame] = one;
    const [later] = two;
    if (frame === undefined || later === undefined) throw new Error('each is one frame');
    task.receive(first, barrier(1));
    task.receive(first, dataFrame(later));
    task.receive(second, dataFrame(frame));
    expect([applied, log, task.queuedBytes]).toEqual([['a:1'], [], later.length]);
    task.localBarrier(0, 1);
    expect([log, Array.from(task.heldLocal)]).toEqual([[], [0]]);
    task.receive(second, barrier(1));
    expect(log).toEqual(['barrier 1 behind 2']);
    task.save(1_000);
    expect(log.filter((line) => line.startsWith('acked'))).toEqual(['acked 1']);
    expect(task.heldLocal.size).toBe(0);
    task.resume();
    expect([applied, task.queuedBytes]).toEqual([['a:1', 'a:2', 'b:3'], 0]);
  });

  it('stops within a frame when its gate closes, keeps the rest although the bytes are used again, and goes on there', () => {
    const { task, applied, first } = keyedTask(2, (record) => record === 2);
    const [bytes] = framesOf([
      ['a', 1],
      ['b', 2],
      ['a', 3],
      ['c', 4],
    ]);
    if (bytes === undefined) throw new Error('one frame');
    task.receive(first, dataFrame(bytes));
    bytes.fill(0xff);
    task.receive(first, barrier(1));
    expect(applied).toEqual(['a:1', 'b:2']);
    task.resume();
    expect(applied, 'the gate is still closed').toEqual(['a:1', 'b:2']);
    task.gate.blocked = false;
    task.resume();
    expect(applied).toEqual(['a:1', 'b:2', 'a:3', 'c:4']);
    expect(first.held, 'the barrier kept its place behind the data').toBe(true);
  });

  it('counts what it applied per slot, and meets a key again whose first value could not be made', () => {
    const { task, applied, first } = keyedTask();
    for (const bytes of framesOf([
      ['none', 1],
      ['a', 2],
      ['none', 3],
      ['a', 4],
    ]))
      task.receive(first, dataFrame(bytes));
    expect(applied).toEqual(['a:2', 'a:4']);
    expect(task.table.applied.reduce((sum, count) => sum + count, 0)).toBe(2);
    expect(task.table.objectCounts().reduce((sum, count) => sum + count, 0)).toBe(1);
  });

  it('I4: refuses a record for a slot it does not own', () => {
    const { task } = keyedTask();
    expect(() => task.meet(0, 'a', 64, 1)).toThrow('I4');
  });
});

describe('an outbox', () => {
  it('releases the bytes of its epochs in order, none before its epoch, however they were appended', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.uint8Array({ maxLength: 50 }), fc.constant('seal')), { maxLength: 60 }),
        (moves) => {
          const outbox = new Outbox(32);
          const epochs: number[][] = [[]];
          for (const move of moves) {
            if (typeof move === 'string') {
              outbox.seal(epochs.length);
              epochs.push([]);
            } else {
              outbox.append(move, 1);
              epochs.at(-1)?.push(...move);
            }
          }
          const open = epochs.at(-1)?.length ?? 0;
          for (let epoch = 1; epoch < epochs.length; epoch++) {
            const released = outbox.releasable(epoch);
            expect(
              released.map((sealed) => [sealed.epoch, sealed.chunks.flatMap((chunk) => Array.from(chunk))]),
            ).toEqual([[epoch, epochs[epoch - 1]]]);
            for (const sealed of released) outbox.forget(sealed);
          }
          expect(outbox.bytes).toBe(open);
        },
      ),
    );
  });

  it('keeps no grip on the bytes it was given, and counts a released epoch until it is forgotten', () => {
    const outbox = new Outbox(1_000);
    const bytes = Uint8Array.of(1, 2, 3);
    outbox.append(bytes, 1);
    bytes.fill(9);
    outbox.seal(1);
    const [sealed] = outbox.releasable(7);
    if (sealed === undefined) throw new Error('one epoch was sealed');
    expect([Array.from(sealed.chunks[0] ?? []), sealed.records, outbox.bytes]).toEqual([[1, 2, 3], 1, 3]);
    outbox.forget(sealed);
    expect(outbox.bytes).toBe(0);
    expect(() => outbox.forget(sealed)).toThrow('more bytes were released');
  });
});

const preamble = (text: string): ChannelFrame => ({ type: 'preamble', content: plainText.encode(text) });

describe('the task of a sink', () => {
  it('I14: writes an epoch only when it is complete, and I13: in order, and reports each as released', () => {
    const { task, first, second, written, log } = sinkTask();
    task.receive(first, rows('a\nb\n'));
    task.write(plainText.encode('c\n'));
    task.localBarrier(0, 1);
    task.receive(first, barrier(1));
    task.receive(first, rows('d\n'));
    task.receive(second, barrier(1));
    task.resume();
    expect([written(), log]).toEqual(['', ['store 0 of 1', 'acked 1']]);
    task.complete(1);
    expect(written()).toBe('a\nb\nc\n<release>');
    task.written(1);
    expect([task.released, log]).toEqual([3, ['store 0 of 1', 'acked 1', 'released']]);
    expect(() => task.written(1)).toThrow('I13');
    expect(task.queuedBytes).toBe(2);
  });

  it('says after a loss how much has left, and how much leaves again', () => {
    const { task, first, second, stored } = sinkTask();
    for (const [index, text] of ['a\n', 'b\nc\n', 'd\n'].entries()) {
      task.write(plainText.encode(text));
      task.localBarrier(0, index + 1);
      for (const channel of [first, second]) task.receive(channel, barrier(index + 1));
    }
    for (const [released, left] of [
      [1, 2],
      [2, 6],
      [3, 8],
    ] as const) {
      const after = sinkTask();
      after.task.load(
        stored.map(({ section }) => section),
        released,
      );
      after.task.start();
      expect(after.effects).toMatchObject([{ type: 'open-sink', stage: 4, bytes: 8, left }]);
    }
  });

  it('I16: keeps a frame behind those of its channel that wait, although the task has just cut', () => {
    const { task, first, second, written } = sinkTask();
    task.localBarrier(0, 1);
    task.receive(first, barrier(1));
    task.receive(first, rows('1\n'));
    task.receive(second, barrier(1));
    task.receive(first, rows('2\n'));
    task.resume();
    task.localBarrier(0, 2);
    task.receive(first, barrier(2));
    task.receive(second, barrier(2));
    task.complete(2);
    expect(written()).toBe('<release>1\n2\n<release>');
  });

  it('writes a preamble once, and refuses the rows of a channel that brings another', () => {
    const { task, first, second, written, refused } = sinkTask();
    task.preamble(plainText.encode('id,n\n'));
    task.write(plainText.encode('a,1\n'));
    expect(() => task.preamble(plainText.encode('id,m\n'))).toThrow('other columns');
    task.receive(first, preamble('id,n\n'));
    task.receive(first, rows('b,2\n'));
    task.receive(second, preamble('n,id\n'));
    task.receive(second, rows('3,c\n4,d\n'));
    for (const channel of [first, second]) task.receive(channel, barrier(1));
    task.localBarrier(0, 1);
    task.complete(1);
    expect([written(), refused]).toEqual(['id,n\na,1\nb,2\n<release>', [2]]);
  });

  it('reports a full outbox once, and that it has room when half of it is written', () => {
    const { task, first, second, reports } = sinkTask({ ...productLimits, outboxBytesMax: 8 });
    for (const row of ['123\n', '567\n', '9\n', '1\n']) task.write(plainText.encode(row));
    expect(reports).toEqual([{ type: 'outbox', stage: 4, full: true }]);
    for (const channel of [first, second]) task.receive(channel, barrier(1));
    task.localBarrier(0, 1);
    task.complete(1);
    expect(reports.filter(({ type }) => type === 'outbox')).toHaveLength(1);
    task.written(1);
    expect(reports.at(-1)).toEqual({ type: 'outbox', stage: 4, full: false });
  });

  it('does not report room while more than half of a full outbox waits', () => {
    const { task, first, second, reports } = sinkTask({ ...productLimits, outboxBytesMax: 8 });
    const cut = (epoch: number): void => {
      for (const channel of [first, second]) task.receive(channel, barrier(epoch));
      task.localBarrier(0, epoch);
    };
    const told = (): readonly unknown[] => reports.filter(({ type }) => type === 'outbox');
    task.write(plainText.encode('123\n'));
    cut(1);
    task.write(plainText.encode('1234567\n'));
    const full = { type: 'outbox', stage: 4, full: true };
    expect(told()).toEqual([full]);
    cut(2);
    task.complete(1);
    task.written(1);
    expect(told(), 'eight bytes of eight wait').toEqual([full]);
    task.complete(2);
    task.written(2);
    expect(told()).toEqual([full, { ...full, full: false }]);
  });

  it('only passes barriers where it does not own the shard', () => {
    const { task, first, second, written, log } = sinkTask(productLimits, false);
    for (const channel of [first, second]) task.receive(channel, barrier(1));
    task.localBarrier(0, 1);
    task.complete(1);
    expect([written(), log]).toEqual(['', ['acked 1']]);
  });

  it('hands its shard over when its device has closed it, with what the receiver may not have read', () => {
    const [before, after] = [sinkTask(), sinkTask(productLimits, false)];
    const move = { from: 0, to: 1, slot: 0, warm: false };
    const cut = ({ task, first, second, notebook }: typeof before, moves: readonly SlotMove[]): void => {
      notebook.change = { ...notebook.change, moves };
      for (const channel of [first, second]) task.receive(channel, barrier(1));
      task.localBarrier(0, 1);
    };
    before.task.start();
    before.task.write(plainText.encode('a\n'));
    before.effects.length = 0;
    cut(before, [move]);
    expect([before.written(), before.log], 'the checkpoint waits for no receiver').toEqual([
      '<close-sink>',
      ['store 0 of 1', 'acked 1'],
    ]);
    before.task.left(Uint8Array.of(7, 8));
    expect(before.log.at(-1)).toBe('hand 0 over to 1 whole');
    cut(after, [{ ...move, from: 1, to: 0 }]);
    after.task.complete(1);
    expect(after.written(), 'it is not here yet').toBe('');
    for (const { state } of before.notebook.handedOver) after.task.arrive(state);
    expect(after.effects[0]).toEqual({ type: 'open-sink', stage: 4, bytes: 2, left: 0, unread: Uint8Array.of(7, 8) });
    expect(after.written()).toBe('<open-sink>a\n<release>');
  });
});
