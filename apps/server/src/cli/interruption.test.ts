/** What a person can get into with a wrong file or a broken pipe, and gets out of with a word or Ctrl-C. */
import { execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { busiestThreadSeconds, eventually, startProgram } from '../testing/processes.ts';
import { samplePipeline } from '../testing/sample-pipeline.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';

/** Types that take longer to compare than anybody waits. */
const typeBomb = `type Word = { word: string };
type Counter = { count: number };
type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';
type Grow<Text extends string, Depth extends unknown[]> = Depth['length'] extends 40
  ? Text
  : Grow<Text, [...Depth, 0]> | Grow<\`\${Text}a\`, [...Depth, 0]> | Grow<\`\${Text}b\`, [...Depth, 0]>;
type Bomb = Grow<'', []>;`;

function bombDirectory(): string {
  const directory = temporaryDirectory();
  const bomb = '(record: Word) => { const bomb: Bomb = record.word; return bomb; }';
  writeFileSync(join(directory, 'bomb.json'), documentWith({ 'left-key': bomb }, typeBomb));
  return directory;
}

function documentWith(code: Readonly<Record<string, string>>, types = samplePipeline().types): string {
  const nodes = samplePipeline().nodes.map((node) => ({ ...node, ...(node.id in code && { code: code[node.id] }) }));
  return JSON.stringify({ ...samplePipeline(), types, nodes });
}

describe('a document that never ends', () => {
  test.each([
    ['check', 'pipe.json'],
    ['run', '/dev/zero'],
  ])('%s %s is refused with words', async (command, document) => {
    const directory = temporaryDirectory();
    execFileSync('mkfifo', [join(directory, 'pipe.json')]);
    const program = startProgram({ entry: 'cli/main.ts', args: [command, document], cwd: directory });
    expect(await program.exit).toEqual({ code: 2, signal: null });
    expect(program.errors()).toMatch(/potoroo: \/.* is not a regular file\.\n {2}Save /);
  });

  test.each([
    ['check', 'SIGINT'],
    ['run', 'SIGTERM'],
  ] as const)('%s of types that explode is left at the first %s', async (command, signal) => {
    const program = startProgram({ entry: 'cli/main.ts', args: [command, 'bomb.json'], cwd: bombDirectory() });
    await eventually(() => busiestThreadSeconds(program.pid) > 0.5, 'a compiler that is at work');
    expect(program.child.exitCode).toBe(null);
    program.child.kill(signal);
    expect(await program.exit).toEqual({ code: 130, signal: null });
  });
});

describe('an output that cannot be written', () => {
  async function codeOf(
    script: string,
    cwd: string,
  ): Promise<{ readonly code: number | null; readonly errors: string }> {
    const entry = fileURLToPath(new URL('main.ts', import.meta.url));
    const child = spawn('sh', ['-c', script, 'sh', process.execPath, entry], {
      cwd,
      // npm says where it was called; the commands of this test are called from their own directory.
      env: { ...process.env, INIT_CWD: cwd },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    return new Promise((resolve) => child.once('close', (code) => resolve({ code, errors })));
  }
  const run = '"$1" "$2" run word-count --json --source text=file:text.txt --sink counts=file:counts.txt';

  test('because its disk is full is told, and ends with 1', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'text.txt'), 'a b\n');
    expect(await codeOf(`${run} > /dev/full`, directory)).toEqual({
      code: 1,
      errors: expect.stringContaining('The standard output cannot be written: the disk is full.'),
    });
    expect((await codeOf('"$1" "$2" check nothing > /dev/full', directory)).code).toBe(2);
  });

  test('because its reader went away is forgiven, but not what failed before', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'text.txt'), 'a b\n');
    // The reader of the pipe is there when it is opened, and is waited for: it has ended when the command begins.
    const gone = (command: string): string => `rm -f out; mkfifo out; : < out & exec > out; wait; ${command}`;
    expect(await codeOf(gone(run), directory)).toEqual({ code: 0, errors: '' });
    const lostPromise = '(record: Word) => { void Promise.reject(new Error("left alone")); return record.word; }';
    writeFileSync(join(directory, 'failing.json'), documentWith({ 'left-key': lostPromise }));
    expect(await codeOf(gone('"$1" "$2" run failing.json --json'), directory)).toEqual({
      code: 1,
      errors: expect.stringContaining('left alone'),
    });
  });
});
