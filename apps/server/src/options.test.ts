// What `npm start` is told. Were an address that others reach taken without a key, anybody could run code here.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseServerOptions } from './options.ts';

const places = { personDirectory: '/home/person', dataDirectoryDefault: '/srv/potoroo' };

test('without flags it is this machine only, any free port, and the place of the repository', () => {
  expect(parseServerOptions([], places)).toMatchObject({
    ok: true,
    value: { host: '127.0.0.1', port: null, dataDirectory: places.dataDirectoryDefault, bearer: null, hasSpare: true },
  });
  expect(parseServerOptions(['--data', 'mine', '--port', '0'], places)).toMatchObject({
    ok: true,
    value: { port: 0, dataDirectory: join(places.personDirectory, 'mine') },
  });
  expect(parseServerOptions(['--no-spare'], places)).toMatchObject({ ok: true, value: { hasSpare: false } });
});

test.each([
  [['--host', '0.0.0.0'], 'no authentication is configured'],
  [['--host', '::'], 'no authentication is configured'],
  [['--host', '192.0.2.1', '--key-file', '/nowhere/key'], 'cannot be read'],
  [['--port', '70000'], 'not a port'],
  [['--prot', '1'], "Unknown option '--prot'"],
])('refuses %j with words', (args, message) => {
  expect(parseServerOptions(args, places)).toEqual({ ok: false, error: expect.stringContaining(message) });
});
