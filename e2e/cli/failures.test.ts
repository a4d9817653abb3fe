// A run whose worker or coordinator is killed by hand must fail at once with a clear error, and leave nothing behind.
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { runArguments, startPotoroo } from './potoroo.ts';

/** The processes of a run by what they are, read from Linux's own list. */
function processesOf(parent: number): readonly { readonly pid: number; readonly entry: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const isChild = / \(.*\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))?.[1] === String(parent);
        const entry = /[\w-]+-process\.ts/.exec(readFileSync(`/proc/${name}/cmdline`, 'utf8'))?.[0];
        return isChild && entry !== undefined ? [{ pid: Number(name), entry }] : [];
      } catch {
        return []; // It has ended meanwhile.
      }
    });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Asks again until the answer is there; a test that waits for ever is ended by its runner. */
async function until<Answer>(ask: () => Answer | null | false): Promise<Answer> {
  for (;;) {
    const answer = ask();
    if (answer !== null && answer !== false) return answer;
    await pause(20);
  }
}

/** A run that goes on until it is ended, once all its processes are there. */
async function startEndless(workers: number) {
  const source = ['orders=generator?rate=20000', 'market-data=generator?rate=20000'];
  const running = startPotoroo(runArguments('market-spread', { workers, source }));
  const pid = running.process.pid ?? 0;
  const processes = await until(() => {
    const found = processesOf(pid);
    return found.length === workers + 1 && found;
  });
  return { running, processes };
}

describe.runIf(process.platform === 'linux')('killing by hand', () => {
  test.each(['worker-process.ts', 'coordinator-process.ts'])(
    'a %s fails the run with a reason, and nothing hangs or stays',
    async (entry) => {
      const { running, processes } = await startEndless(3);
      const victim = processes.find((one) => one.entry === entry);
      expect(victim).toBeDefined();
      process.kill(victim!.pid, 'SIGKILL');
      const { code, stdout, stderr } = await running.finished;
      expect(code).toBe(1);
      expect(stderr).toMatch(/the run failed: .*(worker|coordinator|w\d)/i);
      expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: expect.stringMatching(/\S/) });
      await until(() => processes.every(({ pid }) => !isAlive(pid)));
    },
  );
});
