/** The records of a tapped edge: what is kept, what a person's filter lets through, what of it can become a fixture. Pure. */
import { limits } from '@potoroo/shared/limits';
import type { TappedRecord } from '@potoroo/shared/telemetry';

export const tappedKept = 300;

/** Workers tell theirs one after the other: by time they are in order. */
export const withTapped = (records: readonly TappedRecord[], added: readonly TappedRecord[]): readonly TappedRecord[] =>
  added.length === 0 ? records : [...records, ...added.toSorted((a, b) => a.atMs - b.atMs)].slice(-tappedKept);

/** Any letter case, in the key or in the record; the newest first. */
export function shownOf(records: readonly TappedRecord[], filter: string): readonly TappedRecord[] {
  const words = filter.trim().toLowerCase();
  const matching = records.filter(
    ({ key, text }) => words === '' || key.toLowerCase().includes(words) || text.toLowerCase().includes(words),
  );
  return matching.toReversed();
}

/** In the order in which they came; records that are not whole would be others. */
export const fixtureLines = (shown: readonly TappedRecord[]): string =>
  shown
    .filter(({ isCut }) => !isCut)
    .slice(0, limits.fixtureRecordsMax)
    .toReversed()
    .map(({ text }) => text)
    .join('\n');

/** `17:04:11.201` */
export function timeText(atMs: number): string {
  const at = new Date(atMs);
  const padded = (value: number, length = 2) => String(value).padStart(length, '0');
  return `${padded(at.getHours())}:${padded(at.getMinutes())}:${padded(at.getSeconds())}.${padded(at.getMilliseconds(), 3)}`;
}
