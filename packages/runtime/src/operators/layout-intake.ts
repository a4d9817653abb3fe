/**
 * The short way of a source whose framed records stay bytes and are keyed by a text in them: frame, check, find the way by the
 * key's bytes, send. What is not plainly a whole record of the layout is left to the loop that takes any record (byte-source.ts),
 * and so is every record while somebody looks at the source or at its keys.
 */
import { isAssertion } from '@potoroo/shared/assert';
import { type LazyReader, type LazyRecord, placesOf } from '@potoroo/shared/record-layout';
import type { SourceStage } from '@potoroo/shared/topology';
import type { Gate, KeyPlace, NodeCount, RecordBytes, SendBytes, Wiring } from '../api/index.ts';
import type { ByteStream } from './formats/byte-stream.ts';
import type { Snippets } from './snippets.ts';

export type Take = (gate: Gate, recordsMax: number) => number;

/** How records of one source leave it by their bytes. */
export type ByBytes = {
  readonly send: SendBytes;
  readonly count: NodeCount;
  /** Somebody looks at the keys. */
  readonly isWatched: () => boolean;
  readonly refused: (error: unknown, record: unknown) => void;
};

export type ByBytesParts = {
  readonly stage: SourceStage;
  readonly snippets: Snippets;
  readonly wiring: Wiring;
};

/** Null where records of the source do not all go one way by a text in their bytes. */
export function byBytes({ stage, snippets, wiring }: ByBytesParts): ByBytes | null {
  const key = keyStepOf(stage);
  if (key === null || wiring.calling !== undefined) return null;
  const { step, exchange, at, bytes, layout } = key;
  const keyOf = snippets.of(step.module).default as KeyPlace['keyOf'];
  const send = wiring.outlet(exchange).sendsByBytes?.({ at, bytes, layout, keyOf }) ?? null;
  if (send === null) return null;
  let watched = false;
  wiring.valve(step.node, 'keys', (watch) => {
    watched = watch !== null;
  });
  return {
    send,
    count: wiring.count(step.node),
    isWatched: () => watched,
    refused: (error, record) => {
      if (isAssertion(error)) throw error;
      wiring.fail({ node: step.node, kind: 'record', error, record, key: keyOf(record as RecordBytes) });
    },
  };
}

/** The only step of a source of lazy records by layout, where it keys them by one of their texts and sends them one way. */
export function keyStepOf({ connector, recordLayout, lazy, outputs, steps }: SourceStage) {
  if (connector.type === 'generator' || connector.format !== 'framed') return null;
  const [output, ...others] = outputs;
  const step = steps[output ?? -1];
  if (recordLayout === undefined || lazy !== true || others.length > 0 || step?.type !== 'key') return null;
  const [exchange, ...more] = step.exchanges;
  const placed = placesOf(recordLayout).fields.find(({ field }) => field.name === step.field);
  if (exchange === undefined || more.length > 0 || placed?.field.type !== 'text') return null;
  const { at, bytes } = placed;
  return at === null || bytes === null ? null : { step, exchange, at, bytes, layout: recordLayout };
}

export type LayoutTakeParts = {
  readonly stream: ByteStream;
  readonly size: number;
  readonly read: LazyReader['checked'];
  readonly send: SendBytes;
  readonly count: NodeCount;
  readonly keyCount: NodeCount;
  /** Bytes that are no record. */
  readonly refuse: (error: unknown, start: number, end: number) => void;
  /** A record that could not be sent. */
  readonly refused: (error: unknown, record: unknown) => void;
  /** Takes one record of any kind. */
  readonly takeAny: Take;
};

/**
 * Whole frames of the right length, one after the other in the window; counted once a stretch. The stretch is a function of its own:
 * an engine that has replaced a loop while it ran leaves that code again where the loop lies in another one.
 */
export function makeTakeLayout(parts: LayoutTakeParts): Take {
  const { stream, size, read, send, count, keyCount, refuse, refused, takeAny } = parts;
  let window: Uint8Array | null = null;
  let view: DataView = new DataView(new ArrayBuffer(0));
  const stretch = (gate: Gate, recordsMax: number): number => {
    const { bytes } = stream;
    if (bytes !== window) {
      window = bytes;
      view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    const within = view;
    const last = bytes.length - size - 4;
    let { at } = stream;
    let taken = 0;
    let came = 0;
    let sent = 0;
    while (at <= last && taken < recordsMax && !gate.blocked && within.getUint32(at) === size) {
      const start = at + 4;
      at = start + size;
      taken++;
      let record: LazyRecord | null = null;
      try {
        record = read(bytes, within, start, at);
        came++;
        send(record);
        sent++;
      } catch (error) {
        if (record === null) refuse(error, start, at);
        else refused(error, record);
      }
    }
    stream.at = at;
    count.recordsIn += came;
    count.recordsOut += came;
    keyCount.recordsIn += came;
    keyCount.recordsOut += sent;
    return taken;
  };
  return (gate, recordsMax) => {
    let taken = 0;
    while (taken < recordsMax && !gate.blocked) {
      const short = stretch(gate, recordsMax - taken);
      const more = short > 0 ? short : takeAny(gate, 1);
      if (more === 0) break;
      taken += more;
    }
    return taken;
  };
}
