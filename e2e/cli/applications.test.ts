// The other applications by the real command line on 1, 2, 3 and 5 worker processes, against independent references.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judgeOutput, makeInput, scratchFolder } from './inputs.ts';
import { runToSummary } from './potoroo.ts';

const records = 10_000;
let scratch: Awaited<ReturnType<typeof scratchFolder>>;
beforeAll(async () => {
  scratch = await scratchFolder();
});
afterAll(() => scratch.dispose());

const fed = [
  { application: 'alphabet', source: 'votes', sink: 'totals', format: 'framed' },
  { application: 'word-count', source: 'text', sink: 'counts', format: 'lines' },
  { application: 'word-count', source: 'text', sink: 'counts', format: 'framed' },
  { application: 'celsius', source: 'temperatures', sink: 'fahrenheit', format: 'framed' },
  { application: 'reverse', source: 'text', sink: 'reversed', format: 'lines' },
  { application: 'sequence-window', source: 'numbers', sink: 'windows', format: 'framed' },
];

describe.each(fed)('$application from $format', ({ application, source, sink, format }) => {
  let folder = '';
  beforeAll(async () => {
    folder = join(scratch.path, `${application}-${format}`);
    await makeInput({ application, format, records, folder });
  });

  test.each([1, 2, 3, 5])('gives the same answer on %d workers', async (workers) => {
    const actual = join(folder, `${workers}.out`);
    const from = `${source}=file:${join(folder, `${source}.${format}`)}?format=${format}`;
    const summary = await runToSummary(application, { workers, source: [from], sink: [`${sink}=file:${actual}`] });
    expect(await judgeOutput({ application, format, records, folder, actual, actualFormat: 'lines' })).toBe(
      `${application}: right`,
    );
    expect(summary).toMatchObject({ ok: true, sources: { [source]: records }, deadLetters: 0 });
  });
});

describe.each(['alerts-stateless', 'alerts-stateful'])('%s from its generator', (application) => {
  test.each([1, 2, 3, 5])('gives the same answer on %d workers', async (workers) => {
    const actual = join(scratch.path, `${application}-${workers}.out`);
    const from = `transactions=generator?rate=1000000&count=${records}`;
    const summary = await runToSummary(application, { workers, source: [from], sink: [`alerts=file:${actual}`] });
    const folder = join(scratch.path, 'nothing');
    expect(await judgeOutput({ application, format: 'framed', records, folder, actual, actualFormat: 'lines' })).toBe(
      `${application}: right`,
    );
    expect(summary.sources['transactions']).toBe(records);
  });
});

// Small inputs in the manner of Wallaroo's published tests, with answers worked out by hand.
describe('by hand', () => {
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
});
