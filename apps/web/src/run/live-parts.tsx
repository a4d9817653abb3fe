/**
 * Elements that follow the live numbers without React: each listens while it is mounted and writes text, width or pixels
 * itself, and only when they differ. `useLive` is for structure that changes rarely, such as how many workers there are.
 */
import { type CSSProperties, useEffect, useLayoutEffect, useRef, useSyncExternalStore } from 'react';
import { type Live, listenLive, readLive } from './live-store.ts';

type LiveTextProps = {
  readonly of: (live: Live) => string;
  readonly className?: string;
  readonly label?: string;
  readonly style?: CSSProperties;
};

export function LiveText({ of, className, label, style }: LiveTextProps) {
  const element = useRef<HTMLSpanElement>(null);
  useLiveEffect(() => {
    const text = of(readLive());
    if (element.current !== null && element.current.textContent !== text) element.current.textContent = text;
  });
  return <span ref={element} className={className} title={label} style={style} />;
}

type LiveBarProps = { readonly of: (live: Live) => number; readonly className: string; readonly style?: CSSProperties };

/** A share from 0 to 1 as a length. The number must stand beside it: a bar says nothing to a screen reader. */
export function LiveBar({ of, className, style }: LiveBarProps) {
  const element = useRef<HTMLElement>(null);
  useLiveEffect(() => {
    if (element.current !== null)
      element.current.style.transform = `scaleX(${Math.min(1, Math.max(0, of(readLive())))})`;
  });
  return <i ref={element} className={className} style={style} aria-hidden="true" />;
}

/** Runs at once, at each frame, and when what it closes over has changed. */
export function useLiveEffect(write: () => void): void {
  const latest = useRef(write);
  useLayoutEffect(() => {
    latest.current = write;
    write();
  });
  useEffect(() => listenLive(() => latest.current()), []);
}

/** Draws again only when the value changes, compared as a primitive. */
export const useLive = <Value extends string | number | boolean | null>(of: (live: Live) => Value): Value =>
  useSyncExternalStore(listenLive, () => of(readLive()));

/** Draws again at each frame while mounted: for lists that are few and short. */
export const useEveryFrame = (): Live => useSyncExternalStore(listenLive, readLive);
