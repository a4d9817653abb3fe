import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createLog } from './log.ts';
import { portsToTry } from './options.ts';
import { startStudio } from './studio.ts';
import { createHandDriven } from './testing/hand-driven-deployment.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';

test('the studio takes the next free port of those it may try', async () => {
  const occupied = createServer();
  await new Promise<void>((resolve) => occupied.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void occupied.close());
  const address: AddressInfo | string | null = occupied.address();
  const taken = typeof address === 'object' && address !== null ? address.port : 0;
  const directory = temporaryDirectory();
  const studio = await startStudio({
    host: '127.0.0.1',
    ports: [taken, 0],
    dataDirectory: join(directory, 'data'),
    grantedDirectories: [],
    hasSpare: false,
    studioDirectory: join(directory, 'dist'),
    examplesDirectory: join(directory, 'examples'),
    bearer: null,
    start: createHandDriven().start,
    log: createLog({ write: () => undefined, now: () => new Date() }),
  });
  onTestFinished(() => studio.close());
  expect(studio.port).not.toBe(taken);
});

test('without --port fifty ports from 4400 on are tried, with it only that one', () => {
  expect([portsToTry(null).at(0), portsToTry(null).at(-1), portsToTry(5000)]).toEqual([4400, 4449, [5000]]);
});
