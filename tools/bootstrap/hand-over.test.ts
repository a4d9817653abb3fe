/** Breaks when the bootstrap swallows an exit code or a signal, or leaves the program behind. Real processes throughout. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, describe, expect, it } from 'vitest';

const home = mkdtempSync(path.join(tmpdir(), 'potoroo-hand-over-'));
const started: ChildProcess[] = [];
afterEach(() => started.splice(0).forEach((child) => child.kill('SIGKILL')));
afterAll(() => rmSync(home, { recursive: true, force: true }));

function program(name: string, source: string): string {
  const file = path.join(home, `${name}.mjs`);
  writeFileSync(file, source);
  return file;
}

/** A bootstrap that hands over to `entry`; it stands for tools/bootstrap.mjs after its install. */
function bootstrapFor(entry: string, args: readonly string[] = [], restarts = false): ChildProcess {
  const to = { node: process.execPath, entry, args, cwd: home, root: home, restarts };
  const code = `import { handOver } from ${JSON.stringify(new URL('./hand-over.mjs', import.meta.url).href)}; handOver(${JSON.stringify(to)});`;
  const environment = { ...process.env };
  delete environment['npm_lifecycle_event'];
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: environment,
  });
  started.push(child);
  return child;
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the bootstrap was started without a pipe for its output');
  const [line]: unknown[] = await once(createInterface(child.stdout), 'line');
  return String(line);
}

async function ended(child: ChildProcess): Promise<{ readonly code: unknown; readonly signal: unknown }> {
  const [code, signal]: unknown[] = await once(child, 'exit');
  return { code, signal };
}

async function untilGone(pid: number): Promise<void> {
  const alive = () => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  while (alive()) await new Promise((resolve) => setTimeout(resolve, 10));
}

const living = 'console.log(process.pid); setInterval(() => {}, 1000);';

/** Says its process id and what it was given, and lives on. */
const keeping = `
process.send({ type: 'keep', kept: { place: 7 } }, () => console.log(process.pid));
process.on('message', ({ kept }) => console.log('given ' + JSON.stringify(kept)));
setInterval(() => {}, 1000);`;

describe('The bootstrap of the studio', () => {
  it('starts it again where a signal that nobody asked for ended it, with what it had told to keep', async () => {
    const bootstrap = bootstrapFor(program('keeping', keeping), [], true);
    const lines = createInterface(bootstrap.stdout ?? process.stdin)[Symbol.asyncIterator]();
    const next = async () => String((await lines.next()).value);
    let pid = Number(await next());
    for (let round = 0; round < 2; round++) {
      process.kill(pid, 'SIGKILL');
      const said = [await next(), await next()];
      expect(said).toContain('given {"place":7}');
      pid = Number(said.find((line) => /^\d+$/.test(line)));
    }
    bootstrap.kill('SIGTERM');
    expect(await ended(bootstrap)).toEqual({ code: null, signal: 'SIGTERM' });
    await untilGone(pid);
  });
});

describe('The bootstrap', () => {
  it('passes arguments in and the exit code out', async () => {
    const entry = program('exits', 'process.exit(Number(process.argv[2]));');
    expect(await ended(bootstrapFor(entry, ['2']))).toEqual({ code: 2, signal: null });
  });

  it('lets a program that is done end by itself', async () => {
    expect(await ended(bootstrapFor(program('done', '')))).toEqual({ code: 0, signal: null });
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'passes %s on and waits for the program to finish its work',
    async (signal) => {
      const entry = program(signal, `process.on('${signal}', () => process.exit(7)); ${living}`);
      const child = bootstrapFor(entry);
      await firstLine(child);
      child.kill(signal);
      expect(await ended(child)).toEqual({ code: 7, signal: null });
    },
  );

  it('ends by the signal that ended the program', async () => {
    const child = bootstrapFor(program('killed', living));
    process.kill(Number(await firstLine(child)), 'SIGKILL');
    expect(await ended(child)).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('leaves no program behind when it is killed', async () => {
    const child = bootstrapFor(program('orphan', living));
    const pid = Number(await firstLine(child));
    child.kill('SIGKILL');
    await untilGone(pid);
  });

  it('leaves a program that ignores the request to stop no choice', async () => {
    const child = bootstrapFor(program('stubborn', `process.on('SIGTERM', () => {}); ${living}`));
    const pid = Number(await firstLine(child));
    child.kill('SIGKILL');
    await untilGone(pid);
  });

  it('does not spread into the processes that the program forks', async () => {
    const entry = program(
      'forks',
      `import { fork } from 'node:child_process';
       if (process.argv[2] === 'child') { process.send(process.execArgv); }
       else { fork(process.argv[1], ['child']).once('message', (seen) => { console.log(JSON.stringify(seen)); process.exit(0); }); }`,
    );
    expect(await firstLine(bootstrapFor(entry))).toBe('[]');
  });
});
