/**
 * The devices behind sinks: a file and a TCP client. Bytes are written in order; a release is answered once everything
 * before it is out of this process's hands (written to the file, or given to the socket's other end by the kernel).
 */
import { openSync, closeSync, writev } from 'node:fs';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import type { SinkStage } from '@potoroo/shared/topology';

export type SinkDevice = {
  readonly write: (bytes: Uint8Array) => void;
  /** Calls back once everything written so far is out. */
  readonly release: (done: () => void) => void;
  readonly close: () => Promise<void>;
};

export type SinkParts = { readonly stage: SinkStage; readonly fault: (message: string) => void };

export async function openSink(parts: SinkParts): Promise<SinkDevice> {
  const { connector } = parts.stage;
  switch (connector.type) {
    case 'live':
      return { write: () => undefined, release: (done) => setImmediate(done), close: async () => undefined };
    case 'file':
      return fileSink(parts, connector.path);
    case 'tcp':
      return tcpSink(parts, connector.host, connector.port);
  }
}

function fileSink({ stage, fault }: SinkParts, path: string): SinkDevice {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'w');
  } catch (error) {
    throw new Error(`sink ${stage.node} cannot write ${path}: ${error instanceof Error ? error.message : String(error)}; give a path in a folder that exists and may be written`);
  }
  const pending: (Uint8Array | (() => void))[] = [];
  let writing = false;
  const next = (): void => {
    const batch: Uint8Array[] = [];
    while (!writing && batch.length < buffersMax) {
      const [first] = pending;
      if (first === undefined || (batch.length > 0 && !(first instanceof Uint8Array))) break;
      pending.shift();
      if (first instanceof Uint8Array) batch.push(first);
      else first();
    }
    if (batch.length > 0) writeAll(batch);
  };
  const writeAll = (batch: readonly Uint8Array[]): void => {
    writing = true;
    writev(descriptor, batch, (error, written) => {
      writing = false;
      if (error !== null) {
        fault(`sink ${stage.node} cannot write ${path}: ${error.message}; free space or choose another file, then run again`);
        return;
      }
      const rest = after(batch, written);
      if (rest.length > 0) writeAll(rest);
      else next();
    });
  };
  return {
    write: (bytes) => {
      pending.push(bytes);
      next();
    },
    release: (done) => {
      pending.push(done);
      next();
    },
    close: async () => closeSync(descriptor),
  };
}

const buffersMax = 256;

/** What is left of a batch of which only this many bytes were written. */
function after(batch: readonly Uint8Array[], written: number): readonly Uint8Array[] {
  let left = written;
  for (const [index, bytes] of batch.entries()) {
    if (left < bytes.length) return [bytes.subarray(left), ...batch.slice(index + 1)];
    left -= bytes.length;
  }
  return [];
}

const connectAttempts = 50;
const connectPauseMs = 100;

async function tcpSink({ stage, fault }: SinkParts, host: string, port: number): Promise<SinkDevice> {
  const socket = await dial(host, port, connectAttempts).catch((error: Error) => {
    throw new Error(`sink ${stage.node} cannot connect to ${host}:${port}: ${error.message}; start the receiver first`);
  });
  let closing = false;
  socket.resume();
  socket.on('error', (error) => {
    if (!closing) fault(`sink ${stage.node} lost its receiver ${host}:${port}: ${error.message}`);
  });
  socket.on('close', () => {
    if (!closing) fault(`sink ${stage.node} lost its receiver ${host}:${port}: it closed the connection`);
  });
  return {
    write: (bytes) => {
      socket.write(bytes);
    },
    release: (done) => {
      socket.write('', () => done());
    },
    close: () =>
      new Promise((resolve) => {
        closing = true;
        socket.end(() => resolve());
      }),
  };
}

function dial(host: string, port: number, attempts: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true });
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
    socket.once('error', (error) => {
      if (attempts <= 1) reject(error);
      else setTimeout(() => dial(host, port, attempts - 1).then(resolve, reject), connectPauseMs);
    });
  });
}
