export { decide, firstState, planOf } from './coordinator.ts';
export type { CoordinatorPhase, CoordinatorPlan, CoordinatorState, Decision } from './coordinator.ts';
export type { CoordinatorEffect, CoordinatorEvent } from './coordinator-messages.ts';
export { firstPlacement } from './placement/placement.ts';
export type { Placement, SlotTable } from './placement/placement.ts';
export { percentile } from './telemetry/latency-histogram.ts';
export { Worker } from './worker.ts';
export type { WorkerAssignment, WorkerEffect, WorkerEvent, WorkerReport } from './worker-messages.ts';
