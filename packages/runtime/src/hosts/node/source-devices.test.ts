// A TCP source that the worker itself listens for. Were a socket read without being asked for, whatever a sender has would pile up
// in the worker; were the source closed while a connection is open, its records would be lost.
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import type { SourceStage } from '@potoroo/shared/topology';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { WorkerEvent } from '../../core/index.ts';
import type { SourceDevice } from './source-devices.ts';
import { openSource } from './source-devices.ts';

/** The clock of these tests: what waits, by the number that stands for its timer. */
const clock = vi.hoisted(() => ({ waiting: new Map<number, () => void>(), made: 0 }));
vi.mock('node:timers', () => ({
  setTimeout: (run: () => void) => {
    clock.made += 1;
    clock.waiting.set(clock.made, run);
    return clock.made;
  },
  clearTimeout: (timer: number) => clock.waiting.delete(timer),
}));
beforeEach(() => clock.waiting.clear());

type Opened = {
  readonly device: SourceDevice;
  readonly events: readonly WorkerEvent[];
  /** How many of these have come. */
  readonly count: (type: WorkerEvent['type'], intake?: number) => number;
  readonly until: (holds: () => boolean) => Promise<void>;
  readonly dial: () => Promise<Socket>;
};

async function openTcp(): Promise<Opened> {
  const events: WorkerEvent[] = [];
  let look: () => void = () => undefined;
  const stage = {
    id: 0,
    node: 'in',
    connector: { type: 'tcp', host: '127.0.0.1', port: 0, format: 'lines', journal: 'off' },
  } as unknown as SourceStage;
  const device = await openSource({
    stage,
    deliver: (event) => {
      events.push(event);
      look();
    },
    fault: (message) => {
      throw new Error(message);
    },
    lingerMs: 100,
    journaledAt: null,
    journal: null as never,
    known: null,
  });
  if (device?.address == null) throw new Error('it does not say where it listens');
  onTestFinished(() => device.close());
  device.open(0, { next: 0, open: [] });
  const port = Number(device.address.split(':')[1]);
  return {
    device,
    events,
    count: (type, intake) =>
      events.filter((event) => event.type === type && (intake === undefined || Reflect.get(event, 'intake') === intake))
        .length,
    until: (holds) =>
      new Promise((resolve) => {
        look = () => holds() && resolve();
        look();
      }),
    dial: async () => {
      const socket = connect(port, '127.0.0.1');
      onTestFinished(() => void socket.destroy());
      await once(socket, 'connect');
      return socket;
    },
  };
}

const written = (socket: Socket, bytes: Uint8Array): Promise<void> =>
  new Promise((resolve) => void socket.write(bytes, () => resolve()));

test('reads no more of a connection than was asked for, whatever its sender has', async () => {
  const { device, count, until, dial } = await openTcp();
  const sender = await dial();
  await until(() => count('intake-opened') === 1);
  device.read(0);
  // More than one read takes, and the system has all of it.
  await written(sender, new Uint8Array(300_000));
  await until(() => count('intake-bytes', 0) === 1);
  // What another connection brings after it has come: whatever is read of the first has been read by then.
  for (let other = 1; other <= 3; other += 1) {
    await written(await dial(), new Uint8Array(10));
    await until(() => count('intake-opened') === other + 1);
    device.read(other);
    await until(() => count('intake-bytes', other) === 1);
  }
  expect(count('intake-bytes', 0)).toBe(1);
  device.read(0);
  await until(() => count('intake-bytes', 0) === 2);
});

test('is closed a while after its last connection, and not while another is open', async () => {
  const { device, events, count, until, dial } = await openTcp();
  const first = await dial();
  await until(() => count('intake-opened') === 1);
  device.read(0);
  first.end();
  await until(() => count('intake-ended') === 1);
  expect(clock.waiting.size).toBe(1);
  const second = await dial();
  await until(() => count('intake-opened') === 2);
  expect([...clock.waiting.values()], 'nothing waits while a connection is open').toEqual([]);
  device.read(1);
  second.end();
  await until(() => count('intake-ended') === 2);
  for (const run of clock.waiting.values()) run();
  expect(events.at(-1)).toEqual({ type: 'source-closed', stage: 0 });
});
