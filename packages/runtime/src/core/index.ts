export { coordinatorTable, decide, isWay } from './coordinator.ts';
export type { CellLook } from './coordinator.ts';
export { isDoneAlready } from './coordinator-asked-again.ts';
export type { RequestEvent, TakenUp } from './coordinator-asked-again.ts';
export { firstState, freshStart, nextNameAfter, planOf } from './coordinator-state.ts';
export type { CoordinatorPhase, CoordinatorPlan, CoordinatorState, Decision } from './coordinator-state.ts';
export type { CoordinatorEffect, CoordinatorEvent, CoordinatorEventType, Durable } from './coordinator-messages.ts';
export { CheckpointBook } from './checkpoint/checkpoint-book.ts';
export type { Chain, Chains, Link } from './checkpoint/checkpoint-book.ts';
export { readPartition } from './checkpoint/partition-section.ts';
export { SectionDecoder } from './checkpoint/slot-section.ts';
export { closedOutput, originsOf, remadeObjects, toRemake, transfer } from './checkpoint/transfer.ts';
export type { Cut, Origins, Remade, StatePolicy, Versions } from './checkpoint/transfer.ts';
export { workerMachines } from './phase-tables.ts';
export type { MachineName, MachinePhases } from './phase-tables.ts';
export { productLimits } from './data-plane-limits.ts';
export type { DataPlaneLimits } from './data-plane-limits.ts';
export { spareFrames } from './exchange/channel-out.ts';
export { firstPlacement } from './placement/placement.ts';
export type { Placement, SlotTable } from './placement/placement.ts';
export { homeSlotOf, soloKeysOf } from './placement/solo-slots.ts';
export type { Solo } from './placement/solo-slots.ts';
export { hashText, slotOf } from './slots/hash.ts';
export { connectionsOf } from './stages/source-task.ts';
export type { SourceHandicap } from './stages/source-task.ts';
export type { StoredSection } from './stages/task-host.ts';
export type { Mark } from './safe-mode.ts';
export { EpochLedger } from './telemetry/epoch-ledger.ts';
export type { EpochAccount, StageAccount } from './telemetry/epoch-ledger.ts';
export { addedTotals } from './telemetry/node-totals.ts';
export type { Looked } from './telemetry/looks.ts';
export { linkCode } from './link-code.ts';
export { Worker } from './worker.ts';
export type {
  Connections,
  Reconfiguration,
  TaskReport,
  WorkerAssignment,
  WorkerEffect,
  WorkerEvent,
} from './worker-messages.ts';
