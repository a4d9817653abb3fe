/** Makes a dead letter of a failure: which line of whose snippet, what it said, and the record as text. */
import { limits } from '@potoroo/shared/limits';
import type { DeadLetter } from '@potoroo/shared/telemetry';
import type { Topology } from '@potoroo/shared/topology';
import type { Failure } from '../api/index.ts';
import { DecodeError } from './formats/decode-error.ts';
import { linesBefore } from './snippets.ts';

export type FailureReport = (failure: Failure, worker: string) => DeadLetter;

export function failureReport(topology: Topology): FailureReport {
  return (failure, worker) => ({
    node: failure.node,
    kind: failure.kind,
    message: readable(() => cut(messageOf(failure.error)), unreadable),
    line: readable(() => lineOf(failure.error, topology), null),
    record: readable(() => recordText(failure.record), unreadable),
    key: failure.key,
    worker,
  });
}

/** What user code threw may itself throw when it is looked at. */
function readable<Value>(read: () => Value, otherwise: Value): Value {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

const unreadable = 'something that throws when it is looked at';

/** What our own framers and decoders say needs no name of a class before it; what user code threw keeps its own. */
function messageOf(error: unknown): string {
  if (error instanceof DecodeError) return error.message;
  return error instanceof Error ? `${error.name}: ${error.message}` : `thrown: ${recordText(error)}`;
}

/** The author's line of the innermost stack frame that lies in a snippet. */
function lineOf(error: unknown, topology: Topology): number | null {
  if (!(error instanceof Error) || typeof error.stack !== 'string') return null;
  const frame = /potoroo-snippet-(\d+)\.js:(\d+):\d+/.exec(error.stack);
  if (frame === null) return null;
  const module = topology.modules[Number(frame[1])];
  const line = module?.lines[Number(frame[2]) - 1 - linesBefore];
  return line === undefined || line === 0 ? null : line;
}

export const recordText = (record: unknown): string =>
  cut(record instanceof Uint8Array ? bytesText(record) : valueText(record));

const cut = (text: string): string =>
  text.length > limits.deadLetterRecordCharsMax ? `${text.slice(0, limits.deadLetterRecordCharsMax)}…` : text;

function valueText(record: unknown): string {
  if (typeof record === 'string') return record;
  try {
    return JSON.stringify(record) ?? String(record);
  } catch {
    return Object.prototype.toString.call(record);
  }
}

/** Printable ASCII as it is, else hexadecimal. */
function bytesText(bytes: Uint8Array): string {
  const shown = bytes.subarray(0, limits.deadLetterRecordCharsMax);
  const printable = shown.every((byte) => byte >= 32 && byte < 127);
  if (printable) return String.fromCharCode(...shown);
  return `bytes ${Array.from(shown, (byte) => byte.toString(16).padStart(2, '0')).join(' ')}`;
}
