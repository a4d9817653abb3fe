/**
 * Looks at the records that come to the shown state while its objects are drawn as cards: a worker tells a few of each node,
 * four times a second, and nothing while nobody looks.
 */
import type { NodeId } from '@potoroo/shared/ids';
import { useDocument } from '../designer/document/document-store.ts';
import { listenLive, readLive } from '../run/live-store.ts';
import { wantSeen } from '../run/seen-store.ts';
import type { Detail } from './detail.ts';
import { feedersOf, LastRecords } from './last-records.ts';

const records = new LastRecords();
let heard = -1;
const listeners = new Set<() => void>();

export function listenRecords(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const lastRecordOf = (key: string): string | null => records.of(key);

/** Null: no state is drawn any more. */
export function needRecords(state: NodeId | null, detail: Detail | null): void {
  const { pipeline } = useDocument.getState();
  const feeders = state === null || detail !== 'card' || pipeline === null ? [] : feedersOf(pipeline, state);
  if (records.follow(feeders)) wantSeen(feeders);
}

listenLive(() => {
  const frame = readLive().span?.newest;
  if (frame === undefined || frame.sequence === heard) return;
  heard = frame.sequence;
  if (records.take(frame.tapped)) for (const listener of listeners) listener();
});
