/** How many records came to nodes and left them, as acks and manifests hold it. Pure. */
import type { NodeId } from '@potoroo/shared/ids';

export type NodeTotal = { readonly node: NodeId; readonly recordsIn: number; readonly recordsOut: number };
/** Of one stage at one worker, beside the records that it had taken. */
export type StageCounts = { readonly failures: number; readonly nodes: readonly NodeTotal[] };

/** Each node once, in the order in which they are first named. */
export function addedTotals(totals: readonly NodeTotal[]): readonly NodeTotal[] {
  const sums = new Map<NodeId, NodeTotal>();
  for (const { node, recordsIn, recordsOut } of totals) {
    const sum = sums.get(node) ?? { node, recordsIn: 0, recordsOut: 0 };
    sums.set(node, { node, recordsIn: sum.recordsIn + recordsIn, recordsOut: sum.recordsOut + recordsOut });
  }
  return [...sums.values()];
}
