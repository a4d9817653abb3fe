/**
 * The limits that pace the data plane, as an argument of a worker, so that a simulated cluster can draw small ones from its
 * seed and meet back-pressure, torn frames and full outboxes within a few hundred records.
 */
import { assert } from '@potoroo/shared/assert';
import { limits } from '@potoroo/shared/limits';

export type DataPlaneLimits = {
  /** Bytes that a channel may have in flight: between these, by how fast its receiver is. */
  readonly creditWindowBytes: number;
  readonly creditWindowBytesMin: number;
  /** A channel sends what it has gathered when it is this much. */
  readonly linkFrameBytes: number;
  /** Beyond this a sink reports its outbox as full. */
  readonly outboxBytesMax: number;
  /** Records that a source takes in one turn, so that links and control have theirs. */
  readonly recordsPerTurn: number;
  /** Records that may wait at a worker for state objects that move there. */
  readonly pendingRecordsMax: number;
  /** Keys whose way a stage remembers, for each exchange that leaves it, and to which a channel gives numbers. */
  readonly rememberedKeysMax: number;
  /** Bytes of a checkpoint that a task encodes in one turn. */
  readonly checkpointBytesPerTurn: number;
};

export const productLimits: DataPlaneLimits = {
  creditWindowBytes: limits.creditWindowBytes,
  creditWindowBytesMin: limits.creditWindowBytesMin,
  linkFrameBytes: limits.linkFrameBytes,
  outboxBytesMax: limits.outboxBytesMax,
  recordsPerTurn: 8192,
  pendingRecordsMax: 100_000,
  rememberedKeysMax: 1_048_576,
  checkpointBytesPerTurn: 65_536,
};

export function checkedLimits(chosen: DataPlaneLimits): DataPlaneLimits {
  assert(
    chosen.creditWindowBytesMin > 0 && chosen.creditWindowBytesMin <= chosen.creditWindowBytes,
    'a credit window is between its bounds',
  );
  assert(chosen.linkFrameBytes <= chosen.creditWindowBytes, 'a frame must fit into a credit window');
  assert(chosen.recordsPerTurn > 0, 'a source takes at least one record a turn');
  return chosen;
}
