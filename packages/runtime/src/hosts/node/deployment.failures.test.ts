/** Processes that are killed, stopped, stuck or out of memory where that cannot be undone: the run fails, says who and why, and leaves no process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Movement } from '@potoroo/shared/telemetry';
import { describe, expect, onTestFinished, test } from 'vitest';
import { countingTopology, fileSink, fileSource, generator, lines } from './testing/counting-topology.ts';
import type { CountingParts } from './testing/counting-topology.ts';
import { eventually, isAlive, pidOf, startRun, temporaryDirectory } from './testing/real-run.ts';

const endless = (parts: Partial<CountingParts> = {}): ReturnType<typeof countingTopology> =>
  countingTopology({
    source: generator(null, 10_000),
    sink: { type: 'live' },
    generate: '(n) => "k" + (n % 100) + ":" + n',
    ...parts,
  });
const heartbeatTimeoutMs = 3_000;
const unjournaled = { type: 'tcp', host: '127.0.0.1', port: 0, format: 'lines', journal: 'off' } as const;

describe('a process that dies or falls silent', () => {
  /** Without a journal a connection gives each byte once: nothing can be undone. */
  const fragile = (options = {}) =>
    startRun(countingTopology({ source: unjournaled, sink: { type: 'live' } }), 2, {
      tcpLingerMs: null,
      ...options,
    });

  test('a worker that is killed fails a run whose source cannot be read again, which names it', async () => {
    const run = fragile();
    await run.listening;
    const pid = pidOf(run, 'w2');
    process.kill(pid, 'SIGKILL');
    const summary = await run.over();
    expect(summary.error).toBe(
      `worker w2 (process ${pid}) was ended by SIGKILL: somebody killed it, or the machine ran out of memory; the run cannot go on without it: start it again`,
    );
    expect(summary.ok).toBe(false);
    expect(run.frames.at(-1)?.phase).toBe('failed');
    expect(run.frames.at(-1)?.workers.map(({ phase }) => phase)).toContain('failed');
  });

  test('a worker that is killed while it starts is started again', async () => {
    const run = startRun(endless(), 2);
    process.kill(pidOf(run, 'w1'), 'SIGKILL');
    await run.frame(({ ledger }) => ledger.applied > 0);
    expect(await run.deployment.stop()).toMatchObject({ ok: true });
  });

  test('a worker and a coordinator that are stopped while they start are started again', async () => {
    const run = startRun(endless(), 2, { heartbeatTimeoutMs: 1_500, recoveriesMax: 100 });
    const stopped = [pidOf(run, 'w1'), pidOf(run, 'coordinator')];
    for (const pid of stopped) process.kill(pid, 'SIGSTOP');
    await run.frame(({ ledger }) => ledger.applied > 0);
    expect(stopped.filter(isAlive)).toEqual([]);
    expect(await run.deployment.stop()).toMatchObject({ ok: true });
  });

  test('a coordinator that is killed fails a run whose source cannot be read again', async () => {
    const run = fragile();
    await run.listening;
    process.kill(pidOf(run, 'coordinator'), 'SIGKILL');
    expect(await run.over()).toMatchObject({
      ok: false,
      error: expect.stringMatching(/^the coordinator was ended by SIGKILL/),
    });
  });

  test('a coordinator is started again however often it is lost, as long as the run gets further', async () => {
    const run = startRun(endless(), 1, { recoveriesMax: 1 });
    // Another checkpoint is kept, by this coordinator: it may begin with one more than the last frame told.
    const further = async (): Promise<void> => {
      const known = run.frames.length;
      const { ledger: first } = await run.frame(
        (frame) => run.frames.indexOf(frame) >= known && frame.recovering === undefined,
      );
      await run.frame(({ ledger }) => ledger.applied > first.applied);
    };
    const undone = ({ cause, phase }: Movement): boolean => cause.type === 'loss' && phase === 'done';
    for (let losses = 1; losses <= 3; losses++) {
      await further();
      process.kill(pidOf(run, 'coordinator'), 'SIGKILL');
      await run.movement(() => [...run.movements.values()].filter(undone).length === losses);
    }
    await further();
    expect(await run.deployment.stop()).toMatchObject({ ok: true });
  });

  test('a coordinator is not started again for ever where the run gets no further', async () => {
    const run = startRun(endless(), 1, { recoveriesMax: 0 });
    process.kill(pidOf(run, 'coordinator'), 'SIGKILL');
    expect((await run.over()).error).toMatch(
      /^the coordinator was ended by SIGKILL.*; 0 recoveries in a row came no further: start the run again$/,
    );
  });

  test('a worker that is stopped is noticed by its silence', async () => {
    const run = fragile({ heartbeatTimeoutMs });
    await run.listening;
    const pid = pidOf(run, 'w2');
    process.kill(pid, 'SIGSTOP');
    expect((await run.over()).error).toBe(
      `worker w2 (process ${pid}) has not answered for 3 s: the process is stopped`,
    );
  });

  test('a coordinator that is stopped is noticed by its silence', async () => {
    const run = fragile({ heartbeatTimeoutMs });
    await run.listening;
    const pid = pidOf(run, 'coordinator');
    process.kill(pid, 'SIGSTOP');
    expect((await run.over()).error).toMatch(`the coordinator (process ${pid}) has not answered for 3 s`);
  });

  test('signals that a terminal sends to the whole group are left to the supervisor', async () => {
    const run = startRun(endless(), 2);
    await run.frame(({ ledger }) => ledger.applied > 0);
    const before = run.frames.at(-1)?.ledger.applied ?? 0;
    for (const { pid } of run.deployment.processes())
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(pid, signal);
    await run.frame(({ ledger }) => ledger.applied > before + 1_000);
    expect(await run.deployment.stop()).toMatchObject({ ok: true });
  });

  test.each([
    ['', null],
    [' and the coordinator is stopped', 'SIGSTOP'],
    [' and the coordinator is killed as well', 'SIGKILL'],
  ] as const)(
    'a supervisor that is killed leaves no process, though a worker is stuck in a loop%s',
    async (_what, signal) => {
      const script = spawn(
        process.execPath,
        [fileURLToPath(new URL('./testing/supervisor-with-loop.ts', import.meta.url))],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      onTestFinished(() => void script.kill('SIGKILL'));
      const [told] = (await once(script.stdout.setEncoding('utf8'), 'data')) as [string];
      const processes = JSON.parse(told) as { name: string; pid: number }[];
      const pids = processes.map(({ pid }) => pid);
      expect(pids).toHaveLength(3);
      // A worker that has used half a second of processor time since it was ready is in its loop.
      const ticksOf = (pid: number): number =>
        Number(
          readFileSync(`/proc/${pid}/stat`, 'utf8')
            .replace(/^.*\) /s, '')
            .split(' ')[11],
        );
      const atFirst = pids.map(ticksOf);
      await eventually(
        () => pids.some((pid, index) => ticksOf(pid) > (atFirst[index] ?? 0) + 50),
        'a worker is in its loop',
      );
      onTestFinished(() => {
        for (const pid of pids) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
      });
      const coordinator = processes.find(({ name }) => name === 'coordinator')?.pid;
      // It shall not begin another coordinator meanwhile.
      script.kill('SIGSTOP');
      if (signal !== null && coordinator !== undefined) process.kill(coordinator, signal);
      script.kill('SIGKILL');
      await eventually(() => !pids.some(isAlive), 'coordinator and workers are gone');
    },
  );
});

