// Two processes in one seat write to the same files; one that nobody has asked for stays when the run is over.
import { EventEmitter } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { expect, it } from 'vitest';
import type { ChildEvents } from './child-process.ts';
import { WorkerProcesses } from './worker-processes.ts';

/** A process that ends when the test says so, as one with much memory does. */
class SlowChild extends EventEmitter {
  readonly pid: number;
  readonly #events: ChildEvents;
  wasKilled = false;
  isThere = true;

  constructor(pid: number, events: ChildEvents) {
    super();
    this.pid = pid;
    this.#events = events;
  }

  kill(): boolean {
    this.wasKilled = true;
    return true;
  }

  exit(): void {
    this.isThere = false;
    this.#events.ended({ how: 'was killed', byItself: false, did: '' });
    this.emit('exit');
  }
}

function processes() {
  const children: SlowChild[] = [];
  const lost: number[] = [];
  let isOver = false;
  const workers = new WorkerProcesses({
    topology: { stages: [], edges: [], modules: [] } as never,
    fork: (_worker, events) => {
      const child = new SlowChild(100 + children.length, events);
      children.push(child);
      return child as unknown as ChildProcess;
    },
    spare: () => null,
    begin: () => undefined,
    lost: (_worker, pid) => lost.push(pid),
    failed: () => undefined,
    isOver: () => isOver,
  });
  const there = (): readonly number[] =>
    children.filter(({ isThere, wasKilled }) => isThere && !wasKilled).map(({ pid }) => pid);
  return { workers, children, lost, there, over: () => (isOver = true) };
}

it('starts another process only when the one before has ended, and calls that no loss', () => {
  const { workers, children, lost, there } = processes();
  workers.fork(2, null);
  workers.replace(2, null);
  workers.replace(2, null);
  expect([there(), children.length]).toEqual([[], 1]);
  children[0]?.exit();
  expect([there(), lost]).toEqual([[101], []]);
  children[1]?.exit();
  expect([there(), lost]).toEqual([[], [101]]);
});

it('starts none in the place of one that is being replaced where the next coordinator has no use for it', () => {
  const { workers, children, there } = processes();
  workers.fork(2, null);
  workers.replace(2, null);
  expect(workers.all).toEqual([2]);
  workers.end(2);
  expect(workers.all).toEqual([]);
  children[0]?.exit();
  expect([there(), children.length]).toEqual([[], 1]);
});

it('starts one where the next coordinator ends it and asks for it anew, and not before it has ended', () => {
  const { workers, children, there } = processes();
  workers.fork(2, null);
  workers.replace(2, null);
  workers.end(2);
  workers.replace(2, null);
  expect([there(), children.length, workers.all]).toEqual([[], 1, [2]]);
  children[0]?.exit();
  expect(there()).toEqual([101]);
  expect(workers.at(2)?.pid).toBe(101);
});

it('starts none when the run is over', () => {
  const { workers, children, over } = processes();
  workers.fork(2, null);
  workers.replace(2, null);
  over();
  children[0]?.exit();
  expect(children).toHaveLength(1);
});
