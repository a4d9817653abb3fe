/** Aligning, distributing and laying out: each one step of the history. */
import { type Edit, freshNodeId, type NodeMove } from '@potoroo/shared/pipeline';
import { loadedFor } from '../../ui/later.tsx';
import { announce } from '../../ui/notices.tsx';
import { counted } from '../../ui/numbers.ts';
import { applyAloud, refuse } from '../canvas/canvas-actions.ts';
import { select, selectedIn, useFlow } from '../canvas/flow-store.ts';
import { focusNode } from '../canvas/focus-node.ts';
import { fitAfterLayout } from '../canvas/view.ts';
import { useDocument } from '../document/document-store.ts';
import { measuredSizes } from '../canvas/measured.ts';
import { frameAround } from '../graph/frame.ts';
import { freshName } from '../graph/names.ts';
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
  const engine = await loadedFor('The layout', () => import('./elk.ts'));
  const found = await engine?.laidOut(elkGraphOf(pipeline, measuredSizes(useFlow.getState().nodes)));
  isUnderWay = false;
  if (found === undefined) return;
  const now = useDocument.getState();
  if (now.pipeline === null || now.opened !== opened) return;
  if (!found.ok) return void refuse(found.error);
  const edit: Edit | null = layoutEdit(now.pipeline, found.value, measuredSizes(useFlow.getState().nodes));
  if (edit === null) return announce('Everything lies as the layout would have it.');
  if (!applyAloud(edit)) return;
  announce('Laid out.');
  fitAfterLayout();
}

/** A note around what is selected, which takes it along. */
export function frameSelected(): void {
  const { pipeline } = useDocument.getState();
  const { nodes } = useFlow.getState();
  if (pipeline === null) return;
  const box = frameAround(pipeline, selectedIn(useFlow.getState()).nodes, measuredSizes(nodes));
  if (box === null) return;
  const { x, y, width, height } = box;
  const name = freshName(pipeline, 'Frame');
  const id = freshNodeId(pipeline, name);
  const node = { kind: 'note', id, name, position: { x, y }, size: { width, height }, text: name } as const;
  if (!applyAloud({ type: 'add-node', node })) return;
  select({ nodes: [id] });
  focusNode(id);
  announce('Framed. The frame takes along what lies in it.');
}

type Move = (
  layout: Parameters<typeof alignmentMoves>[0],
  chosen: Parameters<typeof alignmentMoves>[1],
) => readonly NodeMove[];

function move(movesFor: Move, verb: string): void {
  const { pipeline } = useDocument.getState();
  if (pipeline === null) return;
  const chosen = selectedIn(useFlow.getState()).nodes;
  const moves = movesFor({ pipeline, sizeOf: measuredSizes(useFlow.getState().nodes) }, chosen);
  if (moves.length === 0) return announce('They lie so already.');
  if (applyAloud({ type: 'move-nodes', moves })) announce(`${counted(chosen.length, 'node')} ${verb}.`);
}
