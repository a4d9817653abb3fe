/** What a run waits for, in words. Pure. */
import { limits } from '@potoroo/shared/limits';
import type { Trouble } from '@potoroo/shared/telemetry';

export const silentText = `Nothing is heard of the run. A coordinator that has not answered for ${limits.heartbeatTimeoutMs / 1_000} s counts as lost and is replaced. What is asked for waits for its answer, and has to be asked again where it was lost.`;

/** The first one whole; empty where there is none. */
export function troublesText(troubles: readonly Trouble[]): string {
  const [first] = troubles;
  if (first === undefined) return '';
  const more = troubles.length > 1 ? ` (and ${troubles.length - 1} more)` : '';
  return `Waiting, nothing is lost: ${first.text}${more}`;
}
