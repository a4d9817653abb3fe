/**
 * The devices behind sinks: a file, a TCP client, nothing. Bytes are written in order; a release is answered once everything
 * before it is out of this process's hands.
 */
import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers';
import type { SinkStage } from '@potoroo/shared/topology';
import type { Address } from './dial.ts';
import { fileSink } from './file-sink.ts';
import { openSinkFile } from './open-file.ts';
import { TcpSink } from './tcp-sink.ts';
import { nothingUnread } from './unread-outputs.ts';

/** `timeline`: of committed outputs, a later one where a checkpoint that was lost is made anew, and what had left with it. */
export type OpenedIn = { readonly generation: number; readonly timeline: number };

export type SinkDevice = {
  /**
   * The sink's shard is here from now on; its output is this long, of which so much (all, where absent) has left. `unread`: what the
   * owner before says of that.
   */
  readonly open: (bytes: number, openedIn: OpenedIn, left?: number, unread?: Uint8Array) => void;
  /** Before the first `open` at this worker, while a failure can still be told as one of the start. */
  readonly connect: () => Promise<void>;
  readonly write: (at: number, bytes: Uint8Array) => void;
  /** Calls back once everything written so far is out. */
  readonly release: (done: () => void) => void;
  /**
   * The shard is to move to another worker; it may come back. Once this resolves, which it does however slow a receiver is, nothing is
   * written any more, and the next owner may open its own. It is told what the receiver may not have read, in the device's own terms.
   */
  readonly leave: () => Promise<Uint8Array>;
  /** A generation begins in which the shard is another worker's: nothing of an earlier one is written once this resolves. */
  readonly abandon: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export type SinkParts = {
  readonly stage: SinkStage;
  /** The files of the pipeline's other sources and sinks, which this sink must not empty. */
  readonly otherFiles: readonly string[];
  readonly dial: (address: Address, once: boolean) => Promise<Socket>;
  /** Drawn when the run began. */
  readonly run: number;
  /** The run has begun: this worker takes the place of another, or joins. */
  readonly begun: boolean;
  readonly fault: (message: string) => void;
  /** Something that a person should know; the run goes on. */
  readonly note: (text: string) => void;
  /** What the sink waits for; null when it does not any more. */
  readonly trouble: (what: string | null) => void;
};

/** What is released to it leaves nowhere. */
const idleSink: SinkDevice = {
  open: () => undefined,
  connect: async () => undefined,
  write: () => undefined,
  release: (done) => setImmediate(done),
  leave: async () => nothingUnread,
  abandon: async () => undefined,
  close: async () => undefined,
};

/** Of a sink that this worker could not open. */
export const lackingSink = (opened: () => void): SinkDevice => ({ ...idleSink, open: opened });

export async function openSink(parts: SinkParts): Promise<SinkDevice> {
  const { connector } = parts.stage;
  switch (connector.type) {
    case 'live':
      return idleSink;
    case 'file':
      return openFileSink(parts, connector.path);
    case 'tcp':
      return new TcpSink({ ...parts, connector });
  }
}

async function openFileSink({ stage, fault, note, trouble, otherFiles }: SinkParts, path: string): Promise<SinkDevice> {
  const complaint = `sink ${stage.node} cannot write ${path}`;
  try {
    const descriptor = await openSinkFile({ path, others: otherFiles });
    return fileSink({ complaint, descriptor, fault, note, trouble });
  } catch (error) {
    throw new Error(`${complaint}: ${reason(error)}; give a path in a folder that exists and may be written`);
  }
}

/** A refusal by several addresses of one name has no message of its own, only a code. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message === '' ? String(Reflect.get(error, 'code') ?? error.name) : error.message;
}
