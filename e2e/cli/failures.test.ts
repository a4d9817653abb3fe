// A run whose worker or coordinator is killed by hand must go on as if nothing had happened, and leave nothing behind.
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
  // A spare would be one more process, at some moment or other.
  const running = startPotoroo([...runArguments('market-spread', { workers, source }), '--no-spare']);
  const pid = running.process.pid ?? 0;
  const processes = await until(() => {
    const found = processesOf(pid);
    return found.length === workers + 1 && found;
  });
  return { running, processes };
}

describe.runIf(process.platform === 'linux')('killing by hand', () => {
  test.each(['worker-process.ts', 'coordinator-process.ts'])(
    'a %s is replaced, the run goes on, and nothing hangs or stays',
    async (entry) => {
      const { running, processes } = await startEndless(3);
      const victim = processes.find((one) => one.entry === entry);
      expect(victim).toBeDefined();
      process.kill(victim!.pid, 'SIGKILL');
      const parent = running.process.pid ?? 0;
      const after = await until(() => {
        const found = processesOf(parent);
        return found.length === processes.length && !found.some(({ pid }) => pid === victim!.pid) && found;
      });
      running.process.kill('SIGINT');
      const { code, stdout, stderr } = await running.finished;
      expect(stderr).toMatch(
        entry.startsWith('worker') ? /w\d lost; everything goes on/ : /the coordinator was ended by SIGKILL/,
      );
      expect({ code, summary: JSON.parse(stdout) as unknown }).toMatchObject({
        code: 0,
        summary: { ok: true, error: null },
      });
      await until(() => [...processes, ...after].every(({ pid }) => !isAlive(pid)));
    },
  );
});
