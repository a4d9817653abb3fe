/**
 * The moments of a process that matter to recovery, told by name to whoever listens in the same process: the kill matrix
 * (`npm run kill-matrix`) ends a process exactly there. Nobody listens in a product run, and then nothing is made or called.
 */
import { channel } from 'node:diagnostics_channel';

/** What carries the moments, each a text such as `told inject` or `says acked`. */
export const momentsChannel = 'potoroo:moments';

const moments = channel(momentsChannel);

/** `told`: before it is acted upon. `says`, `does`: before that is said or done. `did`: after. */
export function moment(verb: 'told' | 'says' | 'does' | 'did', what: string): void {
  if (moments.hasSubscribers) moments.publish(`${verb} ${what}`);
}
