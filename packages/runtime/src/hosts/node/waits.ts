/** What the devices of this process wait for: a disk with space, a receiver. Mutable. */
import type { NodeId } from '@potoroo/shared/ids';
import type { TelemetryFrame } from '@potoroo/shared/telemetry';
import { monotonicNow } from './monotonic-now.ts';

export type Wait = {
  readonly node: NodeId;
  /** `sink totals lost its receiver 127.0.0.1:9000: it closed the connection`. */
  readonly what: string;
  /** By the machine's monotonic clock. */
  readonly since: number;
};

export class Waits {
  readonly #waits = new Map<NodeId, Wait>();

  /** Null: it does not wait any more. */
  tell(node: NodeId, what: string | null): void {
    if (what === null) this.#waits.delete(node);
    else this.#waits.set(node, { node, what, since: monotonicNow() });
  }

  get all(): readonly Wait[] {
    return [...this.#waits.values()];
  }
}

/** A frame as the coordinator has it, with what the sources wait for, whose journals are the supervisor's. */
export function withWaits(frame: TelemetryFrame, waits: Waits, deployedAt: number): TelemetryFrame {
  const own = waits.all.map(({ node, what, since }) => {
    return { waits: 'source', node, text: what, sinceMs: Math.max(0, since - deployedAt) } as const;
  });
  return own.length === 0 ? frame : { ...frame, troubles: [...(frame.troubles ?? []), ...own] };
}
