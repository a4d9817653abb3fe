/**
 * The live feed over socket.io: status on connection and on each change, telemetry conflated per client. Clients only
 * listen; one that speaks is cut off. Only websockets: a long-polling fallback would be a second door to guard.
 */
import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Duplex } from 'node:stream';
import type { LiveEvents } from '@potoroo/shared/control';
import { limits } from '@potoroo/shared/limits';
import type { TelemetryFrame } from '@potoroo/shared/telemetry';
import { encodeMovement, encodeStatus, encodeTelemetry } from '@potoroo/shared/wire';
import { Server } from 'socket.io';
import type { Socket } from 'socket.io';
import type { Verdict } from '../access/gate.ts';
import type { Deployments } from '../deployments/deployments.ts';
import type { Log } from '../log.ts';
import { ConflatedFeed } from './conflated-feed.ts';
import type { FeedClock } from './conflated-feed.ts';

export type LiveFeedOptions = {
  readonly server: HttpServer;
  readonly deployments: Deployments;
  readonly judge: (request: IncomingMessage) => Verdict;
  /** Told of each handshake that has shown access. */
  readonly admitted: (request: IncomingMessage) => void;
  readonly log: Log;
};
export type LiveFeed = { readonly close: () => void };
type LiveBytes = { [Name in keyof LiveEvents]: (bytes: Uint8Array) => void };
type ClientSocket = Socket<Record<string, never>, LiveBytes>;

const clientsMax = 16;
const connectTimeoutMs = 10_000;

export function createLiveFeed({ server, deployments, judge, admitted, log }: LiveFeedOptions): LiveFeed {
  const io = new Server<Record<string, never>, LiveBytes>({
    serveClient: false,
    transports: ['websocket'],
    maxHttpBufferSize: limits.socketMessageBytesMax,
    connectTimeout: connectTimeoutMs,
    perMessageDeflate: false,
    httpCompression: false,
    // socket.io checks no Origin for websockets, and the guard below stands before it: this is the second lock.
    allowRequest: (request, decide) =>
      decide(null, judge(request).type === 'admitted' && io.engine.clientsCount < clientsMax),
  });
  attachForUpgrades(io, server);
  io.engine.on('connection', hangUpAtOnce);
  const connections = guardUpgrades(server, { judge, admitted, log });
  io.on('connection', (socket) => attend(socket, deployments, log));
  return {
    // Cut, not closed politely: a tab that sleeps would not answer, and the server would wait for it.
    close: () => {
      for (const connection of connections) connection.destroy();
      io.engine.close();
    },
  };
}

/** After a refused message or the end of a session nothing that still arrives is read: it would only cost memory. */
function hangUpAtOnce(connection: { on: (event: 'close', run: () => void) => void; request: IncomingMessage }): void {
  const { socket } = connection.request;
  connection.on('close', () => {
    socket.pause();
    socket.destroySoon();
  });
}

function attend(socket: ClientSocket, deployments: Deployments, log: Log): void {
  const feed = new ConflatedFeed(
    {
      isReady: () => socket.conn.transport.writable && socket.conn.readyState === 'open',
      send: (frame) => sendFrame(socket, frame, log),
    },
    systemClock,
  );
  const silence = deployments.listen({
    onStatus: (status) => socket.emit('status', encodeStatus(status)),
    onTelemetry: (frame) => feed.offer(frame),
    onMovement: (movement) => socket.emit('movement', encodeMovement(movement)),
  });
  socket.on('disconnect', () => {
    silence();
    feed.close();
  });
  socket.onAny(() => socket.disconnect(true));
  socket.emit('status', encodeStatus(deployments.status));
  for (const movement of deployments.movements.all) socket.emit('movement', encodeMovement(movement));
  if (deployments.frame !== null) feed.offer(deployments.frame);
}

/** A frame beyond the limit of a message (hundreds of states) is left out; the run it tells of must not suffer. */
function sendFrame(socket: ClientSocket, frame: TelemetryFrame, log: Log): void {
  try {
    socket.volatile.emit('telemetry', encodeTelemetry(frame));
  } catch (error) {
    log.warn('telemetry frame not sent', { reason: error instanceof Error ? error.message : String(error) });
  }
}

/**
 * socket.io takes every request below its path, to answer that polling is not offered, before anybody has asked for access.
 * Requests stay with the application; handshakes are upgrades.
 */
function attachForUpgrades(io: { readonly attach: (server: HttpServer) => unknown }, server: HttpServer): void {
  const listeners = server.listeners('request');
  io.attach(server);
  server.removeAllListeners('request');
  for (const listener of listeners)
    server.on('request', (request, response) => void Reflect.apply(listener, server, [request, response]));
}

type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/**
 * Stands before socket.io's own listeners, so that a handshake without access is answered 401 and not 400.
 * Returns the open connections, kept up to date.
 */
function guardUpgrades(
  server: HttpServer,
  { judge, admitted, log }: Pick<LiveFeedOptions, 'judge' | 'admitted' | 'log'>,
): ReadonlySet<Duplex> {
  const connections = new Set<Duplex>();
  const admittedListeners: UpgradeListener[] = server
    .listeners('upgrade')
    .map((listener) => (request, socket, head) => {
      Reflect.apply(listener, server, [request, socket, head]);
    });
  server.removeAllListeners('upgrade');
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const verdict = judge(request);
    if (verdict.type === 'admitted') {
      admitted(request);
      connections.add(socket);
      socket.once('close', () => connections.delete(socket));
      for (const listener of admittedListeners) listener(request, socket, head);
      return;
    }
    log.warn('live feed refused', { code: verdict.code });
    socket.on('error', () => undefined);
    const body = JSON.stringify({ error: { code: verdict.code, message: verdict.message, remedy: verdict.remedy } });
    const reason = verdict.status === 401 ? 'Unauthorized' : 'Forbidden';
    socket.end(
      `HTTP/1.1 ${verdict.status} ${reason}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      () => socket.destroy(),
    );
  });
  return connections;
}

const systemClock: FeedClock = {
  now: () => performance.now(),
  schedule: (run, delayMs) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
