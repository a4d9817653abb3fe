// Outputs that leave before their epoch. Were a checkpoint kept before what left is on the disk, a loss would end the run:
// its file would be shorter than the checkpoint says.
import { describe, expect, it } from 'vitest';
import { plainText } from '../../api/index.ts';
import { readOutputs } from '../checkpoint/output-section.ts';
import { productLimits } from '../data-plane-limits.ts';
import type { SlotMove } from '../placement/moves.ts';
import { barrier, rows, sinkTask } from './testing/sink-at-work.ts';

describe('the task of a sink that writes at once', () => {
  it('lets outputs of a preview leave at the end of their turn, and an epoch says only where they stood', () => {
    const limits = { ...productLimits, outboxBytesMax: 8 };
    const { task, first, second, written, effects, reports, stored } = sinkTask(limits, true, true);
    task.start();
    expect(written()).toBe('<open-sink>');
    task.write(plainText.encode('a\n'));
    task.receive(first, rows('b\nc\n'));
    expect(written(), 'the turn goes on').toBe('');
    task.flush();
    task.flush();
    expect(written()).toBe('a\nb\nc\n<flush-sink>');
    task.write(plainText.encode('1234567\n'));
    for (const channel of [first, second]) task.receive(channel, barrier(1));
    task.localBarrier(0, 1);
    expect(effects).toMatchObject([
      { type: 'write', at: 6 },
      { type: 'flush-sink', bytes: 8 },
    ]);
    written();
    expect(readOutputs(stored[0]?.section ?? new Uint8Array(0)).sealed).toMatchObject({
      from: { bytes: 14, records: 0 },
      records: 4,
      bytes: 0,
    });
    expect(reports.at(0), 'what has left and is not out of our hands').toMatchObject({ type: 'outbox', full: true });
    task.flushed(6);
    task.flushed(8);
    expect(reports.at(-1)).toMatchObject({ type: 'outbox', full: false });
    task.complete(1);
    expect([written(), task.released, task.queuedBytes]).toEqual(['<release>', 4, 0]);
    task.written(1);
    expect(reports.at(-1)).toEqual({ type: 'released', stage: 4, epoch: 1, records: 4 });

    const after = sinkTask(productLimits, true, true);
    after.task.load([stored[0]?.section ?? new Uint8Array(0)], 0);
    after.task.start();
    expect(after.effects[0]).toEqual({ type: 'open-sink', stage: 4, bytes: 14, left: 14, unread: new Uint8Array(0) });
    after.task.write(plainText.encode('d\n'));
    after.task.flush();
    expect(after.effects.at(-2)).toMatchObject({ type: 'write', at: 14 });
  });

  /** A preview that has cut while five bytes of three turns were on their way out, two of them from behind the cut. */
  const cutWhileLeaving = (outlasts: boolean, moves: readonly SlotMove[] = [], limits = productLimits) => {
    const made = sinkTask(limits, true, true, outlasts);
    const { task, first, second, notebook } = made;
    notebook.change = { ...notebook.change, moves };
    task.start();
    task.write(plainText.encode('a\n'));
    task.flush();
    task.write(plainText.encode('b'));
    for (const channel of [first, second]) task.receive(channel, barrier(1));
    task.localBarrier(0, 1);
    task.write(plainText.encode('c\n'));
    task.flush();
    return made;
  };

  it('tells of the cut of a preview in a file only when what left before it is there', () => {
    const { task, log, reports } = cutWhileLeaving(true);
    expect(log, 'a recovery would find a file that is shorter than its checkpoint says').toEqual(['store 0 of 1']);
    task.flushed(2);
    expect(log).toEqual(['store 0 of 1']);
    task.flushed(1);
    expect(log).toEqual(['store 0 of 1', 'acked 1']);
    expect(reports.at(-1), 'as it was at the cut').toMatchObject({ records: 2 });
    task.flushed(2);
    expect(log).toEqual(['store 0 of 1', 'acked 1']);
  });

  it('hands a preview in a file over only when what left before the cut is there', () => {
    const { task, log } = cutWhileLeaving(true, [{ from: 0, to: 1, slot: 0, warm: false }]);
    task.flushed(2);
    expect(log).toEqual(['store 0 of 1']);
    expect(() => task.left(new Uint8Array(0))).toThrow(/I10: a preview is handed over before it is there/);
    task.flushed(1);
    task.left(new Uint8Array(0));
    expect(log).toEqual(['store 0 of 1', 'acked 1', 'hand 0 over to 1 whole']);
  });

  it('says no more how full a preview is once it is to be another worker’s', () => {
    const limits = { ...productLimits, outboxBytesMax: 4 };
    const { task, reports } = cutWhileLeaving(true, [{ from: 0, to: 1, slot: 0, warm: false }], limits);
    const told = (): number => reports.filter(({ type }) => type === 'outbox').length;
    const before = told();
    task.flushed(2);
    task.flushed(1);
    expect([before > 0, told() - before]).toEqual([true, 0]);
  });

  it('tells at once of the cut of a preview that a slow receiver gets', () => {
    expect(cutWhileLeaving(false).log).toEqual(['store 0 of 1', 'acked 1']);
  });
});
