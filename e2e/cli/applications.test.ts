/**
 * The applications besides Market Spread, fed from files, by the real command line on real worker processes, against independent
 * references. Each runs on two of the worker counts 1, 2, 3 and 5, by turns: that all four give the same answer, for each
 * application and format, is shown in the simulator (tools/acceptance); here the counts only have to be real processes.
 */
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
  { application: 'alphabet', source: 'votes', sink: 'totals', format: 'framed', on: [1, 3] },
  { application: 'word-count', source: 'text', sink: 'counts', format: 'lines', on: [2, 5] },
  { application: 'word-count', source: 'text', sink: 'counts', format: 'framed', on: [1, 3] },
  { application: 'celsius', source: 'temperatures', sink: 'fahrenheit', format: 'framed', on: [2, 5] },
  { application: 'reverse', source: 'text', sink: 'reversed', format: 'lines', on: [1, 3] },
  { application: 'sequence-window', source: 'numbers', sink: 'windows', format: 'framed', on: [2, 5] },
] as const;

describe.each(fed)('$application from $format', ({ application, source, sink, format, on }) => {
  let folder = '';
  beforeAll(async () => {
    folder = join(scratch.path, `${application}-${format}`);
    await makeInput({ application, format, records, folder });
  });

  test.each(on)('gives the answer of the reference on %d workers', async (workers) => {
    const actual = join(folder, `${workers}.out`);
    const from = `${source}=file:${join(folder, `${source}.${format}`)}?format=${format}`;
    const summary = await runToSummary(application, { workers, source: [from], sink: [`${sink}=file:${actual}`] });
    const sources = [source];
    expect(
      await judgeOutput({ application, format, records, folder, sources, actual, actualFormat: 'lines' }),
    ).toBeNull();
    expect(summary).toMatchObject({ ok: true, sources: { [source]: records }, deadLetters: 0 });
  });
});
