/**
 * The dots behind the pipeline: a layer of its own, which moves by less than the space between two dots and is painted anew
 * only when the zoom changes. As a pattern in the layer of the nodes it was most of what painting the canvas took: at each step of
 * the view, and below each number that changed.
 */
import { useStoreApi } from '@xyflow/react';
import { useLayoutEffect, useRef } from 'react';
import { gridAt } from './grid-place.ts';

export function Grid() {
  const store = useStoreApi();
  const dots = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    let drawn: unknown = null;
    const draw = (): void => {
      const { transform } = store.getState();
      if (transform === drawn || dots.current === null) return;
      drawn = transform;
      const { gap, radius, left, top } = gridAt(...transform);
      const { style } = dots.current;
      style.setProperty('--gap', `${gap}px`);
      style.setProperty('--dot', `${radius}px`);
      style.transform = `translate(${left}px, ${top}px)`;
    };
    draw();
    return store.subscribe(draw);
  }, [store]);
  return (
    <div className="canvas-ground" aria-hidden="true">
      <div ref={dots} className="canvas-dots" />
    </div>
  );
}
