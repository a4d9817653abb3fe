/**
 * A studio as a person starts it: the real server on a free port with a data directory of its own, known only by the URL
 * that it prints. Owns the process and sees it end; what is done in it is the business of the tests.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const projectRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const startTimeoutMs = 30_000;

export type StudioProcess = {
  /** The printed URL: it lets one browser in, once. */
  readonly url: string;
  /** `http://127.0.0.1:4400` */
  readonly origin: string;
  readonly pid: number;
  readonly dataDirectory: string;
  /** Ends it as Ctrl-C does, waits until it is gone, and takes its data along. Safe to call twice. */
  readonly stop: () => Promise<void>;
  /** Ends it without asking. */
  readonly kill: () => Promise<void>;
  /** As `kill`, and its data stays for the next one. */
  readonly crash: () => Promise<void>;
};

export async function startStudioProcess(
  flags: readonly string[] = [],
  dataDirectory = mkdtempSync(path.join(tmpdir(), 'potoroo-e2e-')),
): Promise<StudioProcess> {
  const args = ['apps/server/src/main.ts', '--port', '0', '--no-open', '--data', dataDirectory, ...flags];
  const child = spawn(process.execPath, args, { cwd: projectRoot, stdio: ['ignore', 'pipe', 'pipe'] });
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  };
  const endWithData = async (signal: NodeJS.Signals): Promise<void> => {
    await end(signal);
    rmSync(dataDirectory, { recursive: true, force: true });
  };
  try {
    const url = await printedUrl(child);
    return {
      url,
      origin: new URL(url).origin,
      pid: child.pid ?? 0,
      dataDirectory,
      stop: () => endWithData('SIGTERM'),
      kill: () => endWithData('SIGKILL'),
      crash: () => end('SIGKILL'),
    };
  } catch (error) {
    await endWithData('SIGKILL');
    throw error;
  }
}

/** The first line on standard output is the URL and nothing else; what the server says otherwise is told on failure. */
async function printedUrl(child: ChildProcess): Promise<string> {
  if (child.stdout === null || child.stderr === null) throw new Error('the studio was started without pipes');
  let said = '';
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  const line = once(createInterface(child.stdout), 'line', { signal: AbortSignal.timeout(startTimeoutMs) });
  const ended = once(child, 'exit').then(() => {
    throw new Error(`The studio ended before it printed its URL:\n${said}`);
  });
  const [url]: unknown[] = await Promise.race([line, ended]);
  if (typeof url !== 'string' || !URL.canParse(url))
    throw new Error(`The studio printed no URL but: ${String(url)}\n${said}`);
  return url;
}
