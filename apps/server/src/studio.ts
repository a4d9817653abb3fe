/**
 * The studio's server as one thing that starts and stops: store, compiler, deployments, HTTP and live feed on one port.
 * It owns how these are put together. The process around it (flags, signals, browser) is main.ts.
 */
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { deployTried } from '@potoroo/runtime/node';
import type { startDeployment } from '@potoroo/runtime/node';
import { limits } from '@potoroo/shared/limits';
import { bearerFilePath, removeBearerFile, writeBearerFile } from './access/bearer-file.ts';
import { judge } from './access/gate.ts';
import type { GatePolicy } from './access/gate.ts';
import { allowedHosts, authority } from './access/hosts.ts';
import { ConnectionPlaces } from './access/connection-places.ts';
import { AccessKeys } from './access/keys.ts';
import { createCompiler } from './compiler/compiler.ts';
import { readExamples } from './compiler/examples.ts';
import { Deployments } from './deployments/deployments.ts';
import { KeptRun } from './deployments/kept-run.ts';
import { openRoots } from './deployments/granted-files.ts';
import { approachOf, createApplication, linkPath } from './http/application.ts';
import { createRoutes } from './http/routes.ts';
import type { Route } from './http/routes.ts';
import { createLiveFeed } from './live/live-feed.ts';
import type { Log } from './log.ts';
import type { ServerMemory } from './server-memory.ts';
import { openDataDirectory } from './store/data-directory.ts';
import { DataDirectoryTaken, lockDataDirectory } from './store/data-directory-lock.ts';
import type { ProcessLock } from '@potoroo/runtime/node';
import { PipelineStore } from './store/pipeline-store.ts';
import { plantSeeds } from './store/seed.ts';

export type StudioOptions = {
  readonly host: string;
  /** Tried in turn until one is free; 0 is any. */
  readonly ports: readonly number[];
  readonly dataDirectory: string;
  readonly grantedDirectories: readonly string[];
  /** Runs keep a spare worker. */
  readonly hasSpare: boolean;
  readonly studioDirectory: string;
  readonly examplesDirectory: string;
  /** A key of the person's own, for an address beyond loopback; null for a fresh one in the data directory. */
  readonly bearer: string | null;
  /** What the server that was killed here told its parent to keep; null or absent for a fresh start. */
  readonly before?: ServerMemory | null;
  readonly start: typeof startDeployment;
  readonly log: Log;
};
export type Studio = {
  readonly port: number;
  /** What the next server must have so that an open browser and programs go on. */
  readonly memory: ServerMemory;
  /** All that the interface answers, for whoever checks that all of it is guarded. */
  readonly routes: readonly Route[];
  /** A fresh URL that opens the studio once. */
  readonly issueUrl: () => string;
  readonly close: () => Promise<void>;
};

const headerBytesMax = 16_384;

export async function startStudio(options: StudioOptions): Promise<Studio> {
  const { dataDirectory } = options;
  openDataDirectory(dataDirectory);
  const lock = lockDataDirectory(dataDirectory);
  if (!lock.ok) throw new DataDirectoryTaken(dataDirectory, lock.error);
  try {
    return await startLocked(options, lock.value);
  } catch (error) {
    lock.value.release();
    throw error;
  }
}

async function startLocked(options: StudioOptions, lock: ProcessLock): Promise<Studio> {
  const { dataDirectory, log } = options;
  const roots = openRoots(join(dataDirectory, 'files'), options.grantedDirectories);
  const store = new PipelineStore({ directory: join(dataDirectory, 'pipelines'), now: () => new Date() });
  await store.open();
  const examples = readExamples(options.examplesDirectory);
  await plantSeeds({ store, dataDirectory, examples });

  const server = createServer({
    maxHeaderSize: headerBytesMax,
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    keepAliveTimeout: 5_000,
    connectionsCheckingInterval: 5_000,
  });
  const places = new ConnectionPlaces(limits.connectionsMax);
  server.on('connection', (socket) => places.enter(socket));
  // A connection that has lost its place is gone only a moment later.
  server.maxConnections = limits.connectionsMax * 2;
  const port = await listen(server, options);
  const keys = new AccessKeys({
    bearer: options.bearer ?? options.before?.bearer ?? null,
    session: options.before?.session ?? null,
    now: () => Date.now(),
  });
  const policy: GatePolicy = { hosts: allowedHosts(options.host, port), cookieName: `potoroo-${port}`, keys };
  const bearerFile = options.bearer === null ? bearerFilePath(dataDirectory, port) : null;
  if (bearerFile !== null) writeBearerFile(bearerFile, keys.bearer);

  const compiler = createCompiler();
  const deployments = new Deployments({
    start: options.start,
    deploy: deployTried,
    hasSpare: options.hasSpare,
    compiler,
    roots,
    kept: new KeptRun(join(dataDirectory, 'deployments')),
    log,
    now: () => new Date(),
  });
  const routes = createRoutes({ store, deployments, compiler, examples, roots });
  server.on(
    'request',
    createApplication({
      policy,
      routes,
      studioDirectory: options.studioDirectory,
      log,
      now: () => performance.now(),
      admitted: (request) => places.admit(request.socket),
    }),
  );
  const feed = createLiveFeed({
    server,
    deployments,
    judge: (request) => judge(approachOf(request, true), policy),
    admitted: (request) => places.admit(request.socket),
    log,
  });
  // Loading TypeScript takes a second or two; better now than at the first press of Run.
  void compiler.check(examples[0]?.document);
  log.info('studio started', { port });
  deployments.resume().catch((error: unknown) => log.warn('the last run cannot go on', { error: String(error) }));

  return {
    port,
    memory: { port, session: keys.session, bearer: keys.bearer },
    routes,
    issueUrl: () => `http://${authority(options.host, port)}${linkPath}?token=${keys.issueLink()}`,
    close: async () => {
      await deployments.close();
      feed.close();
      await Promise.all([closeServer(server), compiler.close()]);
      if (bearerFile !== null) removeBearerFile(bearerFile);
      lock.release();
      log.info('studio stopped');
    },
  };
}

async function listen(server: Server, { host, ports }: StudioOptions): Promise<number> {
  for (const [index, port] of ports.entries()) {
    try {
      return await listenOn(server, { host, port });
    } catch (error) {
      const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (!isTaken || index === ports.length - 1) throw error;
    }
  }
  throw new Error('no port to listen on was given');
}

function listenOn(server: Server, address: { readonly host: string; readonly port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, () => {
      server.off('error', reject);
      resolve(portOf(server.address()));
    });
  });
}

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === 'object' && address !== null ? address.port : 0;

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
