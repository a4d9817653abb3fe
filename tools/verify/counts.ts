/**
 * Reads the counts of a stage from what it left behind, and never believes a silence: a program that failed without a
 * failed check has one, and a program that passed without a single check has failed.
 */
import type { Counts, CountsFrom } from './stage.ts';

export type Ended = { readonly code: number | null; readonly output: string; readonly report: string | null };

export function countsOf(from: CountsFrom, ended: Ended): Counts {
  const counts = told(from, ended);
  if (ended.code !== 0 && counts.failed === 0) return { passed: counts.passed, failed: 1 };
  if (ended.code === 0 && counts.passed + counts.failed === 0) return { passed: 0, failed: 1 };
  return counts;
}

function told(from: CountsFrom, { code, output, report }: Ended): Counts {
  switch (from.type) {
    case 'exit-code':
      return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
    case 'lines':
      return addUp(
        [...output.matchAll(new RegExp(`^${from.name}: (\\d+) passed, (\\d+) failed$`, 'gm'))].map(
          ([, passed, failed]) => ({ passed: Number(passed), failed: Number(failed) }),
        ),
      );
    case 'vitest':
      return fromReport(report, ['numPassedTests'], ['numFailedTests']);
    case 'playwright':
      return fromReport(report, ['stats', 'expected'], ['stats', 'unexpected']);
  }
}

export const addUp = (all: readonly Counts[]): Counts =>
  all.reduce((sum, { passed, failed }) => ({ passed: sum.passed + passed, failed: sum.failed + failed }), {
    passed: 0,
    failed: 0,
  });

function fromReport(report: string | null, passed: readonly string[], failed: readonly string[]): Counts {
  const parsed = report === null ? null : parse(report);
  return { passed: numberAt(parsed, passed), failed: numberAt(parsed, failed) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function numberAt(value: unknown, path: readonly string[]): number {
  const found = path.reduce<unknown>((at, name) => (isRecord(at) ? at[name] : undefined), value);
  return typeof found === 'number' ? found : 0;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
