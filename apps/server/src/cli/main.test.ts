/** The command line as a person meets it: a process, its two streams, its exit code, and the processes it leaves: none. */
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { descendantsOf, eventually, isAlive, startProgram } from '../testing/processes.ts';
import type { Program } from '../testing/processes.ts';
import { samplePipeline } from '../testing/sample-pipeline.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';

const start = (cwd: string, ...args: string[]): Program => startProgram({ entry: 'cli/main.ts', args, cwd });

type Paths = [string, string, string];
type Outcome = { readonly code: number | null; readonly out: string; readonly errors: string };
async function outcome(cwd: string, ...args: string[]): Promise<Outcome> {
  const program = start(cwd, ...args);
  const { code } = await program.exit;
  return { code, out: program.out(), errors: program.errors() };
}

const endless = [
  'run',
  'word-count',
  '--workers',
  '2',
  '--source',
  'text=generator?rate=2000',
  '--sink',
  'counts=file:counts.txt',
];
/** The run is under way when its coordinator and two workers are, and the first output is released. */
const underWay = (program: Program, directory: string): Promise<readonly number[]> =>
  eventually(() => {
    const children = descendantsOf(program.pid);
    return children.length === 3 && readFileSync(join(directory, 'counts.txt'), { flag: 'a+' }).length > 0 && children;
  }, `three processes and some output; said: ${program.errors()}`);
const allGone = (pids: readonly number[]): Promise<boolean> =>
  eventually(() => !pids.some(isAlive), 'every process of the run gone');

describe('a run', () => {
  test('counts words from a file to a file and prints a table', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'text.txt'), 'the cat\nThe dog\n');
    const { code, out, errors } = await outcome(
      directory,
      'run',
      'word-count',
      '--workers',
      '3',
      '--source',
      'text=file:text.txt',
      '--sink',
      'counts=file:counts.txt',
    );
    expect([code, errors]).toEqual([0, '']);
    expect(readFileSync(join(directory, 'counts.txt'), 'utf8').trim().split('\n').toSorted()).toEqual([
      'cat => 1',
      'dog => 1',
      'the => 1',
      'the => 2',
    ]);
    expect(out).toMatch(
      /^Word count finished: ran [\d.]+ s \(and [\d.]+ s to start and end\), .*source +text +2 records.*sink +counts +4 released.*w3/s,
    );
  });

  test('comes to its end although steps of its script cannot be done, and tells them, with --json in its summary', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'text.txt'), 'the cat\n');
    const files = ['--source', 'text=file:text.txt', '--sink', 'counts=file:counts.txt'];
    const script = ['--json', '--script', 'at 0s kill w9; at 1000s add'];
    const { code, out, errors } = await outcome(directory, 'run', 'word-count', ...files, ...script);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      ok: true,
      script: [
        { step: 'at 0s kill w9', error: 'there is no such process' },
        { step: 'at 1000s add', error: 'the run was over before' },
      ],
    });
    expect(errors).toBe('kill w9: there is no such process\nat 1000s add: the run was over before\n');
  });

  test('takes its records over TCP, says where it listens, and with --json prints one object and nothing else', async () => {
    const directory = temporaryDirectory();
    const program = start(
      directory,
      'run',
      'word-count',
      '--json',
      '--source',
      'text=tcp://127.0.0.1:0?format=lines&journal=off',
      '--sink',
      'counts=file:counts.txt',
    );
    const port = await eventually(
      () => /text listens on 127\.0\.0\.1:(\d+)/.exec(program.errors())?.[1],
      'the address it listens on',
    );
    connect(Number(port), '127.0.0.1').end('one two\none\n');
    expect((await program.exit).code).toBe(0);
    expect(readFileSync(join(directory, 'counts.txt'), 'utf8').trim().split('\n').toSorted()).toEqual([
      'one => 1',
      'one => 2',
      'two => 1',
    ]);
    expect(program.out().trimEnd()).not.toContain('\n');
    expect(JSON.parse(program.out())).toMatchObject({
      ok: true,
      error: null,
      sources: { text: 2 },
      sinks: { counts: 3 },
      deadLetters: 0,
      stateObjects: 2,
      workers: [{ name: 'w1' }, { name: 'w2' }],
      seconds: expect.any(Number),
      recordsPerSecond: expect.any(Number),
    });
  });

  test('stops at SIGINT, finishes what is in flight, and leaves no process', async () => {
    const directory = temporaryDirectory();
    const program = start(directory, ...endless, '--json');
    const children = await underWay(program, directory);
    program.child.kill('SIGINT');
    expect(await program.exit).toEqual({ code: 0, signal: null });
    const released = /"sinks":\{"counts":(\d+)\}/.exec(program.out())?.[1];
    expect(readFileSync(join(directory, 'counts.txt'), 'utf8').trim().split('\n')).toHaveLength(Number(released));
    expect(program.errors()).toMatch(/^The source text has no end, so this runs until you stop it with Ctrl-C\. .*\n/);
    await allGone(children);
  });

  test('killed with SIGKILL leaves no process', async () => {
    const directory = temporaryDirectory();
    const program = start(directory, ...endless);
    const children = await underWay(program, directory);
    program.child.kill('SIGKILL');
    await program.exit;
    await allGone(children);
  });

  test('whose state directory is taken away waits for it after a loss, says so, and goes on when it is there again', async () => {
    const directory = temporaryDirectory();
    const [state, away, output] = ['state', 'away', 'counts.txt'].map((name) => join(directory, name)) as Paths;
    const program = start(directory, ...endless, '--no-spare', '--checkpoint-interval', '200ms', '--state', 'state');
    const children = await underWay(program, directory);
    renameSync(state, away);
    process.kill(Math.max(...children), 'SIGKILL');
    const waits = /^.*state is gone: ENOENT.*; the run goes on when it is there again$/m;
    await eventually(() => waits.test(program.errors()), 'a word of the directory');
    renameSync(away, state);
    const length = statSync(output).size;
    await eventually(() => statSync(output).size > length, 'more output');
    program.child.kill('SIGINT');
    expect(await program.exit).toEqual({ code: 0, signal: null });
    const lines = readFileSync(output, 'utf8').trimEnd().split('\n').length.toLocaleString('en-US');
    expect(program.out()).toMatch(`released ${lines}, lost 0, doubled 0`);
    expect(program.errors()).not.toMatch(/^ +at /m);
  });

  test('whose source cannot be read again fails with a clear error where a worker is killed, and leaves no process', async () => {
    const directory = temporaryDirectory();
    const tcp = [
      'run',
      'word-count',
      '--source',
      'text=tcp://127.0.0.1:0?format=lines&journal=off',
      '--sink',
      'counts=file:counts.txt',
    ];
    const program = start(directory, ...tcp, '--json');
    await eventually(() => program.errors().includes('listens on'), 'the source listens');
    const children = descendantsOf(program.pid);
    process.kill(Math.max(...children), 'SIGKILL');
    expect((await program.exit).code).toBe(1);
    expect(JSON.parse(program.out())).toMatchObject({ ok: false, error: expect.stringMatching(/worker w\d/) });
    expect(program.errors()).toMatch(/the run failed: worker w\d/);
    await allGone(children);
  });
});

