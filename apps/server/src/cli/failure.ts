/**
 * A refusal to do what the command line asked: what is wrong and where, and what to do about it.
 * Parsing returns it as a value; `main.ts` prints it and ends with exit code 2 (bad input) or 1 (the run failed).
 */
import { err } from '@potoroo/shared/result';
import type { Result } from '@potoroo/shared/result';

export type Refusal = {
  /** What is wrong and where, one sentence. */
  readonly message: string;
  /** What to do about it, one sentence. */
  readonly remedy: string;
};

export const refuse = (message: string, remedy: string): Result<never, Refusal> => err({ message, remedy });

/** Everything the command line needs to say goodbye. */
export const exitCodes = { success: 0, runFailed: 1, badInput: 2 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
