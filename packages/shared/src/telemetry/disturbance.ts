/**
 * What can be done to a run for a while, to see what it does: nothing is lost by it, and it ends by itself. The worker that
 * it is done to says in its samples that it is so, by the same values.
 */
import type { NodeId } from '../ids.ts';

/** `Source`: the id of the source's node; in what a person asks for, its name will do. */
export type Disturbance<Source extends string = NodeId> =
  /** The worker takes `factor` times as long for everything, and sleeps in between. */
  | { readonly type: 'slow'; readonly worker: string; readonly factor: number }
  /** Nothing comes through the link between these two: neither reads what the other has sent. */
  | { readonly type: 'cut'; readonly worker: string; readonly peer: string }
  /** The source gives `factor` times as many records a second as it is told to. */
  | { readonly type: 'burst'; readonly source: Source; readonly factor: number }
  /** This share of the source's records is one record, again and again: all of them have one key. */
  | { readonly type: 'skew'; readonly source: Source; readonly share: number };

/** The same for everything that cannot hold twice at a time. */
export function placeOf(disturbance: Disturbance): string {
  switch (disturbance.type) {
    case 'slow':
      return `slow ${disturbance.worker}`;
    case 'cut':
      return `cut ${[disturbance.worker, disturbance.peer].toSorted().join(' ')}`;
    case 'burst':
    case 'skew':
      return `${disturbance.type} ${disturbance.source}`;
  }
}
