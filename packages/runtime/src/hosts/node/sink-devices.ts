/**
 * The devices behind sinks: a file and a TCP client. Bytes are written in order; a release is answered once everything
 * before it is out of this process's hands. A receiver gets what is released again after a recovery again: at least once.
 */
import type { Socket } from 'node:net';
import { setImmediate, setTimeout } from 'node:timers';
import type { SinkStage } from '@potoroo/shared/topology';
import type { Address } from './dial.ts';
import { fileSink } from './file-sink.ts';
import { openSinkFile } from './open-file.ts';

export type SinkDevice = {
  /** The sink's shard is here from now on; its output is this long. */
  readonly open: (bytes: number) => void;
  /** Before the first `open` at this worker, while a failure can still be told as one of the start. */
  readonly connect: () => Promise<void>;
  readonly write: (at: number, bytes: Uint8Array) => void;
  /** Calls back once everything written so far is out. */
  readonly release: (done: () => void) => void;
  /** The shard has moved to another worker; it may come back. */
  readonly leave: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export type SinkParts = {
  readonly stage: SinkStage;
  /** The files of the pipeline's other sources and sinks, which this sink must not empty. */
  readonly otherFiles: readonly string[];
  readonly dial: (address: Address) => Promise<Socket>;
  readonly fault: (message: string) => void;
  /** Something that a person should know; the run goes on. */
  readonly note: (text: string) => void;
};

export async function openSink(parts: SinkParts): Promise<SinkDevice> {
  const { connector } = parts.stage;
  switch (connector.type) {
    case 'live':
      return {
        open: () => undefined,
        connect: async () => undefined,
        write: () => undefined,
        release: (done) => setImmediate(done),
        leave: async () => undefined,
        close: async () => undefined,
      };
    case 'file':
      return openFileSink(parts, connector.path);
    case 'tcp':
      return tcpSink(parts, connector.host, connector.port);
  }
}

async function openFileSink({ stage, fault, note, otherFiles }: SinkParts, path: string): Promise<SinkDevice> {
  const complaint = `sink ${stage.node} cannot write ${path}`;
  try {
    const descriptor = await openSinkFile({ path, others: otherFiles });
    return fileSink({ complaint, descriptor, fault, note });
  } catch (error) {
    throw new Error(`${complaint}: ${reason(error)}; give a path in a folder that exists and may be written`);
  }
}

const farewellMs = 1_000;

async function tcpSink({ stage, fault, dial }: SinkParts, host: string, port: number): Promise<SinkDevice> {
  const where = `${host}:${port}`;
  let socket: Socket | null = null;
  let connecting: Promise<void> | null = null;
  const waiting: ((connected: Socket) => void)[] = [];
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
  const connected = (made: Socket): void => {
    socket = made;
    made.setNoDelay();
    made.resume();
    // A receiver that has nothing to say may say so and go on reading. If it is gone, what is sent to it comes back as an error.
    made.allowHalfOpen = true;
    made.on('end', () => {
      saidGoodbye = true;
    });
    made.on('error', (error) => lose(saidGoodbye ? 'it closed the connection' : reason(error)));
    made.on('close', () => {
      if (!ending) lose('it closed the connection');
    });
    for (const act of waiting.splice(0)) act(made);
  };
  const withSocket = (act: (connected: Socket) => void): void => {
    if (socket === null) waiting.push(act);
    else act(socket);
  };
  const connect = (): Promise<void> =>
    (connecting ??= dial({ host, port }).then(connected, (error: unknown) => {
      throw new Error(`sink ${stage.node} cannot connect to ${where}: ${reason(error)}`);
    }));
  return {
    open: () => {
      connect().catch((error: unknown) => fault(reason(error)));
    },
    connect,
    write: (_at, bytes) =>
      withSocket((made) => {
        made.write(bytes);
      }),
    release: (done) =>
      // A write that failed is no release: the error itself has been told as a fault.
      withSocket((made) => {
        made.write('', (error) => {
          if (error === null || error === undefined) done();
        });
      }),
    leave: () => close(),
    close: () => close(),
  };

  async function close(): Promise<void> {
    ending = true;
    if (socket === null) return;
    await farewell(socket);
    if (lost !== null)
      throw new Error(
        `sink ${stage.node} lost its receiver ${where} at the end: ${lost}; it may not have read everything`,
      );
    socket = null;
    connecting = null;
    ending = false;
  }
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

/** A refusal by several addresses of one name has no message of its own, only a code. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message === '' ? String(Reflect.get(error, 'code') ?? error.name) : error.message;
}
