// When a silent worker is taken for lost. Too late, and a loop costs half a minute more than it must; too early, and a record that is
// only slow is taken for one that loops, and is skipped for good.
import { spawn } from 'node:child_process';
import process from 'node:process';
import { moduleId, stageId } from '@potoroo/shared/ids';
import { expect, it, onTestFinished } from 'vitest';
import type { Mark } from '../../core/index.ts';
import { marksPath, openMarks } from './marks.ts';
import { Silences } from './silences.ts';
import { isStopped } from './stopped-process.ts';
import { eventually, temporaryDirectory } from './testing/real-run.ts';
import { WorkerSeats } from './worker-seats.ts';

const heartbeatTimeoutMs = 10_000;
const generation = 7;
const record = (offset: number): Mark => ({ source: stageId(0), intake: 0, offset, module: moduleId(2) });

/** A worker that says nothing, with what it is busy, and for how long by now. */
function silentWorker(pid = process.pid) {
  const directory = temporaryDirectory();
  const mark = openMarks(marksPath(directory, 0));
  const seat = new WorkerSeats({ deployedAt: 0, last: null, gone: [] }).of(0);
  seat.pid = pid;
  let silentMs = 0;
  const seats = {
    checkHeartbeats: (leastMs: number, silent: (of: typeof seat, ms: number) => void): void => {
      if (silentMs >= leastMs) silent(seat, silentMs);
    },
  };
  const silences = new Silences({ seats, directory, heartbeatTimeoutMs, topology: { modules: [] } });
  /** What it is said to have done once it has been silent for so long; null where it may still be so. */
  const after = (ms: number, safeUntil: number | null = 20): string | null => {
    silentMs = ms;
    let did: string | null = null;
    silences.check({ generation, safeUntil }, (_, end) => {
      did = end.did;
    });
    return did;
  };
  const replacedBy = (other: number): void => {
    seat.pid = other;
  };
  return { after, replacedBy, busyWith: (what: Mark | null) => mark(generation, what) };
}

/** A process that does nothing, because it was stopped. */
async function stoppedProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1_000)'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  const { pid } = child;
  if (pid === undefined) throw new Error('there is no process');
  child.kill('SIGSTOP');
  await eventually(() => isStopped(pid), 'the process is stopped');
  return pid;
}

/** A process that has more memory than its heap may have. */
async function fullProcess(): Promise<number> {
  const fill = 'globalThis.all = Buffer.alloc(160e6, 1); console.log("full"); setInterval(() => undefined, 1_000)';
  const child = spawn(process.execPath, ['--max-old-space-size=64', '-e', fill]);
  onTestFinished(() => void child.kill('SIGKILL'));
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return child.pid ?? 0;
}

it('does not call a loop what fills the memory of its worker, also where it does so again for a shorter time', async () => {
  const { after, busyWith, replacedBy } = silentWorker(await fullProcess());
  busyWith(record(40));
  const filled = /^came to no end for 10 s while its memory filled \(\d{3} MB\)$/;
  expect(after(10_000)).toMatch(filled);
  replacedBy(process.pid);
  expect(after(2_500), 'it has not filled yet').toMatch(filled);
});

it('does not call a loop what fills the memory and has not come to its end yet', async () => {
  const fill =
    'const all = []; setInterval(() => { if (all.length < 4) all.push(Buffer.alloc(50e6, 1)); else console.log("full") }, 200)';
  const child = spawn(process.execPath, ['--max-old-space-size=900', '-e', fill]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const { after } = silentWorker(child.pid);
  expect(after(2_500)).toBeNull();
  await new Promise((resolve) => child.stdout.once('data', resolve));
  expect(after(10_000)).toMatch(/^came to no end for 10 s while its memory filled \(\d+ MB\)$/);
});

it('waits for all of its patience before it takes a worker for lost', () => {
  const { after, busyWith } = silentWorker();
  busyWith(record(40));
  expect([after(9_750), after(10_000)]).toEqual([null, 'looped for 10 s']);
});

it('does not wait as long again for the record with which a worker was silent before', () => {
  const { after, busyWith } = silentWorker();
  busyWith(record(40));
  after(10_000);
  expect([after(2_250), after(2_500)]).toEqual([null, 'looped for 10 s']);
});

it('waits as long for another record, for none, and where nobody says with what it is busy', () => {
  const { after, busyWith } = silentWorker();
  busyWith(record(40));
  after(10_000);
  busyWith(record(41));
  expect(after(9_750)).toBeNull();
  busyWith(null);
  expect(after(9_750)).toBeNull();
  busyWith(record(40));
  expect(after(9_750, null)).toBeNull();
});

it('knows of no record before from a silence in which nobody said with what it was busy', () => {
  const { after, busyWith } = silentWorker();
  busyWith(record(40));
  after(10_000, null);
  expect(after(9_750)).toBeNull();
});

// A record that takes three seconds would be skipped because somebody stopped its worker.
it('knows of no record before from a worker that was stopped, which has not given it any time', async () => {
  const { after, busyWith, replacedBy } = silentWorker(await stoppedProcess());
  busyWith(record(40));
  after(10_000);
  replacedBy(process.pid);
  expect([after(9_750), after(10_000)]).toEqual([null, 'looped for 10 s']);
});
