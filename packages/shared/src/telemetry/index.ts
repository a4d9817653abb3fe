export { placeOf } from './disturbance.ts';
export type { Disturbance } from './disturbance.ts';
export { isOver } from './movement.ts';
export type { MovedSlots, Movement, MovementCause, MovementPhase, MovementTimes } from './movement.ts';
export type {
  DeadLetter,
  DeploymentPhase,
  GoneProcess,
  KeyedStageSample,
  Latencies,
  SoloSample,
  Ledger,
  LiveRow,
  NodeSample,
  RunSummary,
  TappedRecord,
  TelemetryFrame,
  Trouble,
  WatchRequest,
  WorkerSample,
} from './telemetry.ts';
export {
  addedCounts,
  bucketShare,
  bucketsPerDoubling,
  countsBetween,
  latencyBuckets,
  percentile,
  trimmed,
} from './latency.ts';
export { profileParts } from './profile.ts';
export type { NodeProfile, ProfilePart } from './profile.ts';
