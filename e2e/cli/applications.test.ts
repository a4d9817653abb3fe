// The applications besides Market Spread, fed from files, by the real command line on 1, 2, 3 and 5 worker processes, against independent references.
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
