/**
 * The picture of one scene: drawn anew with every frame while the clock runs, and whenever what it shows has changed. A click
 * selects what lies under it. The picture is for the eye; `scene-list.tsx` says the same in words, for keys and screen readers.
 */
import type { SceneView } from '@potoroo/runtime/sim/stage';
import { type PointerEvent, useEffect, useRef } from 'react';
import { select, useLearn } from '../learn-store.ts';
import { headMs, useClock } from '../stage-clock.ts';
import { drawStage, nameOf, type Palette } from './draw-stage.ts';
import { placeText, workerName } from './stage-words.ts';
import { hit, type Layout, layoutOf } from './stage-layout.ts';

type Props = { readonly index: number; readonly view: SceneView };

const workerColours = 8;
let palette: { readonly theme: string; readonly colours: Palette } | null = null;

export function SceneCanvas({ index, view }: Props) {
  const element = useRef<HTMLCanvasElement>(null);
  const layout = useRef<Layout | null>(null);
  const selection = useLearn((state) => state.selection);
  const grows = useLearn((state) => state.view?.stage.grows === true);
  const isPlaying = useClock((clock) => clock.isPlaying);
  const paint = (): void => {
    const canvas = element.current;
    const context = canvas?.getContext('2d') ?? null;
    if (canvas === null || context === null || canvas.clientWidth === 0) return;
    fit(canvas, context);
    const size = { width: canvas.clientWidth, height: canvas.clientHeight, grows };
    context.clearRect(0, 0, size.width, size.height);
    layout.current = layoutOf(view, size, headMs());
    const own = selection?.scene === index ? selection : null;
    drawStage({ context, palette: paletteOf(canvas) }, view, layout.current, {
      object: own?.type === 'object' ? nameOf(own) : null,
      message: own?.type === 'message' ? own.id : null,
      worker: own?.type === 'worker' ? own.worker : null,
    });
  };
  const latest = useRef(paint);
  latest.current = paint;
  useEffect(() => latest.current());
  useEffect(() => {
    if (!isPlaying) return;
    let frame = requestAnimationFrame(function again() {
      latest.current();
      frame = requestAnimationFrame(again);
    });
    return () => cancelAnimationFrame(frame);
  }, [isPlaying]);
  useEffect(() => whenLooksChange(element.current, () => latest.current()), []);

  const pick = (event: PointerEvent<HTMLCanvasElement>): void => {
    if (layout.current === null) return;
    const found = hit(layout.current, { x: event.nativeEvent.offsetX, y: event.nativeEvent.offsetY });
    if (found === null) select(null);
    else if ('message' in found) select({ type: 'message', scene: index, id: found.message });
    else if ('object' in found)
      select({ type: 'object', scene: index, state: found.object.state, key: found.object.key });
    else select({ type: 'worker', scene: index, worker: found.worker });
  };
  return <canvas ref={element} className="scene-canvas" role="img" aria-label={labelOf(view)} onPointerDown={pick} />;
}

function labelOf({ title, workers, objects, messages, coordinator }: SceneView): string {
  const shares = workers
    .map(({ worker, objects: held, condition }) => `${workerName(worker)} ${condition} with ${held} objects`)
    .join(', ');
  const moved = objects.filter(({ worker, home }) => worker !== home).length;
  const locks = objects.filter(({ state }) => state === 'lock').map((lock) => ` The lock is ${placeText(lock)}.`);
  return `${title}: ${shares}.${locks.join('')} ${messages.length} messages on their way, ${moved} objects elsewhere than at first, the coordinator is ${coordinator.phase}.`;
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

function whenLooksChange(canvas: HTMLCanvasElement | null, act: () => void): () => void {
  if (canvas === null) return () => undefined;
  const again = () => {
    palette = null;
    act();
  };
  const sizes = new ResizeObserver(act);
  sizes.observe(canvas);
  const themes = new MutationObserver(again);
  themes.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', again);
  void document.fonts.ready.then(again);
  return () => {
    sizes.disconnect();
    themes.disconnect();
    system.removeEventListener('change', again);
  };
}

/** The tokens as colours that a canvas understands: asked of the browser, once for each theme. */
function paletteOf(canvas: HTMLCanvasElement): Palette {
  const theme = `${document.documentElement.dataset['theme']} ${matchMedia('(prefers-color-scheme: dark)').matches}`;
  if (palette?.theme === theme) return palette.colours;
  const probe = document.createElement('span');
  canvas.parentElement?.append(probe);
  const colour = (token: string): string => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const colours: Palette = {
    workers: Array.from({ length: workerColours }, (_, worker) => colour(`--worker-${worker}`)),
    ink: colour('--ink'),
    quiet: colour('--ink-3'),
    line: colour('--line'),
    ground: colour('--panel'),
    accent: colour('--accent'),
    bad: colour('--bad'),
    output: colour('--sink'),
    onWorker: colour('--on-worker'),
    font: getComputedStyle(canvas).fontFamily,
  };
  probe.remove();
  palette = { theme, colours };
  return colours;
}
