// Receivers that are only referred to. What would break: a secret of whoever starts a run is in its errors, or a run connects to
// nowhere without saying why.
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { nodeId, stageId } from '@potoroo/shared/ids';
import type { Topology } from '@potoroo/shared/topology';
import { afterEach, expect, test } from 'vitest';
import { dialReceiver } from './dial.ts';
import { unknownNames } from './testing/unknown-names.ts';

const variable = 'POTOROO_SECRET_RECEIVER';
afterEach(() => void delete process.env[variable]);

const topologyTo = (port: number): Topology => ({
  version: 1,
  name: 'Secret',
  codeHash: '',
  modules: [],
  exchanges: [],
  stages: [
    {
      id: stageId(0),
      kind: 'sink',
      node: nodeId('out'),
      connector: { type: 'tcp', host: 'secret:RECEIVER', port, format: 'lines' },
    } as unknown as Topology['stages'][number],
  ],
});

test('a host that is a reference is where the environment says', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  process.env[variable] = '127.0.0.1';
  const { socket, error } = await dialReceiver(topologyTo(port), { host: 'secret:RECEIVER', port }, false);
  expect(error).toBeNull();
  expect(socket?.remotePort).toBe(port);
  socket?.destroy();
  server.close();
});

test('one that the environment does not know is refused with the variable to set', async () => {
  const { error } = await dialReceiver(topologyTo(7_010), { host: 'secret:RECEIVER', port: 7_010 }, false);
  expect(error).toContain(`${variable}=HOST`);
});

test('an error says the reference, and never what it stands for', async () => {
  process.env[variable] = 'planted-secret.invalid';
  unknownNames();
  const { error } = await dialReceiver(topologyTo(7_010), { host: 'secret:RECEIVER', port: 7_010 }, false);
  expect(error).toContain('secret:RECEIVER');
  expect(error).not.toContain('planted');
});
