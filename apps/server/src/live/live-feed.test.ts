/** The live feed as the studio's browser side meets it: the real client library against the real server. */
import { nodeId } from '@potoroo/shared/ids';
import type { DeploymentStatus } from '@potoroo/shared/control';
import { limits } from '@potoroo/shared/limits';
import type { Movement, TelemetryFrame } from '@potoroo/shared/telemetry';
import { decodeMovement, decodeStatus, decodeTelemetry } from '@potoroo/shared/wire';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import { describe, expect, onTestFinished, test } from 'vitest';
import { eventually } from '../testing/processes.ts';
import { rawUpgrade, websocketFrame } from '../testing/raw-request.ts';
import { movementEntry } from '../testing/hand-driven-deployment.ts';
import { runStudio } from '../testing/running-studio.ts';
import type { RunningStudio } from '../testing/running-studio.ts';
import { telemetryFrame } from '../testing/telemetry-frame.ts';

/** Of RFC 6455: the code with which a message is refused for its size. */
const messageTooBig = 1_009;
const clientsMax = 16;

type Client = {
  readonly socket: Socket;
  readonly statuses: DeploymentStatus[];
  readonly frames: TelemetryFrame[];
  readonly movements: Movement[];
  readonly failures: string[];
};

function connect(
  { origin, cookie }: RunningStudio,
  headers: Record<string, string> = { Cookie: cookie, Origin: origin },
): Client {
  const socket = io(origin, { transports: ['websocket'], extraHeaders: headers, reconnection: false, forceNew: true });
  const client: Client = { socket, statuses: [], frames: [], movements: [], failures: [] };
  socket.on('status', (bytes: Uint8Array) => {
    const decoded = decodeStatus(new Uint8Array(bytes));
    if (decoded.ok) client.statuses.push(decoded.value);
  });
  socket.on('telemetry', (bytes: Uint8Array) => {
    const decoded = decodeTelemetry(new Uint8Array(bytes));
    if (decoded.ok) client.frames.push(decoded.value);
  });
  socket.on('movement', (bytes: Uint8Array) => {
    const decoded = decodeMovement(new Uint8Array(bytes));
    if (decoded.ok) client.movements.push(decoded.value);
  });
  socket.on('connect_error', (error) => client.failures.push(error.message));
  onTestFinished(() => void socket.close());
  return client;
}

const start = (studio: RunningStudio): Promise<unknown> =>
  studio.ask('POST', '/api/deployment', { pipelineId: 'market-spread', workers: 2 });
const phases = ({ statuses }: Client): readonly string[] => statuses.map(({ phase }) => phase);

