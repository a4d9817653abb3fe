/**
 * The dots behind the pipeline: a layer of its own, which moves by less than the space between two dots and is painted anew
 * only when the zoom changes. As a pattern in the layer of the nodes it was most of what painting the canvas took: at each step of
 * the view, and below each number that changed. Painting them anew at each step of a zoom is what a large pipeline has no time
 * for: they are away until the view stands.
 */
import { type Transform, useStoreApi } from '@xyflow/react';
import { useLayoutEffect, useRef } from 'react';
import { listenStanding, viewIsMoving } from './distance.ts';
import { gridAt } from './grid-place.ts';
import { markCanvas } from './mark-canvas.ts';

const manyNodes = 60;

export function Grid() {
  const store = useStoreApi();
  const dots = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    let isAway = false;
    let drawn: Transform | null = null;
    const draw = (): void => {
      const { transform, nodeLookup } = store.getState();
      if (dots.current === null) return;
      const zooms = drawn !== null && drawn[2] !== transform[2] && viewIsMoving() && nodeLookup.size > manyNodes;
      if (zooms !== isAway) markCanvas('data-zooms', (isAway = zooms));
      if (zooms || transform === drawn) return;
      drawn = transform;
      const { gap, radius, left, top } = gridAt(...transform);
      const { style } = dots.current;
      style.setProperty('--gap', `${gap}px`);
      style.setProperty('--dot', `${radius}px`);
      style.transform = `translate(${left}px, ${top}px)`;
    };
    draw();
    const silences = [store.subscribe(draw), listenStanding(draw)];
    return () => silences.forEach((silence) => silence());
  }, [store]);
  return (
    <div className="canvas-ground" aria-hidden="true">
      <div ref={dots} className="canvas-dots" />
    </div>
  );
}
