/**
 * When there is a spare worker, and who hears of its end. A spare that hung unnoticed would make a join or a recovery slower
 * than it was without one; one that cannot live must not be started for ever.
 */
import type { ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ChildEvents } from './child-process.ts';
import type { ToWorkerProcess } from './control-messages.ts';
import { SpareWorker } from './spare-worker.ts';
import { processEnd } from './worker-ends.ts';

class FakeProcess extends EventEmitter {
  readonly pid = 7;
  readonly connected = true;
  readonly told: ToWorkerProcess[] = [];
  readonly #events: ChildEvents;

  constructor(events: ChildEvents) {
    super();
    this.#events = events;
  }

  send(message: ToWorkerProcess): void {
    this.told.push(message);
  }

  says(type: 'prepared' | 'seated'): void {
    this.emit('message', { type });
  }

  kill(signal: NodeJS.Signals): void {
    this.emit('exit', null, signal);
    this.#events.ended(processEnd(null, signal));
  }
}

const afterMs = 3_000;
const lost = vi.fn<(how: string) => void>();
const seat: ChildEvents = { failed: () => undefined, ended: ({ how }) => lost(how) };

type World = { readonly spare: SpareWorker; readonly forked: readonly FakeProcess[]; wanted: boolean };

function createWorld(): World {
  const forked: FakeProcess[] = [];
  const world: World = {
    forked,
    wanted: true,
    spare: new SpareWorker({
      fork: (events) => {
        const child = new FakeProcess(events);
        forked.push(child);
        return child as unknown as ChildProcess;
      },
      prepare: async () => undefined,
      afterMs,
      isWanted: () => world.wanted,
    }),
  };
  return world;
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] }));
afterEach(() => {
  vi.useRealTimers();
  lost.mockReset();
});

test('a spare is started once the run has been steady for a while, and takes a seat only when it is ready', () => {
  const { spare, forked } = createWorld();
  spare.renew();
  vi.advanceTimersByTime(afterMs - 1);
  spare.renew();
  vi.advanceTimersByTime(afterMs - 1);
  expect(forked.length).toBe(0);
  vi.advanceTimersByTime(1);
  expect(forked.length).toBe(1);
  expect([spare.child, spare.take(2, seat)]).toEqual([null, null]);
  forked[0]?.says('prepared');
  expect(spare.child).toBe(forked[0]);
  expect(spare.take(2, seat)).toBe(forked[0]);
  expect(forked[0]?.told).toEqual([{ type: 'seat', worker: 2 }]);
  // The next one, for the next seat.
  expect([spare.child, spare.take(3, seat)]).toEqual([null, null]);
  vi.advanceTimersByTime(afterMs);
  expect(forked.length).toBe(2);
});

test('whoever gave it a seat hears of its end; one without a seat ends unheard', () => {
  const { spare, forked } = createWorld();
  spare.renew();
  vi.advanceTimersByTime(afterMs);
  forked[0]?.kill('SIGKILL');
  expect(lost).not.toHaveBeenCalled();
  vi.advanceTimersByTime(afterMs);
  forked[1]?.says('prepared');
  spare.take(2, seat);
  forked[1]?.says('seated');
  vi.advanceTimersByTime(60_000);
  expect(lost).not.toHaveBeenCalled();
  forked[1]?.kill('SIGKILL');
  expect(lost).toHaveBeenCalledOnce();
});

test('one that does not answer when it is given a seat is ended, so that another process takes it', () => {
  const { spare, forked } = createWorld();
  spare.renew();
  vi.advanceTimersByTime(afterMs);
  forked[0]?.says('prepared');
  spare.take(2, seat);
  vi.advanceTimersByTime(1_999);
  expect(lost).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(lost).toHaveBeenCalledOnce();
});

test('none is started where none is wanted, after the end, or again and again where it cannot live', () => {
  const world = createWorld();
  world.wanted = false;
  world.spare.renew();
  vi.advanceTimersByTime(afterMs);
  expect(world.forked.length).toBe(0);
  world.wanted = true;
  world.spare.renew();
  for (const tries of [1, 2, 3, 3, 3]) {
    vi.advanceTimersByTime(afterMs);
    expect(world.forked.length).toBe(tries);
    world.forked.at(-1)?.kill('SIGKILL');
  }
  const ended = createWorld();
  ended.spare.renew();
  ended.spare.end();
  vi.advanceTimersByTime(afterMs);
  expect(ended.forked.length).toBe(0);
});
