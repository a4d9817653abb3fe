/** Runs suites one after the other, on inputs that they share, and clears up behind them. */
import { InputFiles } from './input-files.ts';
import { machine, type Report, type SuiteResult } from './report.ts';
import { type SizeName, sizes } from './sizes.ts';
import { type SuiteName, suites } from './suites/index.ts';

type Asked = { readonly size: SizeName; readonly names: readonly SuiteName[] };
type Listener = { readonly told: (text: string) => void; readonly done: (result: SuiteResult) => void };

export async function runSuites({ size, names }: Asked, { told, done }: Listener): Promise<Report> {
  const files = new InputFiles();
  try {
    const results: SuiteResult[] = [];
    for (const name of names) {
      const result = await suites[name]({ sizes: sizes[size], files, told: (text) => told(`${name}: ${text}`) });
      results.push(result);
      done(result);
    }
    return { size, machine: machine(), suites: results };
  } finally {
    files.dispose();
  }
}
