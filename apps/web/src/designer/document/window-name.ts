/**
 * A name for this window, and whether another named window still lives. A living window holds a lock of its name, which the
 * browser frees when the page ends, however it ends. Where a browser has no locks (a page from another machine without
 * HTTPS), others are taken to be gone: two windows may then both bring back a draft, which loses nothing.
 */
import { recall, remember } from '../../ui/remembered.ts';

export const windowName = newName();

const lockOf = (name: string): string => `potoroo.window.${name}`;
/** A page that is going away holds its lock for a moment longer. */
const goingAwayMs = 300;
/** The one that this tab showed before surely goes, and a busy machine takes its time over it; unless the tab was duplicated. */
const reloadedMs = 5_000;
const storageKey = 'potoroo.window';
let before: string | null = null;

/** Called once, at the start. */
export function holdWindowName(): void {
  before = recall(storageKey, 'tab');
  remember(storageKey, windowName, 'tab');
  void lockManager()?.request(lockOf(windowName), () => new Promise(() => undefined));
}

/** The names of the windows that live, this one among them; only this one where the browser cannot tell. */
export async function livingWindows(): Promise<ReadonlySet<string>> {
  const held = (await lockManager()?.query())?.held ?? [];
  const ending = lockOf('').length;
  return new Set([windowName, ...held.map(({ name = '' }) => name.slice(ending))]);
}

/** Does what is given if that window is gone, while no other window can do the same; null if it lives. */
export async function ifGone<Value>(name: string, act: () => Promise<Value>): Promise<Value | null> {
  if (name === windowName) return act();
  const locks = lockManager();
  if (locks === null) return act();
  try {
    return await locks.request(
      lockOf(name),
      { signal: AbortSignal.timeout(name === before ? reloadedMs : goingAwayMs) },
      act,
    );
  } catch (error) {
    if (error instanceof DOMException && error.name === 'TimeoutError') return null;
    throw error;
  }
}

const lockManager = (): LockManager | null => ('locks' in navigator ? navigator.locks : null);

/** `randomUUID` exists only where the page counts as secure. */
function newName(): string {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
