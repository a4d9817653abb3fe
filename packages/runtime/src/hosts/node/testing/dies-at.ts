/**
 * Loaded first by a process under test: it ends by itself, or stops, at the last of these moments, once each has come in this order.
 *
 *   dies-at.ts?moments=does%20admit,does%20complete&mark=FILE&times=1&how=SIGKILL
 *
 * Whoever dies leaves a byte in `mark`: after so many nobody does. A worker opens nothing any more once it works.
 */
import { subscribe } from 'node:diagnostics_channel';
import { openSync, readFileSync, writeSync } from 'node:fs';
import process from 'node:process';
import { momentsChannel } from '../moments.ts';

const { searchParams } = new URL(import.meta.url);
const mark = searchParams.get('mark') ?? '';
const times = Number(searchParams.get('times'));
const how = searchParams.get('how') ?? 'SIGKILL';
const kill = process.kill.bind(process);
const { pid } = process;
let awaited = (searchParams.get('moments') ?? '').split(',');

if (readFileSync(mark).length < times) {
  const descriptor = openSync(mark, 'a');
  subscribe(momentsChannel, (moment) => {
    if (moment !== awaited[0]) return;
    awaited = awaited.slice(1);
    if (awaited.length > 0) return;
    writeSync(descriptor, 'x');
    kill(pid, how);
  });
}
