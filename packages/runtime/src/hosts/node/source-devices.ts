/**
 * The devices behind byte sources: a file (file-source.ts), and a TCP server with many connections. A device is opened before user
 * code is loaded; it delivers a chunk only when asked for one, which says that the last one is used up.
 */
import type { Buffer } from 'node:buffer';
import type { Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { clearTimeout, setTimeout } from 'node:timers';
import { limits } from '@potoroo/shared/limits';
import { decodesBySnippet, type SourceStage } from '@potoroo/shared/topology';
import type { Connections, WorkerEvent } from '../../core/index.ts';
import type { InputFile } from './input-files.ts';
import type { JournalLink } from './journal/journaled-source.ts';
import { journaledSource } from './journal/journaled-source.ts';
import { fileSource } from './file-source.ts';
import { listeningFault } from './listening-fault.ts';
import { withReusedReads } from './reused-reads.ts';

export type SourceDevice = {
  /** Where a TCP source listens: `host:port`. */
  readonly address: string | null;
  /** Starts to deliver, from where the source can be read again: this byte of a file, or these places of connections. */
  readonly open: (offset: number, connections: Connections) => void;
  readonly read: (intake: number) => void;
  /** Delivers no more; what is being read is dropped. */
  readonly close: () => void;
};

export type DeviceParts = {
  readonly stage: SourceStage;
  readonly deliver: (event: WorkerEvent) => void;
  readonly fault: (message: string) => void;
  readonly lingerMs: number | null;
  /** Where the supervisor listens for this source and keeps a journal of it; null where the worker listens. */
  readonly journaledAt: string | null;
  readonly journal: JournalLink;
  /** The file that it is, as it was when the run began; null where it is none. */
  readonly known: InputFile | null;
};

/** Opens the device of a source; null for a generator. Rejects with what, where and what to do. */
export async function openSource(parts: DeviceParts): Promise<SourceDevice | null> {
  const { connector, node } = parts.stage;
  switch (connector.type) {
    case 'generator':
      return null;
    case 'file':
      return fileSource(parts, connector.path);
    case 'tcp':
      if (parts.journaledAt !== null)
        return journaledSource({ ...parts, link: parts.journal, address: parts.journaledAt });
      return tcpSource(parts, connector.host, connector.port).catch((error: Error) => {
        throw new Error(
          `source ${node} cannot listen on ${connector.host}:${connector.port}: ${listeningFault(error)}; choose another port, or port 0 for any`,
        );
      });
  }
}

/** Of a source that this worker could not open. */
export const lackingSource = (opened: () => void): SourceDevice => ({
  address: null,
  open: opened,
  read: () => undefined,
  close: () => undefined,
});

type Connection = { readonly socket: Socket; readonly ask: () => void };

async function tcpSource(
  { stage, deliver, fault, lingerMs }: DeviceParts,
  host: string,
  port: number,
): Promise<SourceDevice> {
  const connections = new Map<number, Connection>();
  const waiting: Socket[] = [];
  let opened = false;
  let numbered = 0;
  let linger: NodeJS.Timeout | undefined;

  const gone = (intake: number, broken: string | null): void => {
    if (!connections.delete(intake)) return;
    if (broken === null) deliver({ type: 'intake-ended', stage: stage.id, intake });
    else deliver({ type: 'intake-broken', stage: stage.id, intake, reason: broken });
    if (lingerMs === null || connections.size > 0) return;
    linger = setTimeout(() => {
      server.close();
      deliver({ type: 'source-closed', stage: stage.id });
    }, lingerMs);
  };
  const take = (given: Socket): void => {
    clearTimeout(linger);
    const intake = numbered++;
    let asked = false;
    /** Whether they are used up, and more is asked for. */
    const took = (bytes: Uint8Array): boolean => {
      asked = false;
      deliver({ type: 'intake-bytes', stage: stage.id, intake, bytes });
      return asked;
    };
    const keeps = decodesBySnippet(stage);
    const socket = keeps ? given : withReusedReads(given, took);
    connections.set(intake, {
      socket,
      ask: () => {
        asked = true;
        socket.resume();
      },
    });
    if (keeps)
      socket.on('data', (bytes: Buffer) => {
        if (!took(bytes)) socket.pause();
      });
    socket.on('end', () => gone(intake, null));
    socket.on('error', (error) => gone(intake, error.message));
    socket.on('close', () => gone(intake, 'the connection was closed'));
    deliver({ type: 'intake-opened', stage: stage.id, intake });
  };
  const server = createServer({ pauseOnConnect: true, noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    // One that is taken is not the server's any more, and not counted by it.
    if (connections.size >= limits.sourceConnectionsMax) socket.destroy();
    else if (opened) take(socket);
    else waiting.push(socket);
  });
  server.maxConnections = limits.sourceConnectionsMax;
  const address = await listen(server, host, port);
  server.on('error', (error) =>
    fault(`source ${stage.node} cannot take connections on ${address} any more: ${error.message}`),
  );
  return {
    address,
    open: () => {
      opened = true;
      for (const socket of waiting.splice(0)) if (!socket.destroyed) take(socket);
    },
    read: (intake) => connections.get(intake)?.ask(),
    close: () => {
      clearTimeout(linger);
      server.close();
      for (const { socket } of connections.values()) socket.destroy();
      for (const socket of waiting) socket.destroy();
      connections.clear();
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(
        address === null || typeof address === 'string' ? `${host}:${port}` : `${address.address}:${address.port}`,
      );
    });
  });
}
