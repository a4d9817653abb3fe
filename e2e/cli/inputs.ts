/**
 * Makes inputs and judges outputs with the independent references of `tools/inputs`, in a process of their own that serves all
 * tests of a suite.
 */
import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './potoroo.ts';

/** A folder of its own for one suite; `dispose` removes it, and ends the process of the references. */
export async function scratchFolder(): Promise<{ readonly path: string; readonly dispose: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'potoroo-e2e-'));
  return {
    path,
    dispose: () => {
      references?.disconnect();
      references = null;
      return rm(path, { recursive: true, force: true });
    },
  };
}

let references: ChildProcess | null = null;

/** One question at a time. Null where nothing is wrong. */
async function ask(request: object): Promise<string | null> {
  references ??= fork(join(root, 'tools/inputs/judge-process.ts'), [], { execArgv: [] });
  const answer = once(references, 'message');
  references.send(request);
  const [{ fault }] = (await answer) as [{ readonly fault: string | null }];
  return fault;
}

export type InputRequest = {
  readonly application: string;
  readonly format: string;
  readonly records: number;
  readonly folder: string;
};

/** Writes `<folder>/<node>.<format>` for each source. */
export async function makeInput(request: InputRequest): Promise<void> {
  const fault = await ask({ type: 'make', ...request });
  if (fault !== null) throw new Error(`no input could be made: ${fault}`);
}

export type Verification = InputRequest & {
  /** The sources whose files lie in the folder. */
  readonly sources: readonly string[];
  readonly actual: string;
  readonly actualFormat: string;
  readonly concurrent?: boolean;
};

/** Null where the output is right, else what is wrong with it. */
export const judgeOutput = ({ concurrent = false, ...verification }: Verification): Promise<string | null> =>
  ask({ type: 'judge', concurrent, ...verification });
