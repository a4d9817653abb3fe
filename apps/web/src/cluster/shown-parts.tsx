/** Elements that follow the shown moment without React, as `run/live-parts.tsx` does for the live one. */
import { useEffect, useLayoutEffect, useRef, useSyncExternalStore } from 'react';
import { listenShown, readShown, type Shown } from './time-store.ts';

type ShownTextProps = {
  readonly of: (shown: Shown) => string;
  readonly className?: string;
  readonly title?: string;
};

export function ShownText({ of, className, title }: ShownTextProps) {
  const element = useRef<HTMLSpanElement>(null);
  useShownEffect(() => {
    const text = of(readShown());
    if (element.current !== null && element.current.textContent !== text) element.current.textContent = text;
  });
  return <span ref={element} className={className} title={title} />;
}

type ShownBarProps = { readonly of: (shown: Shown) => number; readonly className: string };

/** A share from 0 to 1 as a length; the number must stand beside it. */
export function ShownBar({ of, className }: ShownBarProps) {
  const element = useRef<HTMLElement>(null);
  useShownEffect(() => {
    if (element.current !== null)
      element.current.style.transform = `scaleX(${Math.min(1, Math.max(0, of(readShown())))})`;
  });
  return <i ref={element} className={className} aria-hidden="true" />;
}

/** Runs at once, at each change of the moment, and when what it closes over has changed. */
export function useShownEffect(write: () => void): void {
  const latest = useRef(write);
  useLayoutEffect(() => {
    latest.current = write;
    write();
  });
  useEffect(() => listenShown(() => latest.current()), []);
}

/** Draws again only when the value changes, compared as a primitive. */
export const useShown = <Value extends string | number | boolean | null>(of: (shown: Shown) => Value): Value =>
  useSyncExternalStore(listenShown, () => of(readShown()));
