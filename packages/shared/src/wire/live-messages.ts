/** The messages of the live feed, `LiveEvents` of control: telemetry frames, the deployment's status, the movement ledger. */
import * as z from 'zod/mini';
import type { DeploymentStatus } from '../control/index.ts';
import { nodeId } from '../ids.ts';
import type { Movement, TelemetryFrame } from '../telemetry/index.ts';
import { messageCodec } from './message.ts';

const node = z.pipe(z.string(), z.transform(nodeId));
const count = z.number();
const counts = z.array(count);
const countsByName = z.record(z.string(), count);
const deploymentPhase = z.enum(['starting', 'running', 'stopping', 'finished', 'stopped', 'failed']);

const disturbances = [
  z.object({ type: z.literal('slow'), worker: z.string(), factor: count }),
  z.object({ type: z.literal('cut'), worker: z.string(), peer: z.string() }),
  z.object({ type: z.literal('burst'), source: node, factor: count }),
  z.object({ type: z.literal('skew'), source: node, share: count }),
] as const;

const deadLetter = z.object({
  node,
  kind: z.enum(['decode', 'snippet', 'record', 'quarantine']),
  message: z.string(),
  line: z.nullable(count),
  record: z.string(),
  key: z.nullable(z.string()),
  worker: z.string(),
});

const workerSample = z.object({
  name: z.string(),
  pid: count,
  phase: z.enum(['starting', 'recovering', 'running', 'stopped', 'failed']),
  slots: count,
  objects: count,
  records: count,
  sentRecords: count,
  sentBytes: count,
  busy: count,
  backPressured: count,
  queuedBytes: count,
  memoryBytes: count,
  silent: z.optional(z.object({ ms: count, node: z.nullable(node) })),
  latency: z.optional(counts),
});

const ledger = z.object({
  accepted: count,
  applied: count,
  released: count,
  deadLetters: count,
  lost: count,
  doubled: count,
});

const telemetryFrame = z.object({
  sequence: count,
  atMs: count,
  phase: deploymentPhase,
  epoch: count,
  ledger,
  latest: z.object({ accepted: count, applied: count }),
  skipped: z.optional(count),
  troubles: z.optional(
    z.array(
      z.object({
        waits: z.enum(['source', 'checkpoint', 'sink']),
        node: z.nullable(node),
        text: z.string(),
        sinceMs: count,
      }),
    ),
  ),
  disturbances: z.optional(z.array(z.discriminatedUnion('type', disturbances))),
  recovering: z.optional(z.object({ sinceMs: count, checkpoint: z.nullable(count) })),
  workers: z.array(workerSample),
  gone: z.optional(
    z.array(
      z.object({
        worker: z.string(),
        pid: count,
        how: z.enum(['left', 'lost']),
        atMs: z.nullable(count),
        records: z.nullable(count),
      }),
    ),
  ),
  nodes: z.array(
    z.object({
      node,
      recordsIn: count,
      recordsOut: count,
      costMicros: z.nullable(count),
      busy: z.nullable(count),
      backPressured: count,
      queue: count,
    }),
  ),
  stages: z.array(
    z.object({
      state: node,
      placement: counts,
      objects: counts,
      applied: counts,
      contested: z.optional(count),
      alone: z.optional(count),
      solos: z.optional(
        z.array(z.object({ slot: count, key: z.string(), worker: count, objects: count, applied: count })),
      ),
    }),
  ),
  deadLetters: z.array(deadLetter),
  tapped: z.array(
    z.object({ node, key: z.string(), atMs: count, worker: z.string(), text: z.string(), isCut: z.boolean() }),
  ),
  liveRows: z.array(z.object({ node, sequence: count, text: z.string() })),
  latency: z.nullable(z.object({ p50: count, p99: count, counts })),
  latencies: z.optional(
    z.object({
      nodes: z.array(z.object({ node, counts })),
      ways: z.array(z.object({ source: node, sink: node, counts })),
    }),
  ),
});

const runSummary = z.object({
  ok: z.boolean(),
  error: z.nullable(z.string()),
  sources: countsByName,
  sinks: countsByName,
  deadLetters: count,
  deadLetterSamples: z.array(deadLetter),
  ledger,
  stateObjects: count,
  seconds: count,
  recordsPerSecond: count,
  workers: z.array(z.object({ name: z.string(), slots: count, objects: count, records: count })),
  listening: z.record(z.string(), z.string()),
});

const deploymentStatus = z.object({
  revision: count,
  phase: z.enum(['idle', ...deploymentPhase.options]),
  id: z.nullable(z.string()),
  pipelineId: z.nullable(z.string()),
  workers: count,
  startedAt: z.nullable(z.string()),
  summary: z.nullable(runSummary),
  wasStopped: z.exactOptional(z.boolean()),
});

const cause = z.discriminatedUnion('type', [
  z.object({ type: z.literal('add'), worker: z.string() }),
  z.object({ type: z.literal('drain'), worker: z.string() }),
  z.object({ type: z.literal('kill'), process: z.string() }),
  z.object({ type: z.literal('loss'), process: z.string(), how: z.string() }),
  z.object({ type: z.literal('move'), state: node, key: z.string(), worker: z.string() }),
  z.object({ type: z.literal('release'), state: node, key: z.string() }),
  z.object({ type: z.literal('checkpoint') }),
  z.object({ type: z.literal('slow'), worker: z.string(), factor: count, forMs: count }),
  z.object({ type: z.literal('cut'), worker: z.string(), peer: z.string(), forMs: count }),
  z.object({ type: z.literal('burst'), source: node, factor: count, forMs: count }),
  z.object({ type: z.literal('skew'), source: node, share: count, forMs: count }),
  z.object({ type: z.literal('deploy'), changes: z.int() }),
]);

const movementEntry = z.object({
  id: count,
  revision: count,
  cause,
  phase: z.enum(['asked', 'queued', 'preparing', 'moving', 'recovering', 'lasting', 'done', 'refused', 'failed']),
  reason: z.nullable(z.string()),
  generation: count,
  barrier: z.nullable(count),
  times: z.object({
    askedMs: count,
    startedMs: z.nullable(count),
    cutMs: z.nullable(count),
    keptMs: z.nullable(count),
    endedMs: z.nullable(count),
  }),
  moved: count,
  total: count,
  minimum: count,
  objects: count,
  bytes: count,
  redone: z.optional(count),
  holdMs: z.nullable(z.object({ p50: count, p99: count, max: count })),
  stages: z.array(
    z.object({
      stage: count,
      node,
      kind: z.enum(['keyed', 'source', 'sink']),
      slots: counts,
      from: counts,
      to: counts,
      arrivedMs: counts,
      bytes: counts,
      holdMs: counts,
    }),
  ),
});

const telemetry = messageCodec<TelemetryFrame>('telemetry', 1, telemetryFrame);
const status = messageCodec<DeploymentStatus>('status', 2, deploymentStatus);
const movement = messageCodec<Movement>('movement', 3, movementEntry);

export const encodeTelemetry = telemetry.encode;
export const decodeTelemetry = telemetry.decode;
export const encodeStatus = status.encode;
export const decodeStatus = status.decode;
export const encodeMovement = movement.encode;
export const decodeMovement = movement.decode;