describe('user code that takes the worker with it', () => {
  test.each([
    // A computation and a key function that loop: deployment.poison.test.ts.
    ['a module while it is loaded', { count: '(() => { for (;;); })()' }],
    ['a wait that is never notified', { count: '() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)' }],
    ['microtasks that never end', { count: '() => { const again = () => Promise.resolve().then(again); again(); }' }],
  ])('%s that loops for ever is noticed by its silence', async (_what, parts) => {
    const run = startRun(endless(parts), 2, { heartbeatTimeoutMs, recoveriesMax: 0 });
    expect((await run.over()).error).toMatch(
      /^worker w\d \(process \d+\) has not answered for 3 s: a snippet may loop for ever/,
    );
  });

  test('state that outgrows the heap ends the worker, and the error says so', async () => {
    const run = startRun(
      endless({
        count: '(line, state) => { state.all = []; for (;;) state.all.push({ line, at: state.all.length }); }',
      }),
      2,
      { workerHeapMegabytesMax: 64, recoveriesMax: 0 },
    );
    expect((await run.over()).error).toMatch(
      /^worker w\d \(process \d+\) was ended by SIGABRT: user code may have used up its memory/,
    );
  });

  test('deep recursion loses its record and nothing else', async () => {
    const run = startRun(
      countingTopology({
        source: generator(10),
        sink: { type: 'live' },
        generate: '(n) => "k:" + n',
        count: '(line, state) => { const down = () => down() + 1; return down(); }',
      }),
      1,
    );
    expect(await run.over()).toMatchObject({ ok: true, deadLetters: 10 });
  });

  test('a promise that nobody handles fails the run, and is quoted with its node and line', async () => {
    const run = startRun(endless({ count: '() => { Promise.reject(new Error("left alone")); }' }), 2);
    expect((await run.over()).error).toMatch(
      /^worker w\d stopped the run: the code of node count, line 1, rejected a promise that nobody awaits: Error: left alone; .*take async/,
    );
  });
});

