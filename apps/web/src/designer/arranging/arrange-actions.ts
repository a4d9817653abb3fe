/** Aligning, distributing and laying out: each one step of the history. */
import type { Edit, NodeMove, PipelineNode } from '@potoroo/shared/pipeline';
import { announce } from '../../ui/notices.tsx';
import { counted } from '../../ui/numbers.ts';
import { applyAloud, refuse } from '../canvas/canvas-actions.ts';
import { selectedIn, useFlow } from '../canvas/flow-store.ts';
import { fitAfterLayout } from '../canvas/view.ts';
import { useDocument } from '../document/document-store.ts';
import { type Size, sizeOf } from '../graph/free-place.ts';
import { type Alignment, alignmentMoves, type Axis, distributionMoves } from './align.ts';
import { elkGraphOf, layoutEdit } from './elk-graph.ts';

export const align = (alignment: Alignment): void =>
  move((layout, chosen) => alignmentMoves(layout, chosen, alignment), 'aligned');

export const distribute = (axis: Axis): void =>
  move((layout, chosen) => distributionMoves(layout, chosen, axis), 'distributed');

let isUnderWay = false;
export const isLayingOut = (): boolean => isUnderWay;

/** What changes while ELK is at work stays as it is: only nodes that it has seen are moved. */
export async function layOut(): Promise<void> {
  const { pipeline, opened } = useDocument.getState();
  if (pipeline === null || isUnderWay) return;
  isUnderWay = true;
  const { laidOut } = await import('./elk.ts');
  const found = await laidOut(elkGraphOf(pipeline, measuredSizes()));
  isUnderWay = false;
  const now = useDocument.getState();
  if (now.pipeline === null || now.opened !== opened) return;
  if (!found.ok) return void refuse(found.error);
  const edit: Edit | null = layoutEdit(now.pipeline, found.value);
  if (edit === null) return announce('Everything lies as the layout would have it.');
  if (!applyAloud(edit)) return;
  announce('Laid out.');
  fitAfterLayout();
}

type Move = (
  layout: Parameters<typeof alignmentMoves>[0],
  chosen: Parameters<typeof alignmentMoves>[1],
) => readonly NodeMove[];

function move(movesFor: Move, verb: string): void {
  const { pipeline } = useDocument.getState();
  if (pipeline === null) return;
  const chosen = selectedIn(useFlow.getState()).nodes;
  const moves = movesFor({ pipeline, sizeOf: measuredSizes() }, chosen);
  if (moves.length === 0) return announce('They lie so already.');
  if (applyAloud({ type: 'move-nodes', moves })) announce(`${counted(chosen.length, 'node')} ${verb}.`);
}

/** As the browser has drawn them, where it has. */
function measuredSizes(): (node: PipelineNode) => Size {
  const measured = new Map(useFlow.getState().nodes.map((node) => [node.id, node.measured]));
  return (node) => {
    const { width, height } = measured.get(node.id) ?? {};
    return width === undefined || height === undefined ? sizeOf(node) : { width, height };
  };
}
