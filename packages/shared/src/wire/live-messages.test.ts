/** A reader that trusts its bytes would crash, hang, or let a peer reach into prototypes. */
import fc from 'fast-check';
import { Packr } from 'msgpackr';
import { describe, expect, it } from 'vitest';
import { limits } from '../limits.ts';
import { nodeId } from '../ids.ts';
import { ok } from '../result.ts';
import type { Movement, TelemetryFrame } from '../telemetry/index.ts';
import type { DeploymentStatus } from '../control/index.ts';
import {
  decodeMovement,
  decodeSeries,
  decodeStatus,
  decodeTelemetry,
  encodeMovement,
  encodeSeries,
  encodeStatus,
  encodeTelemetry,
  wireVersion,
} from './index.ts';

const frame: TelemetryFrame = {
  sequence: 7,
  atMs: 1_750,
  phase: 'running',
  epoch: 2,
  ledger: { accepted: 2 ** 40, applied: 5, released: 1, deadLetters: 1, lost: 0, doubled: 0 },
  latest: { accepted: 2 ** 40 + 3, applied: 6 },
  workers: [
    {
      name: 'w1',
      pid: 4_242,
      phase: 'running',
      slots: 256,
      objects: 350,
      records: 5,
      sentRecords: 3,
      sentBytes: 90,
      busy: 0.25,
      backPressured: 0,
      queuedBytes: 0,
      memoryBytes: 50_000_000,
      latency: [0, 3, 1],
    },
  ],
  nodes: [
    {
      node: nodeId('orders'),
      recordsIn: 0,
      recordsOut: 5,
      costMicros: 0.31,
      busy: null,
      backPressured: 0.5,
      queue: 1,
    },
  ],
  stages: [{ state: nodeId('symbol-data'), placement: [0, 0], objects: [200, 150], applied: [3, 2], contested: 1 }],
  deadLetters: [
    { node: nodeId('orders'), kind: 'decode', message: 'too short', line: null, record: 'ff', key: null, worker: 'w1' },
  ],
  tapped: [{ node: nodeId('orders'), key: 'AAPL', atMs: 1_785_000_000_000, worker: 'w1', text: '{', isCut: true }],
  liveRows: [{ node: nodeId('rejections'), sequence: 1, text: '{"symbol":"AAPL"}' }],
  latency: { p50: 80, p99: 900, counts: [0, 3, 1] },
};

const status: DeploymentStatus = {
  phase: 'finished',
  id: 'd1',
  pipelineId: 'market-spread',
  workers: 2,
  revision: 7,
  startedAt: '2026-01-01T00:00:00.000Z',
  summary: {
    ok: true,
    error: null,
    sources: { orders: 10 },
    sinks: { rejections: 2 },
    deadLetters: 0,
    deadLetterSamples: [],
    ledger: { accepted: 10, applied: 10, released: 2, deadLetters: 0, lost: 0, doubled: 0 },
    stateObjects: 3,
    seconds: 1.5,
    recordsPerSecond: 6.7,
    workers: [{ name: 'w1', slots: 256, objects: 3, records: 10 }],
    listening: {},
  },
  wasStopped: true,
};

const movement: Movement = {
  id: 3,
  revision: 4,
  cause: { type: 'add', worker: 'w3' },
  phase: 'done',
  reason: null,
  generation: 1,
  barrier: 12,
  times: { askedMs: 10.5, startedMs: 11, cutMs: 12, keptMs: 13, endedMs: 14 },
  moved: 2,
  total: 256,
  minimum: 2,
  objects: 5,
  bytes: 900,
  holdMs: { p50: 0, p99: 1.5, max: 2 },
  stages: [
    {
      stage: 2,
      node: nodeId('symbol-data'),
      kind: 'keyed',
      slots: [1, 2],
      from: [0, 1],
      to: [2, 2],
      arrivedMs: [13, -1],
      bytes: [900, -1],
      holdMs: [2, -1],
    },
  ],
};

const packed = (value: unknown, tag = 1): Uint8Array =>
  Uint8Array.from([wireVersion, tag, ...new Packr({ useRecords: false }).pack(value)]);
const refusal = (bytes: Uint8Array): string => {
  const decoded = decodeTelemetry(bytes);
  return decoded.ok ? 'accepted' : decoded.error.message;
};

