/** A project on disk, and the commands that a person gives there: npm as it is installed, nothing of this clone handed on. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
export const root = fileURLToPath(new URL('../..', import.meta.url));
const command = join(root, 'apps/server/src/cli/main.ts');

export async function writeFiles(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  for (const [name, text] of files) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

/** npm as a person calls it. Of an npm that runs us, only where packages come from is handed on. */
export async function npm(folder: string, ...args: readonly string[]): Promise<string> {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^npm_(package|lifecycle|command|node|execpath)|^npm_config_(local_prefix|prefix|loglevel|silent)$|^INIT_CWD$/i.test(
        name,
      ),
  );
  const options = { cwd: folder, env: Object.fromEntries(kept), timeout: 300_000, maxBuffer: 50_000_000 };
  const script = process.env['npm_execpath'];
  return said(
    script !== undefined && /\.[cm]?js$/.test(script)
      ? run(process.execPath, [script, ...args], options)
      : run('npm', [...args], options),
  );
}

/** The command line of this clone, from where a person stands. */
export const potoroo = (folder: string, ...args: readonly string[]): Promise<string> =>
  said(
    run(process.execPath, [command, ...args], {
      cwd: folder,
      env: { ...process.env, INIT_CWD: folder },
      timeout: 300_000,
      maxBuffer: 50_000_000,
    }),
  );

/** A command of the packages that a project has, as npm would call it. */
export const installed = (folder: string, ...command: readonly string[]): Promise<string> => {
  const [name = '', ...args] = command;
  const bin = join(folder, 'node_modules/.bin');
  const env = {
    ...process.env,
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    INIT_CWD: undefined,
    // Hundreds of projects start the same packages.
    NODE_COMPILE_CACHE: join(tmpdir(), 'potoroo-roundtrip-compiled'),
  };
  return said(run(join(bin, name), args, { cwd: folder, env, timeout: 300_000, maxBuffer: 50_000_000 }));
};

/** What a command that fails has said is the reason. */
async function said(running: Promise<{ readonly stdout: string; readonly stderr: string }>): Promise<string> {
  try {
    return (await running).stdout;
  } catch (error) {
    const { stdout = '', stderr = '' }: { stdout?: string; stderr?: string } = Object(error);
    throw new Error(
      `${error instanceof Error ? error.message.slice(0, 300) : ''}\n${stdout}\n${stderr}`.slice(0, 1_500),
    );
  }
}

/** Lines in no order: what several workers put out has none. */
export async function sortedLines(path: string): Promise<readonly string[]> {
  return (await readFile(path, 'utf8')).split('\n').toSorted();
}
