/** An empty telemetry frame for tests, with what a test changes in it. */
import type { TelemetryFrame } from '@potoroo/shared/telemetry';

export const telemetryFrame = (change: Partial<TelemetryFrame> = {}): TelemetryFrame => ({
  sequence: 1,
  atMs: 0,
  phase: 'running',
  epoch: 0,
  ledger: { accepted: 0, applied: 0, released: 0, deadLetters: 0, lost: 0, doubled: 0 },
  latest: { accepted: 0, applied: 0 },
  workers: [],
  nodes: [],
  stages: [],
  deadLetters: [],
  liveRows: [],
  tapped: [],
  latency: null,
  ...change,
});
