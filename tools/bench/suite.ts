/** What a suite is handed, and what it gives back. */
import type { InputFiles } from './input-files.ts';
import type { SuiteResult } from './report.ts';
import type { Sizes } from './sizes.ts';

export type Bench = {
  readonly sizes: Sizes;
  readonly files: InputFiles;
  /** What goes on, for whoever waits. */
  readonly told: (text: string) => void;
};

export type Suite = (bench: Bench) => Promise<SuiteResult>;
