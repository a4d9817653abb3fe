/** The colours of workers as the browser computes them in the theme that is shown: a canvas cannot read tokens by itself. */
import { workerIdentity } from '../theme/worker-identity.ts';

let probe: HTMLElement | null = null;

/** Measured by an element that nobody sees, so that `light-dark()` is resolved. */
export function workerColour(worker: number): string {
  if (probe === null) {
    probe = document.createElement('span');
    probe.hidden = true;
    document.body.append(probe);
  }
  probe.style.color = workerIdentity(worker).colour;
  return getComputedStyle(probe).color;
}
