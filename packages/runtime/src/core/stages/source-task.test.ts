// A source that takes a record while its way out is closed floods the links, one that misses its rate makes every figure of
// a run wrong, and one that never says it has ended keeps the run from ending.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Gate, Generator, Intake, IntakePosition, SourceOperator } from '../../api/index.ts';
import { plainText } from '../../api/index.ts';
import { readPartition } from '../checkpoint/partition-section.ts';
import type { WorkerEffect } from '../worker-messages.ts';
import { Pacer } from './pacer.ts';
import { SourceTask } from './source-task.ts';
import { taskNotebook } from './testing/task-notebook.ts';

describe('the pacer of a source', () => {
  it('lets through the rate and no more, whenever it is asked', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200_000 }),
        fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 100 }),
        (rate, waits) => {
          const pacer = new Pacer(rate);
          pacer.start(1_000);
          let [now, taken] = [1_000, 0];
          for (const wait of waits) {
            now += wait;
            const allowed = pacer.allowed(now);
            pacer.took(allowed);
            taken += allowed;
            expect(taken).toBe(Math.floor((now - 1_000) * (rate / 1_000)));
          }
        },
      ),
    );
  });

  it('does not make up at once for what was missed for long', () => {
    const pacer = new Pacer(1_000);
    pacer.start(0);
    expect(pacer.allowed(60_000)).toBe(101);
    pacer.took(101);
    expect(pacer.allowed(60_000)).toBe(0);
    expect(pacer.allowed(60_010)).toBe(10);
  });

  it('goes at a multiple of its rate for a while, without making up for anything, and back', () => {
    const pacer = new Pacer(1_000);
    pacer.start(0);
    pacer.took(10);
    pacer.hurry(5, 10);
    expect(pacer.allowed(20)).toBe(50);
    pacer.took(50);
    // Said again, it changes nothing.
    pacer.hurry(5, 20);
    expect(pacer.allowed(21)).toBe(5);
    pacer.hurry(1, 21);
    expect([pacer.allowed(21), pacer.allowed(31)]).toEqual([0, 10]);
    const unpaced = new Pacer(null);
    unpaced.hurry(5, 0);
    expect(unpaced.allowed(0)).toBe(Number.POSITIVE_INFINITY);
  });

  it('gives a record now and then at less than one a second', () => {
    const pacer = new Pacer(0.5);
    pacer.start(0);
    expect([pacer.allowed(1_999), pacer.allowed(2_000), pacer.nextAt(0)]).toEqual([0, 1, 2_000]);
  });

  it('asks to be woken when the next record is due, in batches, and at once without a rate', () => {
    const pacer = new Pacer(100_000);
    pacer.start(0);
    expect(pacer.nextAt(10)).toBe(14);
    expect(new Pacer(null).nextAt(10)).toBe(10);
    expect(new Pacer(null).allowed(0)).toBe(Number.POSITIVE_INFINITY);
  });
});

