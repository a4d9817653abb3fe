/**
 * Loaded first by a coordinator under test: it ends by itself at the last of these moments, once each has come in this order.
 *
 *   dies-at.ts?moments=does%20admit,does%20complete&mark=FILE&times=1
 *
 * Whoever dies leaves a byte in `mark`: after so many nobody does.
 */
import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { momentsChannel } from '../moments.ts';

const { searchParams } = new URL(import.meta.url);
const mark = searchParams.get('mark') ?? '';
const times = Number(searchParams.get('times'));
let awaited = (searchParams.get('moments') ?? '').split(',');

if (readFileSync(mark).length < times)
  subscribe(momentsChannel, (moment) => {
    if (moment !== awaited[0]) return;
    awaited = awaited.slice(1);
    if (awaited.length > 0) return;
    appendFileSync(mark, 'x');
    process.kill(process.pid, 'SIGKILL');
  });
