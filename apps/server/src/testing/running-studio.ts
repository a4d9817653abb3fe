/** A studio on a free port, with a data directory, an example and a built page of its own, and the keys to it. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { bearerFilePath } from '../access/bearer-file.ts';
import { createLog } from '../log.ts';
import { startStudio } from '../studio.ts';
import type { Studio } from '../studio.ts';
import { createHandDriven } from './hand-driven-deployment.ts';
import type { HandDriven } from './hand-driven-deployment.ts';
import { rawRequest } from './raw-request.ts';
import type { RawReply, RawRequest } from './raw-request.ts';
import { samplePipeline } from './sample-pipeline.ts';
import { temporaryDirectory } from './temporary-directory.ts';

export type RunningStudio = {
  readonly studio: Studio;
  readonly port: number;
  readonly origin: string;
  readonly cookie: string;
  readonly bearer: string;
  readonly dataDirectory: string;
  readonly hand: HandDriven;
  readonly logged: () => string;
  /** A request as the studio's own page makes it. */
  readonly ask: (method: string, path: string, body?: unknown) => Promise<RawReply>;
  /** A request with exactly what is given. */
  readonly raw: (request: Omit<RawRequest, 'port'>) => Promise<RawReply>;
};

export async function runStudio({ isBuilt = true }: { readonly isBuilt?: boolean } = {}): Promise<RunningStudio> {
  const directory = temporaryDirectory();
  const dataDirectory = join(directory, 'data');
  writeExample(join(directory, 'examples', 'market-spread'));
  if (isBuilt) writeBuild(join(directory, 'dist'));
  const hand = createHandDriven();
  const lines: string[] = [];
  const studio = await startStudio({
    host: '127.0.0.1',
    ports: [0],
    dataDirectory,
    grantedDirectories: [],
    hasSpare: false,
    studioDirectory: join(directory, 'dist'),
    examplesDirectory: join(directory, 'examples'),
    bearer: null,
    start: hand.start,
    log: createLog({ write: (line) => lines.push(line), now: () => new Date() }),
  });
  onTestFinished(() => studio.close());
  const { port } = studio;
  const origin = `http://127.0.0.1:${port}`;
  const opened = await rawRequest({ port, path: studio.issueUrl().slice(origin.length) });
  const cookie = (opened.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '';
  return {
    studio,
    port,
    origin,
    cookie,
    bearer: readFileSync(bearerFilePath(dataDirectory, port), 'utf8').trim(),
    dataDirectory,
    hand,
    logged: () => lines.join(''),
    raw: (request) => rawRequest({ port, ...request }),
    ask: (method, path, body) =>
      rawRequest({
        port,
        method,
        path,
        headers: { cookie, origin, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
}

function writeExample(directory: string): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'pipeline.json'), JSON.stringify({ ...samplePipeline(), name: 'Market Spread' }));
}

function writeBuild(directory: string): void {
  mkdirSync(join(directory, 'assets'), { recursive: true });
  writeFileSync(join(directory, 'index.html'), '<!doctype html><title>Potoroo</title>');
  writeFileSync(join(directory, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(join(directory, 'assets', 'index-Ab3_xY9z.js'), 'export {};');
  for (const worker of ['trial', 'learn'])
    writeFileSync(join(directory, 'assets', `${worker}.worker-Ab3_xY9z.js`), 'export {};');
}
