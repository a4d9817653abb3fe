/**
 * The moment that the Cluster screen shows: live, or a time of the recording. Like the live numbers it stands outside
 * React: whoever shows something listens and reads.
 */
import type { Span } from '../run/frames.ts';
import { listenLive, readLive, recording } from '../run/live-store.ts';

export type Shown = {
  readonly span: Span | null;
  /** Null: live. Else what the cursor stands on, in milliseconds since the start of the run. */
  readonly cursorMs: number | null;
};

let shown: Shown = { span: readLive().span, cursorMs: null };
const listeners = new Set<() => void>();

export const readShown = (): Shown => shown;

export function listenShown(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const goLive = (): void => become({ span: readLive().span, cursorMs: null });

/** Stops where the run is now. */
export function pause(): void {
  const { span } = readLive();
  if (span !== null) showTime(span.newest.atMs);
}

export function showTime(atMs: number): void {
  const [first] = recording.frames;
  const last = recording.frames.at(-1);
  if (first === undefined || last === undefined) return;
  const cursorMs = Math.min(last.atMs, Math.max(first.atMs, atMs));
  become({ span: recording.spanAt(cursorMs), cursorMs });
}

/** To the next or the previous of these times; behind the last one the screen is live again. */
export function stepAmong(times: readonly number[], direction: 1 | -1): void {
  const now = shown.cursorMs ?? readLive().span?.newest.atMs ?? 0;
  const next = direction === 1 ? times.find((time) => time > now) : times.findLast((time) => time < now);
  if (next !== undefined) showTime(next);
  else if (direction === 1) goLive();
}

function become(next: Shown): void {
  shown = next;
  for (const listener of listeners) listener();
}

listenLive(() => {
  const { span } = readLive();
  // What the cursor stood on is gone with the run that it was of.
  if (shown.cursorMs === null || span === null || recording.frames.length <= 1) become({ span, cursorMs: null });
});
