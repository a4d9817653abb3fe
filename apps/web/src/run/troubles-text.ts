/** What a run waits for, in words. Pure. */
import { limits } from '@potoroo/shared/limits';
import type { Trouble } from '@potoroo/shared/telemetry';

export const silentText = `Nothing is heard of the run. Its workers may go on. After ${limits.heartbeatTimeoutMs / 1_000} s without an answer its coordinator is replaced, and everything goes on from the last checkpoint. What you ask for meanwhile may have to be asked for again.`;

/** The first one whole; empty where there is none. */
export function troublesText(troubles: readonly Trouble[]): string {
  const [first] = troubles;
  if (first === undefined) return '';
  const more = troubles.length > 1 ? ` (and ${troubles.length - 1} more)` : '';
  return `Waiting, nothing is lost: ${first.text}${more}`;
}
