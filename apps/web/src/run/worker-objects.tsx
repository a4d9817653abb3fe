/** The state objects of one worker as a picture: marks or cells, bright where records come often, ringed where very often. */
import type { NodeId } from '@potoroo/shared/ids';
import { useRef } from 'react';
import { Canvas2d, type Pencil } from './canvas-2d.tsx';
import type { Live } from './live-store.ts';
import { type Detail, type Field, fieldOf, gridFor } from './object-field.ts';
import { stageIn, slotRates } from './stages.ts';

type WorkerObjectsProps = { readonly worker: number; readonly state: NodeId; readonly name: string };

export function WorkerObjects({ worker, state, name }: WorkerObjectsProps) {
  const detail = useRef<Detail>('marks');
  const draw = (pencil: Pencil, { span }: Live) => {
    const stage = stageIn(span, state);
    if (stage === null || span === null) return;
    const field = fieldOf(stage, slotRates(span, state), worker, detail.current);
    detail.current = field.detail;
    drawField(pencil, field);
  };
  return (
    <Canvas2d
      className="worker-objects"
      draw={draw}
      label={`State objects on worker ${name}: brighter ones meet more records`}
    />
  );
}

function drawField({ context, width, height, colour, ground }: Pencil, { detail, marks, most }: Field): void {
  const inset = 3;
  const { columns, size, gap } = gridFor(most, { width: width - 2 * inset, height: height - 2 * inset }, detail);
  const radius = Math.min(3, size / 3.5);
  context.fillStyle = colour;
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  marks.forEach(({ share, hot }, index) => {
    const x = inset + (index % columns) * (size + gap);
    const y = inset + Math.floor(index / columns) * (size + gap);
    context.globalAlpha = 0.26 + 0.74 * Math.sqrt(share);
    roundedSquare(context, x, y, size, radius);
    context.fill();
    if (!hot || size < 7) return;
    context.globalAlpha = 1;
    ring(context, { x, y, size, radius, ground, colour });
  });
  context.globalAlpha = 1;
}

type Ring = {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly radius: number;
  readonly ground: string;
  readonly colour: string;
};

function ring(context: CanvasRenderingContext2D, { x, y, size, radius, ground, colour }: Ring): void {
  context.strokeStyle = ground;
  roundedSquare(context, x - 0.75, y - 0.75, size + 1.5, radius + 0.75);
  context.stroke();
  context.strokeStyle = colour;
  roundedSquare(context, x - 2, y - 2, size + 4, radius + 2);
  context.stroke();
}

function roundedSquare(context: CanvasRenderingContext2D, x: number, y: number, size: number, radius: number): void {
  context.beginPath();
  context.roundRect(x, y, size, size, radius);
}
