/** Makes a dead letter of a failure: which line of whose snippet, what it said, and the record as text. */
import { RunFault, isAssertion } from '@potoroo/shared/assert';
import { limits } from '@potoroo/shared/limits';
import type { DeadLetter } from '@potoroo/shared/telemetry';
import type { Topology } from '@potoroo/shared/topology';
import type { Failure } from '../api/index.ts';
import { DecodeError } from './formats/decode-error.ts';
import { QuarantineError } from './quarantine.ts';
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
  if (error instanceof DecodeError || error instanceof QuarantineError) return error.message;
  return error instanceof Error ? `${error.name}: ${error.message}` : `thrown: ${recordText(error)}`;
}

/** The author's line of the innermost stack frame that lies in a snippet. */
const lineOf = (error: unknown, topology: Topology): number | null => placeOf(error, topology)?.line ?? null;

type Place = { readonly node: string; readonly line: number | null };

function placeOf(error: unknown, topology: Topology): Place | null {
  if (!(error instanceof Error) || typeof error.stack !== 'string') return null;
  const frame = /potoroo-snippet-(\d+)\.js:(\d+):\d+/.exec(error.stack);
  const module = frame === null ? undefined : topology.modules[Number(frame[1])];
  if (frame === null || module === undefined) return null;
  const line = module.lines[Number(frame[2]) - 1 - linesBefore];
  return { node: module.node, line: line === undefined || line === 0 ? null : line };
}

/**
 * What to say of a failure that came with no record, so that nobody could catch it: a promise that a snippet rejected and
 * nobody awaits. An error without a line of a snippet is ours, and speaks for itself.
 */
export function strayFailureText(error: unknown, topology: Topology): string {
  if (readable(() => error instanceof RunFault, false)) return readable(() => (error as RunFault).message, unreadable);
  if (isAssertion(error)) return readable(() => String(Reflect.get(error as object, 'stack')), unreadable);
  const place = readable(() => placeOf(error, topology), null);
  const message = readable(() => cut(messageOf(error)), unreadable);
  if (place === null && readable(() => error instanceof Error, false)) return message;
  const line = place?.line === undefined || place.line === null ? '' : `, line ${place.line}`;
  const where = place === null ? 'a snippet' : `the code of node ${place.node}${line},`;
  return `${where} rejected a promise that nobody awaits: ${message}; a snippet is called and done: take async, await and promises out of it, or catch what they throw`;
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