describe('a client of the live feed', () => {
  test('hears the whole status at connection and every change of it', async () => {
    const studio = await runStudio();
    const client = connect(studio);
    await eventually(() => client.statuses.length === 1, 'a status');
    expect(client.statuses[0]).toEqual({
      revision: 0,
      phase: 'idle',
      id: null,
      pipelineId: null,
      workers: 0,
      startedAt: null,
      summary: null,
    });
    await start(studio);
    studio.hand.started[0]?.onListening({});
    studio.hand.finish({ sources: { left: 3 } });
    await eventually(() => phases(client).at(-1) === 'finished', 'the end of the run');
    expect(phases(client)).toEqual(['idle', 'starting', 'running', 'finished']);
    expect(client.statuses.at(-1)).toMatchObject({ pipelineId: 'market-spread', summary: { sources: { left: 3 } } });
  });

  test('hears every change of the movement ledger, and one that comes late hears where its entries stand', async () => {
    const studio = await runStudio();
    const client = connect(studio);
    await eventually(() => client.statuses.length === 1, 'a status');
    await start(studio);
    const entries = [0, 1, 2].map((revision) => movementEntry({ id: 1, revision }));
    for (const entry of entries) studio.hand.started[0]?.onMovement?.(entry);
    await eventually(() => client.movements.length === 3, 'three changes');
    expect(client.movements).toEqual(entries);
    const late = connect(studio);
    await eventually(() => late.movements.length === 1, 'an entry');
    expect(late.movements).toEqual(entries.slice(2));
  });

  test('hears at most four frames a second, the newest among them, and no row twice', async () => {
    const studio = await runStudio();
    await start(studio);
    const client = connect(studio);
    await eventually(() => client.statuses.length === 1, 'a status');
    const startedAt = performance.now();
    for (let sequence = 1; sequence <= 50; sequence += 1) {
      studio.hand.started[0]?.onTelemetry(
        telemetryFrame({ sequence, liveRows: [{ node: nodeId('totals'), sequence, text: 'row' }] }),
      );
    }
    await eventually(() => client.frames.at(-1)?.sequence === 50, 'the newest frame');
    const allowed = 1 + (performance.now() - startedAt) / limits.telemetryIntervalMs;
    expect(client.frames.length).toBeLessThanOrEqual(Math.ceil(allowed));
    expect(client.frames.flatMap(({ liveRows }) => liveRows.map(({ sequence }) => sequence))).toEqual(
      Array.from({ length: 50 }, (_, index) => index + 1),
    );
  });

  test('that joins late hears where the run is', async () => {
    const studio = await runStudio();
    await start(studio);
    studio.hand.started[0]?.onTelemetry(telemetryFrame({ sequence: 7, phase: 'running' }));
    const client = connect(studio);
    await eventually(() => client.frames.length === 1, 'the last frame');
    expect([phases(client), client.frames[0]?.sequence]).toEqual([['running'], 7]);
  });

  test('is cut off when it speaks', async () => {
    const studio = await runStudio();
    const client = connect(studio);
    await eventually(() => client.socket.connected, 'a connection');
    client.socket.emit('telemetry', 'mine');
    await eventually(() => !client.socket.connected, 'the end of the connection');
  });

  test.each([
    ['no cookie', ({ origin }: RunningStudio) => ({ Origin: origin })],
    ['a foreign origin', ({ cookie }: RunningStudio) => ({ Cookie: cookie, Origin: 'http://127.0.0.1:1' })],
  ])('with %s hears nothing', async (_name, headers) => {
    const studio = await runStudio();
    const client = connect(studio, headers(studio));
    await eventually(() => client.failures.length > 0, 'a refusal');
    expect([client.socket.connected, client.statuses, client.frames]).toEqual([false, [], []]);
  });

  test('whose message is beyond the limit is cut off for its size, whatever it would have said', async () => {
    const studio = await runStudio();
    const { socket } = await rawUpgrade({
      port: studio.port,
      headers: { Cookie: studio.cookie, Origin: studio.origin },
    });
    const heard: Buffer[] = [];
    const ended = new Promise<void>((resolve) => {
      socket.on('data', (bytes: Buffer) => heard.push(bytes)).once('close', () => resolve());
    });
    // Of Engine.IO's own: a ping's answer, which nobody listens to.
    socket.write(websocketFrame(Buffer.from(`3${'x'.repeat(limits.socketMessageBytesMax)}`)));
    await ended;
    const last = Buffer.concat(heard).subarray(-4);
    expect([last[0], last[1], last.readUInt16BE(2)]).toEqual([0x88, 2, messageTooBig]);
  });

  test('beyond the most that are served at once is refused, until another one has left', async () => {
    const studio = await runStudio();
    const handshake = async (): Promise<{ readonly status: number; readonly leave: () => void }> => {
      const { status, socket } = await rawUpgrade({
        port: studio.port,
        headers: { Cookie: studio.cookie, Origin: studio.origin },
      });
      onTestFinished(() => void socket.destroy());
      return { status, leave: () => socket.destroy() };
    };
    const served = [];
    for (let client = 0; client < clientsMax; client += 1) served.push(await handshake());
    expect(new Set(served.map(({ status }) => status))).toEqual(new Set([101]));
    expect((await handshake()).status).toBe(400);
    served[0]?.leave();
    await eventually(async () => (await handshake()).status === 101, 'a place that became free');
  });

  test('that never answers does not hold up the stop of the server', async () => {
    const studio = await runStudio();
    const { status, socket } = await rawUpgrade({
      port: studio.port,
      headers: { Cookie: studio.cookie, Origin: studio.origin },
    });
    expect(status).toBe(101);
    const heard: Buffer[] = [];
    const ended = new Promise<void>((resolve) => {
      socket.on('data', (bytes: Buffer) => heard.push(bytes)).once('close', () => resolve());
    });
    await studio.studio.close();
    await ended;
    // It was cut: no close frame, whose answer the server would have waited for.
    expect(Buffer.concat(heard).includes(0x88)).toBe(false);
  });

  test('is let go when the server stops', async () => {
    const studio = await runStudio();
    const client = connect(studio);
    await eventually(() => client.socket.connected, 'a connection');
    await studio.studio.close();
    await eventually(() => !client.socket.connected, 'the end of the connection');
  });
});
