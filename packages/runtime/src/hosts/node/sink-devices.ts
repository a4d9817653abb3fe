/**
 * The devices behind sinks: a file and a TCP client. Bytes are written in order; a release is answered once everything
 * before it is out of this process's hands (written to the file, or given to the socket's other end by the kernel).
 */
import { closeSync, writev } from 'node:fs';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { clearTimeout, setImmediate, setTimeout } from 'node:timers';
import type { SinkStage } from '@potoroo/shared/topology';
import { openSinkFile } from './open-file.ts';

export type SinkDevice = {
  readonly write: (bytes: Uint8Array) => void;
  /** Calls back once everything written so far is out. */
  readonly release: (done: () => void) => void;
  readonly close: () => Promise<void>;
};

export type SinkParts = {
  readonly stage: SinkStage;
  /** The files of the pipeline's other sources and sinks, which this sink must not empty. */
  readonly otherFiles: readonly string[];
  readonly fault: (message: string) => void;
};

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

async function fileSink({ stage, fault, otherFiles }: SinkParts, path: string): Promise<SinkDevice> {
  let descriptor: number;
  try {
    descriptor = await openSinkFile({ path, others: otherFiles });
  } catch (error) {
    throw new Error(
      `sink ${stage.node} cannot write ${path}: ${reason(error)}; give a path in a folder that exists and may be written`,
    );
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
        fault(
          `sink ${stage.node} cannot write ${path}: ${error.message}; free space or choose another file, then run again`,
        );
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
const connectTimeoutMs = 5_000;
const farewellMs = 1_000;

async function tcpSink({ stage, fault }: SinkParts, host: string, port: number): Promise<SinkDevice> {
  const where = `${host}:${port}`;
  const socket = await dial({ host, port }, connectAttempts).catch((error: unknown) => {
    const remedy = isNameFailure(error) ? 'is the name of the host right?' : 'start the receiver first';
    throw new Error(`sink ${stage.node} cannot connect to ${where}: ${reason(error)}; ${remedy}`);
  });
  let lost: string | null = null;
  let ending = false;
  let saidGoodbye = false;
  const lose = (why: string): void => {
    lost ??= why;
    if (!ending)
      fault(
        `sink ${stage.node} lost its receiver ${where}: ${why}; its outputs of the last moments may be missing there: start it again and repeat the run`,
      );
  };
  socket.resume();
  // A receiver that has nothing to say may say so and go on reading. If it is gone, what is sent to it comes back as an error.
  socket.on('end', () => {
    saidGoodbye = true;
  });
  socket.on('error', (error) => lose(saidGoodbye ? 'it closed the connection' : reason(error)));
  socket.on('close', () => {
    if (!ending) lose('it closed the connection');
  });
  return {
    write: (bytes) => {
      socket.write(bytes);
    },
    release: (done) => {
      // A write that failed is no release: the error itself has been told as a fault.
      socket.write('', (error) => {
        if (error === null || error === undefined) done();
      });
    },
    close: () => {
      ending = true;
      return farewell(socket).then(() => {
        if (lost !== null)
          throw new Error(
            `sink ${stage.node} lost its receiver ${where} at the end: ${lost}; it may not have read everything`,
          );
      });
    },
  };
}

/** Says goodbye and waits for the receiver's, because a reset before it means that it has not read everything. */
function farewell(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.destroyed) return resolve();
    socket.once('close', () => resolve());
    socket.end(() => {
      // A receiver that never closes its side is content to keep the connection; all bytes are with it by now.
      setTimeout(resolve, farewellMs);
    });
  });
}

type Address = { readonly host: string; readonly port: number };

function dial(address: Address, attempts: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ ...address, noDelay: true, allowHalfOpen: true });
    const patience = setTimeout(() => {
      socket.destroy();
      reject(new Error(`no answer within ${connectTimeoutMs / 1000} s`));
    }, connectTimeoutMs);
    socket.once('connect', () => {
      clearTimeout(patience);
      socket.removeAllListeners('error');
      resolve(socket);
    });
    socket.once('error', (error) => {
      clearTimeout(patience);
      if (attempts <= 1 || isNameFailure(error)) reject(error);
      else setTimeout(() => void dial(address, attempts - 1).then(resolve, reject), connectPauseMs);
    });
  });
}

/** A name that nobody knows is not known a moment later either; a receiver may still be starting. */
const isNameFailure = (error: unknown): boolean =>
  error instanceof Error && Reflect.get(error, 'syscall') === 'getaddrinfo';

/** A refusal by several addresses of one name has no message of its own, only a code. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message === '' ? String(Reflect.get(error, 'code') ?? error.name) : error.message;
}
