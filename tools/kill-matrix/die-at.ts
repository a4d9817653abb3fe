/**
 * Loaded first by a process of a run under test: ends that process at one exact moment, once. Everything that is needed for
 * that is made at the start, because a worker gives up its rights before it has any work.
 *
 *   die-at.ts?moment=says%20acked&nth=3&how=SIGKILL&mark=FILE
 *
 * `mark` is a file: whoever dies leaves a byte there, so that no successor, and nobody else with the same order, dies too.
 */
import { subscribe } from 'node:diagnostics_channel';
import { fstatSync, openSync, writeSync } from 'node:fs';
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

subscribe(momentsChannel, (name) => {
  if (name !== moment || ++met !== nth || fstatSync(mark).size > 0) return;
  writeSync(mark, 'x');
  if (how === 'out-of-memory') eatMemory();
  else kill(pid, how as NodeJS.Signals);
});

function eatMemory(): never {
  const eaten: number[][] = [];
  for (;;) eaten.push(Array.from({ length: 100_000 }, (_, index) => index + eaten.length));
}
