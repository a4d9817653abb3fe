/** What a run waits for, in words. Pure. */
import { limits } from '@potoroo/shared/limits';
import type { Trouble } from '@potoroo/shared/telemetry';
import type { Link } from '../link/live-feed.ts';
import { accessEnded } from './run-state.ts';

export const silentText = `Nothing is heard of the run. Its workers may go on. After ${limits.heartbeatTimeoutMs / 1_000} s without an answer its coordinator is replaced, and everything goes on from the last checkpoint. What you ask for meanwhile may have to be asked for again.`;

/** The first one whole; empty where there is none. */
export function troublesText(troubles: readonly Trouble[]): string {
  const [first] = troubles;
  if (first === undefined) return '';
  const more = troubles.length > 1 ? ` (and ${troubles.length - 1} more)` : '';
  return `Waiting, nothing is lost: ${first.text}${more}`;
}

/** Why what is on screen may have changed since; empty where it is heard. */
export function staleText(link: Link, isSilent: boolean): string {
  if (link === 'refused') return `${accessEnded} This is what was seen last; the run may go on.`;
  if (link === 'disconnected')
    return 'The server cannot be heard: this is what was seen last. The run may go on without it.';
  return isSilent ? `${silentText} What is shown is what was seen last.` : '';
}
