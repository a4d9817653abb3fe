// A state that two runs use at once, or that is gone on with from other inputs, gives a wrong result without a word.
import { Buffer } from 'node:buffer';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { goOnWith, takeStateDirectory } from './state-directory.ts';
import { countingTopology, fileSource, generator } from './testing/counting-topology.ts';
import { temporaryDirectory } from './testing/real-run.ts';

const reading = (path: string) => countingTopology({ source: fileSource(path), sink: { type: 'live' } });

function kept(content: string | Uint8Array = 'a:1\na:2\n'): { readonly state: string; readonly input: string } {
  const directory = temporaryDirectory();
  const [state, input] = [join(directory, 'a', 'state'), join(directory, 'in')];
  writeFileSync(input, content);
  const taken = takeStateDirectory(state, reading(input));
  expect(taken).toMatchObject({ ok: true, value: { resumes: false } });
  if (taken.ok) taken.value.release();
  writeFileSync(join(state, 'manifest-3'), '');
  return { state, input };
}

test('is had by one run at a time', () => {
  const { state, input } = kept();
  const first = takeStateDirectory(state, reading(input));
  expect(first).toMatchObject({ ok: true, value: { resumes: true } });
  expect(takeStateDirectory(state, reading(input))).toEqual({
    ok: false,
    error: expect.stringMatching(`^another run, of process ${process.pid}, uses the state in .*; wait for its end`),
  });
  if (first.ok) first.value.release();
  const again = takeStateDirectory(state, reading(input));
  expect(again.ok).toBe(true);
  if (again.ok) again.value.release();
});

test('goes on with a file that has grown, and not with one that begins otherwise or is another kind of source', () => {
  const { state, input } = kept();
  writeFileSync(input, 'a:1\na:2\na:3\n');
  const grown = takeStateDirectory(state, reading(input));
  expect(grown.ok).toBe(true);
  if (grown.ok) grown.value.release();
  writeFileSync(input, 'b:1\na:2\na:3\n');
  expect(takeStateDirectory(state, reading(input))).toEqual({
    ok: false,
    error: expect.stringMatching(
      /source numbers reads .*in, and the state in .* belongs to a file that begins otherwise/,
    ),
  });
  // Somewhere behind its beginning.
  const long = Buffer.alloc(300_000, 'a:1\n');
  const before = kept(long);
  long.write('b', 200_000);
  writeFileSync(before.input, long);
  expect(takeStateDirectory(before.state, reading(before.input))).toEqual({
    ok: false,
    error: expect.stringContaining('belongs to a file that held something else in its first 300000 bytes'),
  });
  const made = countingTopology({ source: generator(1), generate: '(n) => "k:" + n', sink: { type: 'live' } });
  expect(takeStateDirectory(state, made)).toEqual({
    ok: false,
    error: expect.stringMatching(/source numbers was a file source .* is a generator source now/),
  });
  expect(existsSync(join(state, 'run.lock'))).toBe(false);
});

test('says nothing of another version’s inputs where those of the one that goes on cannot be kept', () => {
  const { state, input } = kept();
  mkdirSync(join(state, 'inputs.json.tmp'));
  writeFileSync(input, 'b:1\n');
  goOnWith(state, reading(input), []);
  expect(existsSync(join(state, 'inputs.json'))).toBe(false);
  rmSync(join(state, 'inputs.json.tmp'), { recursive: true });
  const taken = takeStateDirectory(state, reading(input));
  expect(taken.ok).toBe(true);
  if (taken.ok) taken.value.release();
});

test('is refused at once where it cannot be made', () => {
  for (const directory of ['/proc/nothing/state', '/proc/state', join('/dev/null', 'state')])
    expect(takeStateDirectory(directory, reading('in'))).toEqual({
      ok: false,
      error: expect.stringMatching(/^the state cannot be kept in .*; give a directory that can be made and written$/),
    });
  const file = join(temporaryDirectory(), 'file');
  writeFileSync(file, 'mine');
  expect(takeStateDirectory(file, reading('in')).ok).toBe(false);
  expect(readFileSync(file, 'utf8')).toBe('mine');
});

test('is refused where its disk is full, for which room is made', () => {
  const { state, input } = kept();
  symlinkSync('/dev/full', join(state, 'inputs.json.tmp'));
  expect(takeStateDirectory(state, reading(input))).toEqual({
    ok: false,
    error: expect.stringMatching(/^the state cannot be kept in .*: ENOSPC.*; make room there, or give another$/),
  });
  rmSync(join(state, 'inputs.json.tmp'));
  const taken = takeStateDirectory(state, reading(input));
  expect(taken, 'its lock was given back').toMatchObject({ ok: true, value: { resumes: true } });
  if (taken.ok) taken.value.release();
});

test('is taken as it is where an older version has kept it', () => {
  const state = temporaryDirectory();
  mkdirSync(join(state, 'journal-0'));
  writeFileSync(join(state, 'manifest-1'), '');
  const taken = takeStateDirectory(state, reading('in'));
  expect(taken).toMatchObject({ ok: true, value: { resumes: true } });
  if (taken.ok) taken.value.release();
});
