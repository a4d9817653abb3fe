/**
 * The peers: what else they need is looked for, installed into a folder of their own where that is possible, and told where it
 * is not. Nothing of the product or its tests depends on it.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { numberIn, startProgram } from './program.ts';
import type { StartSystem } from './system.ts';

export type PeerKind = 'plain' | 'streams' | 'rxjs' | 'redis' | 'node-red';

export const peer =
  (kind: PeerKind, redisPort: number): StartSystem =>
  async (receiverPort) => {
    const program = startProgram('peer-server', [kind, String(receiverPort), String(redisPort)]);
    const listening = await program.hear('listening');
    return {
      ports: { orders: numberIn(listening, 'orders'), 'market-data': numberIn(listening, 'market-data') },
      over: async () => {
        await program.hear('over');
        await program.end();
      },
    };
  };

export type Peers = {
  readonly has: (kind: PeerKind) => boolean;
  readonly redisPort: number;
  readonly missing: readonly string[];
  readonly end: () => Promise<void>;
};

/** A folder each: Node-RED brings some hundred packages, and RxJS one. */
const rxjsFolder = fileURLToPath(new URL('peers', import.meta.url));
const nodeRedFolder = join(rxjsFolder, 'node-red');
const installMs = 300_000;

export async function preparePeers(told: (text: string) => void): Promise<Peers> {
  const rxjs = await installed('rxjs', rxjsFolder, told);
  const nodeRed = await installed('node-red', nodeRedFolder, told);
  const redis = await startRedis();
  const absent: Partial<Record<PeerKind, string>> = {
    ...(rxjs === null ? {} : { rxjs: `RxJS: ${rxjs}` }),
    ...(nodeRed === null ? {} : { 'node-red': `Node-RED: ${nodeRed}` }),
    ...(redis === null
      ? { redis: 'Redis Streams: there is no redis-server on the path; Debian has it as redis-server' }
      : {}),
  };
  const missing = Object.values(absent);
  return {
    has: (kind) => absent[kind] === undefined,
    redisPort: redis?.port ?? 0,
    missing,
    end: async () => redis?.end(),
  };
}

/** Null where the package is there, else why not. */
async function installed(name: string, folder: string, told: (text: string) => void): Promise<string | null> {
  if (existsSync(join(folder, 'node_modules', name))) return null;
  if (process.env['POTOROO_BENCH_OFFLINE'] === '1') return 'it is not installed, and nothing may be fetched';
  told(`installing ${name}`);
  try {
    await promisify(execFile)('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], {
      cwd: folder,
      timeout: installMs,
    });
    return null;
  } catch {
    return `it could not be installed; try npm ci in ${folder}`;
  }
}

type Redis = { readonly port: number; readonly end: () => Promise<void> };

/** A Redis of the suite's own: on a free port, without persistence, gone afterwards. Null where there is none. */
async function startRedis(): Promise<Redis | null> {
  const port = await freePort();
  const data = mkdtempSync(join(tmpdir(), 'potoroo-bench-redis-'));
  const server = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', data],
    {
      stdio: 'ignore',
    },
  );
  const remove = (): void => rmSync(data, { recursive: true, force: true });
  const spawned = await new Promise<boolean>((resolve) => {
    server.once('spawn', () => resolve(true)).once('error', () => resolve(false));
  });
  if (!spawned) {
    remove();
    return null;
  }
  const exited = once(server, 'exit');
  process.once('exit', () => server.kill('SIGKILL'));
  while (server.exitCode === null && !(await answers(port))) await new Promise((resolve) => setTimeout(resolve, 20));
  if (server.exitCode !== null) {
    remove();
    return null;
  }
  return {
    port,
    end: async () => {
      server.kill('SIGTERM');
      await exited;
      remove();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('close', () => socket.destroy()).once('connect', () => socket.end());
  });
}
