/** Makes inputs and judges outputs with the independent references, each in a process of its own: `tools/inputs/main.ts`. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './potoroo.ts';

const execute = promisify(execFile);
const tool = join(root, 'tools/inputs/main.ts');

/** A folder of its own for one suite; `dispose` removes it. */
export async function scratchFolder(): Promise<{ readonly path: string; readonly dispose: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'potoroo-e2e-'));
  return { path, dispose: () => rm(path, { recursive: true, force: true }) };
}

export type InputRequest = {
  readonly application: string;
  readonly format: string;
  readonly records: number;
  readonly folder: string;
};

/** Writes `<folder>/<node>.<format>` for each source. Rejections are many, so that much is compared. */
export async function makeInput({ application, format, records, folder }: InputRequest): Promise<void> {
  const args = [
    '--records',
    String(records),
    '--format',
    format,
    '--out',
    folder,
    '--rejected-share',
    '0.05',
    '--flicker',
    '0.1',
  ];
  await execute(process.execPath, [tool, application, ...args]);
}

export type Verification = InputRequest & {
  readonly actual: string;
  readonly actualFormat: string;
  readonly concurrent?: boolean;
};

/** `<application>: right`, or what is wrong with the output. */
export async function judgeOutput({
  application,
  format,
  records,
  folder,
  actual,
  actualFormat,
  concurrent,
}: Verification): Promise<string> {
  const args = ['verify', application, '--format', format, '--in', folder, '--records', String(records)];
  const rest = ['--actual', actual, '--actual-format', actualFormat, ...(concurrent === true ? ['--concurrent'] : [])];
  try {
    return (await execute(process.execPath, [tool, ...args, ...rest])).stdout.trim();
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? String(error.stdout).trim() || error.message : String(error);
  }
}
