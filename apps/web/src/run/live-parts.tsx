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
  /** The edge that it tells of. */
  readonly edge?: string;
  /** While it says so, what is written stays. */
  readonly rests?: () => boolean;
};

export function LiveText({ of, className, label, style, edge, rests }: LiveTextProps) {
  const element = useRef<HTMLSpanElement>(null);
  const written = useRef('');
  useLiveEffect(() => {
    if (rests?.() === true) return;
    const text = of(readLive());
    if (element.current === null || written.current === text) return;
    element.current.textContent = text;
    written.current = text;
  });
  return <span ref={element} className={className} title={label} style={style} data-edge={edge} />;
}

type LiveBarProps = {
  readonly of: (live: Live) => number;
  readonly className: string;
  readonly style?: CSSProperties;
  readonly rests?: () => boolean;
};

/** A share from 0 to 1 as a length. The number must stand beside it: a bar says nothing to a screen reader. */
export function LiveBar({ of, className, style, rests }: LiveBarProps) {
  const element = useRef<HTMLElement>(null);
  const written = useRef(-1);
  useLiveEffect(() => {
    if (rests?.() === true) return;
    // Finer than a bar shows.
    const share = Math.round(Math.min(1, Math.max(0, of(readLive()))) * 200) / 200;
    if (element.current === null || written.current === share) return;
    element.current.style.transform = `scaleX(${share})`;
    written.current = share;
  });
  return <i ref={element} className={className} style={style} aria-hidden="true" />;
}

type LiveSharesProps = {
  readonly of: (live: Live) => Readonly<Record<`--${string}`, number>>;
  readonly className: string;
  readonly rests?: () => boolean;
};

/** Shares from 0 to 1 as properties for the style sheet, which draws them all in one box. A number stands beside it, too. */
export function LiveShares({ of, className, rests }: LiveSharesProps) {
  const element = useRef<HTMLElement>(null);
  const written = useRef('');
  useLiveEffect(() => {
    if (rests?.() === true) return;
    const shares = Object.entries(of(readLive())).map(
      ([name, share]) => [name, `${Math.round(share * 200) / 2}%`] as const,
    );
    const text = shares.join();
    if (element.current === null || written.current === text) return;
    for (const [name, share] of shares) element.current.style.setProperty(name, share);
    written.current = text;
  });
  return <i ref={element} className={className} aria-hidden="true" />;
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
