/**
 * Applications that make their own records, by the real command line on real worker processes: one on 1 and 3 of them, the other on
 * 2 and 5. That all four counts give the same answer for both is shown in the simulator (tools/acceptance).
 */
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

describe.each([
  { application: 'alerts-stateless', on: [1, 3] },
  { application: 'alerts-stateful', on: [2, 5] },
])('$application from its generator', ({ application, on }) => {
  test.each(on)('gives the answer of the reference on %d workers', async (workers) => {
    const actual = join(scratch.path, `${application}-${workers}.out`);
    const from = `transactions=generator?rate=1000000&count=${records}`;
    const summary = await runToSummary(application, { workers, source: [from], sink: [`alerts=file:${actual}`] });
    expect(
      await judgeOutput({
        application,
        format: 'framed',
        records,
        folder: scratch.path,
        sources: [],
        actual,
        actualFormat: 'lines',
      }),
    ).toBeNull();
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
