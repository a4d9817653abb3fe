/**
 * Loaded first by a process of a run under test: ends that process at one exact moment, once, or fills its disk for a while. Everything that is needed for
 * that is made at the start, because a worker gives up its rights before it has any work.
 *
 *   die-at.ts?moment=says%20acked&nth=3&how=SIGKILL&mark=FILE
 *
 * `mark` is a file: whoever dies leaves a byte there, so that no successor, and nobody else with the same order, dies too.
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

const [moment, nth, how] = [asked('moment'), Number(asked('nth')), asked('how')];
const mark = openSync(asked('mark'), 'a');
const kill = process.kill.bind(process);
const { pid } = process;
let met = 0;
let isFull = false;
if (how === 'disk-full') letItBeFull();

subscribe(momentsChannel, (name) => {
  if (name !== moment || ++met !== nth || fstatSync(mark).size > 0) return;
  writeSync(mark, 'x');
  if (how === 'out-of-memory') eatMemory();
  else if (how === 'disk-full') isFull = true;
  else kill(pid, how as NodeJS.Signals);
});

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
