/** Breaks when a stage that failed, or that checked nothing, would be added up as if all were well. */
import { describe, expect, it } from 'vitest';
import { addUp, countsOf } from './counts.ts';

const ended = (code: number | null, output: string, report: string | null = null) => ({ code, output, report });

describe('The counts of a stage', () => {
  it('are one check where the exit code is all there is', () => {
    expect(countsOf({ type: 'exit-code' }, ended(0, ''))).toEqual({ passed: 1, failed: 0 });
    expect(countsOf({ type: 'exit-code' }, ended(2, ''))).toEqual({ passed: 0, failed: 1 });
    expect(countsOf({ type: 'exit-code' }, ended(null, 'killed'))).toEqual({ passed: 0, failed: 1 });
  });

  it('are added up over the lines that name the stage, and over no others', () => {
    const output = 'types: 2 passed, 0 failed\nnoise: 9 passed, 9 failed\ntypes: 3 passed, 1 failed\n';
    expect(countsOf({ type: 'lines', name: 'types' }, ended(1, output))).toEqual({ passed: 5, failed: 1 });
  });

  it('are read from the reports of the runners', () => {
    const vitest = JSON.stringify({ numPassedTests: 7, numFailedTests: 2 });
    const playwright = JSON.stringify({ stats: { expected: 4, unexpected: 1 } });
    expect(countsOf({ type: 'vitest', file: 'a' }, ended(1, '', vitest))).toEqual({ passed: 7, failed: 2 });
    expect(countsOf({ type: 'playwright', file: 'a' }, ended(1, '', playwright))).toEqual({ passed: 4, failed: 1 });
  });

  it('hold a failure when the program failed and named none', () => {
    const report = JSON.stringify({ numPassedTests: 7, numFailedTests: 0 });
    expect(countsOf({ type: 'vitest', file: 'a' }, ended(1, '', report))).toEqual({ passed: 7, failed: 1 });
    expect(countsOf({ type: 'lines', name: 'types' }, ended(1, 'types: 3 passed, 0 failed'))).toEqual({
      passed: 3,
      failed: 1,
    });
  });

  it.each([null, 'not json', '{}', '[]', JSON.stringify({ numPassedTests: 0, numFailedTests: 0 })])(
    'hold a failure when the program passed and checked nothing (%s)',
    (report) => {
      expect(countsOf({ type: 'vitest', file: 'a' }, ended(0, '', report))).toEqual({ passed: 0, failed: 1 });
    },
  );

  it('add up', () => {
    expect(
      addUp([
        { passed: 1, failed: 0 },
        { passed: 2, failed: 3 },
      ]),
    ).toEqual({ passed: 3, failed: 3 });
    expect(addUp([])).toEqual({ passed: 0, failed: 0 });
  });
});
