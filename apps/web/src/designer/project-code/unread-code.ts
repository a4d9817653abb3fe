/**
 * Code that was typed and cannot be read yet is nowhere but in this window: the browser asks before the page ends, on whatever
 * screen the person is by then.
 */
import { useCode } from './code-store.ts';

let isGuarded = false;

/** From the first look at the code on. */
export function guardUnread(): void {
  if (isGuarded) return;
  isGuarded = true;
  addEventListener('beforeunload', (event) => {
    if (useCode.getState().standing !== 'same') event.preventDefault();
  });
}
