/** What a run waits for, in words. Pure. */
import type { Trouble } from '@potoroo/shared/telemetry';

/** The first one whole; empty where there is none. */
export function troublesText(troubles: readonly Trouble[]): string {
  const [first] = troubles;
  if (first === undefined) return '';
  const more = troubles.length > 1 ? ` (and ${troubles.length - 1} more)` : '';
  return `Waiting, nothing is lost: ${first.text}${more}`;
}
