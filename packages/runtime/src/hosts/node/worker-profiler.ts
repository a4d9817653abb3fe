/**
 * Loaded into a worker before anything else, where its run is profiled: samples its stack from its start to its last word. The
 * file and the inspector's session are opened before the worker gives up its right to either; user code finds neither. The address
 * of this module names the file: `?out=FILE`. A worker that is killed leaves what was sampled up to the last half minute.
 */
import { channel } from 'node:diagnostics_channel';
import { openSync, writeSync } from 'node:fs';
import { Session } from 'node:inspector';
import { clearInterval, setInterval } from 'node:timers';
import { fileURLToPath } from 'node:url';
import { momentsChannel } from './moments.ts';

/** To take a slice costs a good part of a second. */
const sliceMs = 30_000;
const sampledEveryMicroseconds = 500;

const out = openSync(fileURLToPath(new URL(import.meta.url).searchParams.get('out') ?? ''), 'a');
const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.setSamplingInterval', { interval: sampledEveryMicroseconds });
session.post('Profiler.start');

/** A slice is a line, whole or not there. */
function takeSlice(): void {
  session.post('Profiler.stop', (error, stopped) => {
    if (error === null) writeSync(out, `${JSON.stringify(stopped.profile)}\n`);
  });
}

const slices = setInterval(() => {
  takeSlice();
  session.post('Profiler.start');
}, sliceMs);
slices.unref();

channel(momentsChannel).subscribe((moment) => {
  if (moment !== 'says final') return;
  clearInterval(slices);
  takeSlice();
});
