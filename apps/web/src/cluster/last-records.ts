/** The record of each key that was seen last, of those that come to one state. Mutable; who looks is `card-records.ts`. */
import type { NodeId } from '@potoroo/shared/ids';
import type { Pipeline } from '@potoroo/shared/pipeline';
import type { TappedRecord } from '@potoroo/shared/telemetry';

/** More keys are on no card. */
const keysKept = 400;

export class LastRecords {
  #feeders: readonly NodeId[] = [];
  #last = new Map<string, string>();

  /** Records of these nodes from now on. False: they are the same as before. */
  follow(feeders: readonly NodeId[]): boolean {
    if (feeders.join() === this.#feeders.join()) return false;
    this.#feeders = feeders;
    this.#last = new Map();
    return true;
  }

  of(key: string): string | null {
    return this.#last.get(key) ?? null;
  }

  /** False: nothing of it is followed. */
  take(tapped: readonly TappedRecord[]): boolean {
    const own = tapped.filter(({ node, key }) => key !== '' && this.#feeders.includes(node));
    for (const { key, text } of own) {
      // Heard again, it is the newest: whoever has been silent for longest is forgotten first.
      this.#last.delete(key);
      this.#last.set(key, text);
    }
    for (const key of this.#last.keys()) if (this.#last.size > keysKept) this.#last.delete(key);
    return own.length > 0;
  }
}

/** The nodes from which records come to the computations of a state. */
export function feedersOf({ nodes, edges }: Pick<Pipeline, 'nodes' | 'edges'>, state: NodeId): readonly NodeId[] {
  const own = new Set(
    nodes.flatMap((node) => (node.kind === 'state-computation' && node.state === state ? [node.id] : [])),
  );
  return [...new Set(edges.flatMap(({ from, to }) => (own.has(to) ? [from] : [])))];
}
