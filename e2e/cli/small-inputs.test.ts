// Small inputs in the manner of Wallaroo's published tests, with answers worked out by hand.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scratchFolder } from './inputs.ts';
import { root, runToSummary } from './potoroo.ts';

let scratch: Awaited<ReturnType<typeof scratchFolder>>;
beforeAll(async () => {
  scratch = await scratchFolder();
});
afterAll(() => scratch.dispose());

const frame = (...payloads: readonly Buffer[]): Buffer =>
  Buffer.concat(
    payloads.flatMap((payload) => [Buffer.from([0, 0, payload.length >> 8, payload.length & 255]), payload]),
  );

async function answer(application: string, source: string, sink: string, input: Buffer): Promise<readonly string[]> {
  const from = join(scratch.path, `${application}.input`);
  const to = join(scratch.path, `${application}.answer`);
  await writeFile(from, input);
  await runToSummary(application, {
    workers: 3,
    source: [`${source}=file:${from}?format=framed`],
    sink: [`${sink}=file:${to}?format=lines`],
  });
  const text = await readFile(to, 'utf8');
  return text.split('\n').slice(0, -1).toSorted();
}

test('word count counts words of any case, without punctuation, with empty words between two spaces', async () => {
  const text = 'My solitude is cheered by that elegant hope.\n"My, my!" - hope;  by day\n';
  const counted = await answer('word-count', 'text', 'counts', frame(Buffer.from(text)));
  expect(counted).toEqual([
    ' => 1', ' => 2', ' => 3', 'by => 1', 'by => 2', 'cheered => 1', 'day => 1', 'elegant => 1', 'hope => 1', 'hope => 2', 'is => 1',
    'my => 1', 'my => 2', 'my => 3', 'solitude => 1', 'that => 1',
  ]); // oxfmt-ignore
});

test('alphabet totals the votes of every letter', async () => {
  const vote = (letter: string, votes: number): Buffer => {
    const payload = Buffer.alloc(5);
    payload.write(letter);
    payload.writeUInt32BE(votes, 1);
    return payload;
  };
  const votes = [...'abcdefghijklmnopqrstuvwxyz'].flatMap((letter, index) => [vote(letter, 1), vote(letter, index)]);
  const totals = await answer('alphabet', 'votes', 'totals', frame(...votes));
  expect(totals).toEqual(
    [...'abcdefghijklmnopqrstuvwxyz']
      .flatMap((letter, index) => [`${letter} => 1`, `${letter} => ${index + 1}`])
      .toSorted(),
  );
});

test('celsius knows freezing, boiling and the point where both scales meet', async () => {
  const degrees = [0, 100, -40, 37, -17.5].map((celsius) => {
    const payload = Buffer.alloc(4);
    payload.writeFloatBE(celsius);
    return payload;
  });
  expect(await answer('celsius', 'temperatures', 'fahrenheit', frame(...degrees))).toEqual(
    ['32.000000', '212.000000', '-40.000000', '98.600000', '0.500000'].toSorted(),
  );
});

test('a document is run by its path as well as by the name of an example', async () => {
  const from = join(scratch.path, 'lines.txt');
  const to = join(scratch.path, 'backwards.txt');
  await writeFile(from, 'potoroo\r\n🦘 hop\n\nlast without an end');
  await runToSummary(join(root, 'examples/reverse/pipeline.json'), {
    workers: 2,
    source: [`text=file:${from}`],
    sink: [`reversed=file:${to}`],
  });
  expect(await readFile(to, 'utf8')).toBe('oorotop\npoh 🦘\n\ndne na tuohtiw tsal\n');
});
