// Applications that make their own records, by the real command line on 1, 2, 3 and 5 worker processes.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judgeOutput, scratchFolder } from './inputs.ts';
import { runToSummary } from './potoroo.ts';

const records = 10_000;
let scratch: Awaited<ReturnType<typeof scratchFolder>>;
beforeAll(async () => {
  scratch = await scratchFolder();
});
afterAll(() => scratch.dispose());

describe.each(['alerts-stateless', 'alerts-stateful'])('%s from its generator', (application) => {
  test.each([1, 2, 3, 5])('gives the same answer on %d workers', async (workers) => {
    const actual = join(scratch.path, `${application}-${workers}.out`);
    const from = `transactions=generator?rate=1000000&count=${records}`;
    const summary = await runToSummary(application, { workers, source: [from], sink: [`alerts=file:${actual}`] });
    expect(
      await judgeOutput({
        application,
        format: 'framed',
        records,
        folder: scratch.path,
        actual,
        actualFormat: 'lines',
      }),
    ).toBe(`${application}: right`);
    expect(summary.sources['transactions']).toBe(records);
  });
});

test('the generators end where they are told to, and reject only orders for symbols with a wide spread', async () => {
  const summary = await runToSummary('market-spread', {
    workers: 3,
    source: ['orders=generator?rate=1000000&count=50000', 'market-data=generator?rate=1000000&count=20000'],
    sink: [`rejections=file:${join(scratch.path, 'generated.ndjson')}`],
    after: ['orders=market-data'],
  });
  expect(summary.stateObjects).toBe(350);
  expect(summary.deadLetters).toBe(0);
  expect(summary.sinks['rejections']).toBeLessThan(15);
});
