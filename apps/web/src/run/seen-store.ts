/**
 * A few whole records that were last seen to leave each node of the run on screen, for who writes code on them: the newest of
 * every tap. Where types say little about what comes to the code that is on screen, the nodes before it are tapped for this.
 */
import type { NodeId } from '@potoroo/shared/ids';
import { create } from 'zustand';
import { useDeployment } from './deployment-store.ts';
import { listenLive, readLive } from './live-store.ts';

type Seen = {
  /** Node -> JSON of records that left it, the newest last. */
  readonly records: ReadonlyMap<NodeId, readonly string[]>;
  /** Nodes of which records are wanted. */
  readonly wanted: readonly NodeId[];
};

export const seenKept = 40;
export const useSeen = create<Seen>(() => ({ records: new Map(), wanted: [] }));

/** Ends the wish of before. */
export const wantSeen = (wanted: readonly NodeId[]): void => useSeen.setState({ wanted });

/** Called once, at the start. What was seen in a run that is over is still true of it; the next begins anew. */
export function followSeen(): void {
  useDeployment.subscribe(({ status }, before) => {
    if (status.id !== before.status.id) useSeen.setState({ records: new Map() });
  });
  let heard = -1;
  listenLive(() => {
    const frame = readLive().span?.newest;
    if (frame === undefined || frame.sequence === heard) return;
    heard = frame.sequence;
    if (frame.tapped.length === 0) return;
    const records = new Map(useSeen.getState().records);
    for (const { node, text, isCut } of frame.tapped)
      if (!isCut) records.set(node, [...(records.get(node) ?? []), text].slice(-seenKept));
    useSeen.setState({ records });
  });
}