// The many ways to mistype a flag, a node or a path are tested where they are parsed; here is what passes through the whole.
describe('bad input ends with exit code 2, words on standard error, and silence on standard output', () => {
  const sample = (change: object = {}): string => JSON.stringify({ ...samplePipeline(), ...change });

  const described = `import { file, live, pipeline } from '@potoroo/runtime';
const app = pipeline('Wrong');
app.source('text', { connector: file('in.txt') }).compute('long', (text) => text.lenght).sink('out', live());
export default app;
`;

  test.each([
    [['run', '.'], 'is a directory'],
    [['check', 'form.json'], 'error P1'],
    [['run', 'graph.json'], 'graph.json has'],
    [['explain', 'graph.json'], 'there is no topology'],
    [['run', 'types.json'], 'error P3'],
    [['check', 'app.ts'], 'app.ts:3:82)'],
    [['run', 'alphabet', '--profile', 'app.ts/profiles'], 'app.ts/profiles: a part of its path is not a directory.'],
    [['run', 'alphabet', '--state', 'app.ts'], 'app.ts: it is a file.'],
  ])('%j', async (args, message) => {
    const directory = temporaryDirectory();
    const nodes = samplePipeline().nodes.map((node) =>
      node.id === 'left-key' ? { ...node, code: '(record: Word) => record.wrod' } : node,
    );
    writeFileSync(join(directory, 'app.ts'), described);
    writeFileSync(join(directory, 'form.json'), sample({ nodes: 'none' }));
    writeFileSync(join(directory, 'graph.json'), sample({ edges: [] }));
    writeFileSync(join(directory, 'types.json'), sample({ nodes }));
    const { code, out, errors } = await outcome(directory, ...args);
    expect([code, out]).toEqual([2, '']);
    expect(errors).toContain(message);
    expect(errors).not.toContain('    at ');
  });

  test('a port in use', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address: AddressInfo | string | null = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { code, errors } = await outcome(
      temporaryDirectory(),
      'run',
      'word-count',
      '--source',
      `text=tcp://127.0.0.1:${port}`,
    );
    expect([code, errors]).toEqual([2, expect.stringContaining(`cannot listen on 127.0.0.1:${port}`)]);
  });
});

describe('the other commands', () => {
  test('list, check, explain and help answer on standard output', async () => {
    const directory = temporaryDirectory();
    const listed = await outcome(directory, 'list', '--json');
    expect(JSON.parse(listed.out)).toContainEqual(
      expect.objectContaining({ name: 'market-spread', sources: ['orders', 'market-data'], sinks: ['rejections'] }),
    );
    expect((await outcome(directory, 'list')).out).toContain('sources: orders, market-data; sinks: rejections');
    expect(await outcome(directory, 'check', 'alphabet')).toEqual({
      code: 0,
      out: 'Alphabet: no errors, no warnings.\n',
      errors: '',
    });
    expect(JSON.parse((await outcome(directory, 'check', 'alphabet', '--json')).out)).toMatchObject({
      diagnostics: [],
    });
    expect((await outcome(directory, 'explain', 'market-spread')).out).toContain('256 slots');
    const generated = (await outcome(directory, 'explain', 'market-spread-layout')).out;
    expect(generated.match(/.*stay bytes/g)).toEqual(
      Array(2).fill('     read from a file or over TCP, records stay bytes'),
    );
    const fromFile = ['explain', 'market-spread-layout', '--source', 'orders=file:o.bin?format=framed'];
    expect((await outcome(directory, ...fromFile, '--code')).out).toMatch(
      /file [^\n]*o\.bin, framed[^]*stage 0, orders: checks the bytes of a record[^]*exchange 0, from orders: finds the object/,
    );
    expect(await outcome(directory, 'explain', 'alphabet', '--source', 'orders=file:o.bin')).toMatchObject({
      code: 2,
      errors: expect.stringContaining('no source "orders"'),
    });
    expect((await outcome(directory, 'help')).out).toContain('--workers N');
  });

  test('no command at all is bad input', async () => {
    expect(await outcome(temporaryDirectory())).toMatchObject({
      code: 2,
      out: '',
      errors: expect.stringContaining('No command was given'),
    });
  });
});