describe('files that cannot be read or written', () => {
  const failed = async (parts: Pick<CountingParts, 'source' | 'sink'>): Promise<string> => {
    const { ok, error } = await startRun(countingTopology(parts), 2).over();
    expect(ok).toBe(false);
    return error ?? '';
  };
  const input = (): string => {
    const path = join(temporaryDirectory(), 'in');
    writeFileSync(path, lines(10_000));
    return path;
  };

  test('a disk that is full is waited for, and said so', async () => {
    const notes: string[] = [];
    let tell: () => void = () => undefined;
    const told = new Promise<void>((resolve) => {
      tell = resolve;
    });
    const topology = countingTopology({ source: fileSource(input()), sink: fileSink('/dev/full') });
    const run = startRun(topology, 2, {
      stopTimeoutMs: 100,
      onNote: (text) => {
        notes.push(text);
        if (text.startsWith('the run cannot stop yet')) tell();
      },
    });
    const { troubles, phase } = await run.frame((frame) => frame.troubles !== undefined);
    expect(troubles).toMatchObject([
      { waits: 'sink', node: 'totals', text: expect.stringMatching(/^sink totals cannot write \/dev\/full: ENOSPC/) },
    ]);
    expect(phase).not.toBe('failed');
    expect(notes[0]).toMatch(/ENOSPC.*; nothing is lost: it waits, and goes on by itself/);
    // A stop waits for the disk too, and says so; asked for again it is the end, and says what that costs.
    void run.deployment.stop();
    await told;
    expect((await run.deployment.stop()).error).toMatch(
      /^the run was ended while sink totals cannot write .*; outputs that were not released are lost$/,
    );
  });

  test('a sink that is a directory is refused', async () => {
    const directory = temporaryDirectory();
    expect(await failed({ source: fileSource(input()), sink: fileSink(directory) })).toMatch(
      /sink totals cannot write .*EISDIR.*; give a path in a folder that exists/,
    );
  });

  test('a source that is a directory is refused', async () => {
    const directory = join(temporaryDirectory(), 'folder');
    mkdirSync(directory);
    expect(await failed({ source: fileSource(directory), sink: fileSink(join(directory, 'out')) })).toMatch(
      /source numbers cannot read .*EISDIR.*; give a file/,
    );
  });

  test('a source that has vanished is refused', async () => {
    const directory = temporaryDirectory();
    expect(
      await failed({ source: fileSource(join(directory, 'gone')), sink: fileSink(join(directory, 'out')) }),
    ).toMatch(/source numbers cannot read .*ENOENT.*; give a file that exists/);
  });

  test('a file that is removed while it is read is read to its end all the same', async () => {
    const directory = temporaryDirectory();
    const path = input();
    const source = { ...fileSource(path), rate: 10_000 } as const;
    const run = startRun(countingTopology({ source, sink: fileSink(join(directory, 'out')) }), 2);
    await run.frame(({ ledger }) => ledger.accepted > 0);
    rmSync(path);
    expect(await run.over()).toMatchObject({ ok: true, sources: { numbers: 10_000 }, sinks: { totals: 10_000 } });
  });
});
