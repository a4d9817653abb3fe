export type {
  DeadLetter,
  DeploymentPhase,
  KeyedStageSample,
  Ledger,
  LiveRow,
  NodeSample,
  RunSummary,
  TelemetryFrame,
  WorkerSample,
} from './telemetry.ts';