/** An intake of as many records as bytes, without a framer. */
class CountingIntake implements Intake {
  offset = 0;
  #left = 0;
  pending = false;
  get position(): IntakePosition {
    return { offset: this.offset, memo: null };
  }
  push(chunk: Uint8Array): void {
    this.#left += chunk.length;
    this.pending = true;
  }
  end(): void {
    this.pending = true;
  }
  break(): void {
    this.pending = true;
  }
  run(gate: Gate, recordsMax: number): number {
    if (gate.blocked) return 0;
    const taken = Math.min(recordsMax, this.#left);
    this.#left -= taken;
    this.offset += taken;
    if (taken < recordsMax) this.pending = false;
    return taken;
  }
}

function sourceTask(operator: SourceOperator, owned = true, connections = false) {
  const notebook = taskNotebook();
  const { host, log, reports, stored } = notebook;
  const effects: WorkerEffect[] = [];
  const task = new SourceTask({
    stage: 3,
    self: 0,
    keeps: true,
    owned,
    replays: true,
    connections,
    epoch: 3,
    operator,
    text: plainText,
    accepted: () => 0,
    turn: { share: 10, exhaust: () => undefined },
    host,
    perform: (effect) => void effects.push(effect),
    clock: { now: 0, readAt: 0, source: 0 },
  });
  const performed = (): readonly string[] => effects.splice(0).map(({ type }) => type);
  return { task, notebook, log, reports, stored, effects, performed };
}
const bytesSource = (rate: number | null, intakes: CountingIntake[] = []): SourceOperator => ({
  type: 'bytes',
  rate,
  open: () => {
    const intake = new CountingIntake();
    intakes.push(intake);
    return intake;
  },
});

describe('the task of a source', () => {
  it('opens when started, reads one chunk at a time, and ends when its intakes are used up and no other will come', () => {
    const intakes: CountingIntake[] = [];
    const { task, performed, reports } = sourceTask(bytesSource(null, intakes));
    expect(task.pump(0)).toBeNull();
    task.start();
    task.start();
    expect(performed()).toEqual(['open-source']);
    task.opened(1);
    expect(task.pump(0)).toBeNull();
    expect(performed()).toEqual(['read']);
    task.pump(0);
    expect(performed(), 'the chunk is still on its way').toEqual([]);
    task.bytes(1, new Uint8Array(15));
    expect(task.pump(7), 'more is left than a turn takes').toBe(7);
    expect([intakes[0]?.offset, performed()]).toEqual([10, []]);
    expect(task.pump(8)).toBeNull();
    expect([intakes[0]?.offset, performed()]).toEqual([15, ['read']]);
    task.ended(1);
    expect([task.pump(9), reports]).toEqual([null, []]);
    task.closed();
    task.pump(9);
    task.pump(9);
    expect(reports).toEqual([{ type: 'source-ended', stage: 3 }]);
  });

  it('takes nothing and asks for nothing while its gate is blocked or it is held, and measures the blocked time', () => {
    const intakes: CountingIntake[] = [];
    const { task, performed } = sourceTask(bytesSource(null, intakes));
    task.start();
    task.opened(1);
    task.bytes(1, new Uint8Array(5));
    performed();
    task.gate.blocked = true;
    expect([task.pump(10), task.pump(30), intakes[0]?.offset, performed()]).toEqual([null, null, 0, []]);
    expect(task.blockedFor(33), 'also while nothing happens').toBe(23);
    task.gate.blocked = false;
    task.hold(true);
    expect([task.pump(35), intakes[0]?.offset]).toEqual([null, 0]);
    task.hold(false);
    task.pump(40);
    expect([intakes[0]?.offset, task.blockedMs, performed()]).toEqual([5, 30, ['read']]);
    expect(task.blockedFor(9_000), 'it has a way out again').toBe(30);
  });

  it('keeps to its rate and says when it wants to go on', () => {
    const intakes: CountingIntake[] = [];
    const { task } = sourceTask(bytesSource(100, intakes));
    task.start();
    task.opened(1);
    task.bytes(1, new Uint8Array(100));
    expect([task.pump(0), intakes[0]?.offset]).toEqual([10, 0]);
    expect([task.pump(10), intakes[0]?.offset]).toEqual([20, 1]);
    expect([task.pump(65), intakes[0]?.offset]).toEqual([70, 6]);
  });

  it('shares a turn between its connections, and forgets one that has ended', () => {
    const intakes: CountingIntake[] = [];
    const { task, performed, reports } = sourceTask(bytesSource(null, intakes));
    task.start();
    for (const id of [1, 2]) task.opened(id);
    for (const id of [1, 2]) task.bytes(id, new Uint8Array(6));
    task.pump(0);
    expect(intakes.map(({ offset }) => offset)).toEqual([6, 4]);
    task.ended(1);
    task.pump(0);
    task.bytes(1, new Uint8Array(3));
    task.pump(0);
    expect(
      intakes.map(({ offset }) => offset),
      'bytes of a forgotten connection are none',
    ).toEqual([6, 6]);
    expect(performed().filter((type) => type === 'read')).toHaveLength(2);
    expect(reports).toEqual([]);
  });

  it('ends where it stands when it is stopped, started or not, and says so again whenever it is asked to start', () => {
    const waiting = sourceTask(bytesSource(null));
    waiting.task.stop();
    waiting.task.stop();
    waiting.task.start();
    expect(waiting.performed(), 'it opens nothing').toEqual([]);
    expect(waiting.reports).toEqual([0, 1, 2].map(() => ({ type: 'source-ended', stage: 3 })));
    const reading = sourceTask(bytesSource(null));
    reading.task.start();
    reading.task.stop();
    expect([reading.performed(), reading.reports]).toEqual([
      ['open-source', 'close-source'],
      [{ type: 'source-ended', stage: 3 }],
    ]);
  });

  it('goes on with each connection of a checkpoint from its own place, and with new ones from their start', () => {
    const places: number[] = [];
    const operator: SourceOperator = {
      type: 'bytes',
      rate: null,
      open: ({ offset }) => {
        places.push(offset);
        const intake = new CountingIntake();
        intake.offset = offset;
        return intake;
      },
    };
    const before = sourceTask(operator, true, true);
    before.task.start();
    for (const id of [0, 1, 2]) before.task.opened(id);
    for (const id of [0, 1]) before.task.bytes(id, new Uint8Array(4 + id));
    before.task.ended(0);
    before.task.pump(0);
    before.task.injectBarrier(4);
    const after = sourceTask(operator, true, true);
    after.task.load(before.stored[0]?.section ?? new Uint8Array(0));
    places.length = 0;
    after.task.start();
    const open = [
      { connection: 1, offset: 5 },
      { connection: 2, offset: 0 },
    ];
    expect(after.effects).toMatchObject([{ type: 'open-source', connections: { next: 3, open } }]);
    after.task.opened(1);
    after.task.closed();
    expect([after.task.pump(0), after.reports], 'one that is not open again yet').toEqual([null, []]);
    after.task.injectBarrier(5);
    expect(readPartition(after.stored[0]?.section ?? new Uint8Array(0), plainText).connections).toMatchObject({
      next: 3,
      open: [{ connection: 2 }, { connection: 1 }],
    });
    after.task.opened(2);
    after.task.opened(3);
    expect(places).toEqual([5, 0, 0]);
  });

  it('waits for connections again where it comes back after it went, though the last had been said to have come', () => {
    const { task, notebook, performed, reports } = sourceTask(bytesSource(null), true, true);
    task.start();
    task.opened(0);
    task.closed();
    const moves = [{ slot: 0, from: 0, to: 1, warm: false }];
    notebook.change = { moves, everything: false, solos: null };
    task.injectBarrier(4);
    expect(performed()).toEqual(['open-source', 'close-source']);
    const [away] = notebook.handedOver;
    if (away === undefined) throw new Error('it was handed over');
    notebook.change = { moves: [{ slot: 0, from: 1, to: 0, warm: false }], everything: false, solos: null };
    task.injectBarrier(5);
    task.arrive({ ...away.state, epoch: 5 });
    task.opened(0);
    task.ended(0);
    task.pump(0);
    task.pump(0);
    expect([performed()[0], reports.filter(({ type }) => type === 'source-ended')]).toEqual(['open-source', []]);
    task.closed();
    task.pump(0);
    expect(reports.at(-1)).toEqual({ type: 'source-ended', stage: 3 });
  });

  it('injects barriers at every worker, and takes records only where it owns the partition', () => {
    const { task, performed, log } = sourceTask(bytesSource(null), false);
    task.start();
    task.stop();
    task.injectBarrier(4);
    expect([performed(), log]).toEqual([[], ['acked 4', 'barrier 4 behind 3']]);
  });

  it('runs a generator until its count, and opens none where it does not own it', () => {
    let [opened, emitted] = [0, 0];
    const repeats: number[] = [];
    const made: Generator = {
      rate: null,
      repeat: (share) => void repeats.push(share),
      position: { index: 0, memory: null },
      ended: false,
      run(this: { ended: boolean }, _gate: Gate, recordsMax: number) {
        const taken = Math.min(recordsMax, 25 - emitted);
        emitted += taken;
        this.ended = emitted === 25;
        return taken;
      },
    };
    const operator: SourceOperator = { type: 'generator', open: () => (opened++, made) };
    sourceTask(operator, false);
    expect(opened).toBe(0);
    const { task, reports, performed } = sourceTask(operator);
    task.start();
    expect([task.pump(0), task.pump(0), task.pump(0), performed()]).toEqual([0, 0, null, []]);
    expect(reports).toEqual([{ type: 'source-ended', stage: 3 }]);
    task.disturb({ pace: 2, repeats: 0.5 });
    task.disturb({ pace: 1, repeats: 0 });
    expect(repeats).toEqual([0, 0.5, 0]);
  });
});
