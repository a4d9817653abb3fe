/**
 * Loaded first by a process of a run under test: ends that process at one exact moment, once, or fills its disk for a while. Everything that is needed for
 * that is made at the start, because a worker gives up its rights before it has any work.
 *
 *   die-at.ts?moment=says%20acked&nth=3&how=SIGKILL&mark=FILE&whom=self&from=0
 *
 * `whom` is `self`, or `parent`: the program that supervises the run.
 * `mark` is a file: whoever dies leaves a byte there, so that no successor, and nobody else with the same order, dies too.
 * Moments count while it has exactly `from` bytes.
 */
import { subscribe } from 'node:diagnostics_channel';
import fs, { fstatSync, openSync, writeSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import process from 'node:process';
import { momentsChannel } from '@potoroo/runtime/node';

const order = new URL(import.meta.url).searchParams;
const asked = (name: string): string => {
  const value = order.get(name);
  if (value === null) throw new Error(`die-at: ${name} is missing in ${import.meta.url}`);
  return value;
};

const [moment, nth, how, whom] = [asked('moment'), Number(asked('nth')), asked('how'), asked('whom')];
const from = Number(asked('from'));
const mark = openSync(asked('mark'), 'a');
const kill = process.kill.bind(process);
/** Longer than a heartbeat may be missing. */
const stoppedMs = 3_000;
let met = 0;
let isFull = false;
if (how === 'disk-full') letItBeFull();

subscribe(momentsChannel, (name) => {
  if (name !== moment || fstatSync(mark).size !== from || ++met !== nth) return;
  writeSync(mark, 'x');
  if (how === 'out-of-memory') eatMemory();
  else if (how === 'disk-full') isFull = true;
  else end(how as NodeJS.Signals);
});

function end(signal: NodeJS.Signals): void {
  const { pid, ppid } = process;
  kill(whom === 'parent' ? ppid : pid, signal);
  // Nobody watches the program itself: whoever stops it lets it go on.
  if (whom === 'parent' && signal === 'SIGSTOP') setTimeout(() => kill(ppid, 'SIGCONT'), stoppedMs);
}

/** Everything that opens a file to write it, or writes to one, fails so often; then there is space again. */
function letItBeFull(): void {
  let failures = 4;
  const isRefused = (): boolean => {
    if (isFull && --failures === 0) isFull = false;
    return isFull;
  };
  const full = (): Error => Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  const { openSync: openNow, write } = fs;
  const { open } = fs.promises;
  const writes = (flags: unknown): boolean => typeof flags === 'string' && flags.startsWith('w');
  fs.promises.open = (path, flags, mode) =>
    writes(flags) && isRefused() ? Promise.reject(full()) : open(path, flags, mode);
  fs.openSync = (path, flags, mode) => {
    if (writes(flags) && isRefused()) throw full();
    return openNow(path, flags, mode);
  };
  const failing = (...given: readonly unknown[]): unknown => {
    const done = given.at(-1);
    if (typeof done === 'function' && isRefused()) return process.nextTick(done, full(), 0);
    return Reflect.apply(write, fs, given);
  };
  Reflect.set(fs, 'write', failing);
  syncBuiltinESMExports();
}

function eatMemory(): never {
  const eaten: number[][] = [];
  for (;;) eaten.push(Array.from({ length: 100_000 }, (_, index) => index + eaten.length));
}
