/**
 * What `npm test` runs: a stage is one program that judges the tree and tells how many checks passed and failed.
 * Phases follow one another; the stages of a phase run side by side.
 */
export type Counts = { readonly passed: number; readonly failed: number };

export type Stage = {
  readonly name: string;
  /** A script that the pinned Node runs, and its arguments; paths are from the root. */
  readonly script: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** How the stage tells its counts. */
  readonly counts: CountsFrom;
  readonly timeoutMs: number;
  /** Shown while it runs, where it runs alone and takes its time. */
  readonly live?: boolean;
  /** The stage without which this one makes no sense: it then fails without being run. */
  readonly needs?: string;
};

export type CountsFrom =
  /** The whole program is one check: it passes with exit code 0. */
  | { readonly type: 'exit-code' }
  /** Lines `name: N passed, M failed` on standard output, added up. */
  | { readonly type: 'lines'; readonly name: string }
  /** A JSON report that the program writes. */
  | { readonly type: 'vitest' | 'playwright'; readonly file: string };

export type StageResult = {
  readonly name: string;
  readonly counts: Counts;
  readonly seconds: number;
  /** What it printed; empty for a live stage, which has shown it. */
  readonly output: string;
};
