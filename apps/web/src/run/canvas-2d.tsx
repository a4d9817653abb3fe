/**
 * A picture drawn with Canvas 2D at each frame of live numbers, at the resolution of the screen, again when its size or the
 * theme changes. The picture is for the eye: `label` says what it shows, and the numbers stand beside it.
 */
import { type RefObject, useEffect, useRef } from 'react';
import type { Live } from './live-store.ts';
import { useLiveEffect } from './live-parts.tsx';
import { readLive } from './live-store.ts';

export type Pencil = {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  /** The CSS `color` of the canvas, so that pictures take their colours from the tokens. */
  readonly colour: string;
  /** The CSS `background-color` of the canvas. */
  readonly ground: string;
};

type Canvas2dProps = {
  readonly draw: (pencil: Pencil, live: Live) => void;
  readonly label: string;
  readonly className: string;
};

export function Canvas2d({ draw, label, className }: Canvas2dProps) {
  const element = useRef<HTMLCanvasElement>(null);
  const paint = () => {
    const canvas = element.current;
    const context = canvas?.getContext('2d') ?? null;
    if (canvas === null || context === null || canvas.clientWidth === 0) return;
    draw(cleanPencil(canvas, context), readLive());
  };
  useLiveEffect(paint);
  useRepaint(element, paint);
  return <canvas ref={element} className={className} role="img" aria-label={label} />;
}

/** Paints again when the size of the canvas or the theme has changed. */
export function useRepaint(element: RefObject<HTMLCanvasElement | null>, paint: () => void): void {
  const latest = useRef(paint);
  latest.current = paint;
  useEffect(() => {
    const canvas = element.current;
    if (canvas === null) return;
    const again = () => latest.current();
    const sizes = new ResizeObserver(again);
    sizes.observe(canvas);
    const themes = new MutationObserver(again);
    themes.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    const system = matchMedia('(prefers-color-scheme: dark)');
    system.addEventListener('change', again);
    return () => {
      sizes.disconnect();
      themes.disconnect();
      system.removeEventListener('change', again);
    };
  }, [element]);
}

/** The whole canvas, cleared, to be drawn on in CSS pixels. */
export function cleanPencil(canvas: HTMLCanvasElement, context: CanvasRenderingContext2D): Pencil {
  const { clientWidth: width, clientHeight: height } = canvas;
  fit(canvas, context);
  const { color, backgroundColor } = getComputedStyle(canvas);
  context.clearRect(0, 0, width, height);
  return { context, width, height, colour: color, ground: backgroundColor };
}

/** The pixels of the canvas are those of the screen; drawing stays in CSS pixels. */
function fit(canvas: HTMLCanvasElement, context: CanvasRenderingContext2D): void {
  const scale = window.devicePixelRatio;
  const [width, height] = [Math.round(canvas.clientWidth * scale), Math.round(canvas.clientHeight * scale)];
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  context.setTransform(scale, 0, 0, scale, 0, 0);
}