describe('live messages', () => {
  it('come back as they were sent', () => {
    expect(decodeTelemetry(encodeTelemetry(frame))).toEqual({ ok: true, value: frame });
    expect(decodeStatus(encodeStatus(status))).toEqual({ ok: true, value: status });
    expect(decodeMovement(encodeMovement(movement))).toEqual({ ok: true, value: movement });
    expect(decodeStatus(encodeStatus({ ...status, phase: 'idle', summary: null })).ok).toBe(true);
  });

  it('of one kind are not taken for the other', () => {
    expect(refusal(encodeStatus(status))).toMatch(/kind is 2/);
  });

  it('of another version say so', () => {
    expect(refusal(Uint8Array.from([9, ...encodeTelemetry(frame).subarray(1)]))).toMatch(/version is 9, not 1/);
  });

  it('refuse garbage without throwing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(refusal(bytes)).not.toBe('accepted');
        expect(refusal(Uint8Array.from([wireVersion, 1, ...bytes]))).not.toBe('accepted');
      }),
      { numRuns: 2_000 },
    );
  });

  it('refuse a real frame with any byte cut off', () => {
    const bytes = encodeTelemetry(frame);
    for (let length = 0; length < bytes.length; length += 1) {
      expect(refusal(bytes.subarray(0, length))).not.toBe('accepted');
    }
  });

  it('survive a flipped byte anywhere', () => {
    const bytes = encodeTelemetry(frame);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const damaged = bytes.slice();
        damaged[at] = (damaged[at] ?? 0) ^ flip;
        expect(() => decodeTelemetry(damaged)).not.toThrow();
      }),
      { numRuns: 2_000 },
    );
  });

  it('refuse a length beyond the bytes', () => {
    expect(refusal(Uint8Array.from([wireVersion, 1, 0xdd, 0xff, 0xff, 0xff, 0xff]))).toMatch(/beyond the bytes/);
    expect(refusal(Uint8Array.from([wireVersion, 1, 0xdb, 0xff, 0xff, 0xff, 0xff]))).toMatch(/beyond the bytes/);
  });

  it('refuse nesting beyond the limit', () => {
    expect(refusal(Uint8Array.from([wireVersion, 1, ...Array.from({ length: 100_000 }, () => 0x91)]))).toMatch(
      /nested deeper/,
    );
  });

  it('refuse more bytes and more values than the limits', () => {
    expect(refusal(new Uint8Array(limits.wireMessageBytesMax + 3).fill(1, 0, 2))).toMatch(/longer than/);
    const many = new Uint8Array(limits.wireItemsMax + 8);
    many.set([wireVersion, 1, 0xdd, 0, 4, 0, 1]);
    expect(refusal(many)).toMatch(/more than/);
  });

  it('refuse extension types', () => {
    expect(refusal(packed({ ...frame, latency: new Date() }))).toMatch(/type 0xd[4-8]|type 0xc[7-9]/);
  });

  it('refuse keys that reach into prototypes', () => {
    for (const name of ['__proto__', 'constructor', 'prototype']) {
      const harmful = new Map<unknown, unknown>([...Object.entries(frame), [name, {}]]);
      expect(refusal(packed(harmful))).toMatch(`a map key ${name}`);
    }
    expect(refusal(packed(new Map([[1, 2]])))).toMatch(/not text/);
  });

  it('name the field whose form is wrong', () => {
    expect(refusal(packed({ ...frame, ledger: { ...frame.ledger, applied: 'many' } }))).toMatch('ledger.applied');
  });
});

it('a series gives back every message, and refuses one that is cut off anywhere but between two', () => {
  const messages = [encodeTelemetry(frame), new Uint8Array(0), encodeStatus(status)];
  const series = encodeSeries(messages);
  expect(decodeSeries(series)).toEqual(ok(messages));
  expect(decodeSeries(new Uint8Array(0))).toEqual(ok([]));
  const [first] = messages.map(({ length }) => length + 4);
  const between = new Set([0, first, (first ?? 0) + 4]);
  for (let length = 0; length < series.length; length++)
    expect(decodeSeries(series.subarray(0, length)).ok).toBe(between.has(length));
});
