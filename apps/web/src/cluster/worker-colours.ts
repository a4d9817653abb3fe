/** Tokens, and the colours of workers, as the browser computes them in the theme that is shown: a canvas cannot read them by itself. */
import { workerIdentity } from '../theme/worker-identity.ts';

let probe: HTMLElement | null = null;

export const workerColour = (worker: number): string => shownColour(workerIdentity(worker).colour);

/** Measured by an element that nobody sees, so that `light-dark()` is resolved. */
export function shownColour(css: string): string {
  if (probe === null) {
    probe = document.createElement('span');
    probe.hidden = true;
    document.body.append(probe);
  }
  probe.style.color = css;
  return getComputedStyle(probe).color;
}
