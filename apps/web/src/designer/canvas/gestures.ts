/** What gestures on the canvas mean: what is dropped where, wires that are let go, and why one was refused. All stable. */
import { type NodeId, nodeId } from '@potoroo/shared/ids';
import type { Pipeline } from '@potoroo/shared/pipeline';
import type {
  Connection,
  IsValidConnection,
  NodeMouseHandler,
  OnConnectEnd,
  OnConnectStart,
  OnNodeDrag,
} from '@xyflow/react';
import type { DragEvent, MouseEvent } from 'react';
import { dropFromPalette, dropOnEdge, paletteMime } from '../adding/add-actions.ts';
import { pickAtEnd, pickAtPoint } from '../adding/open-picker.ts';
import { refusalOf } from '../code/assignability.ts';
import { useDocument } from '../document/document-store.ts';
import type { Ends } from '../graph/connection-rules.ts';
import { drawnSize } from '../graph/free-place.ts';
import { isInsertable } from '../graph/insert-on-edge.ts';
import { connectNodes, refuse } from './canvas-actions.ts';
import { edgeUnder, forgetUnder, lookUnder } from './edge-under.ts';
import { flowInstance } from './flow-instance.ts';
import type { FlowEdge, FlowNode } from './flow-model.ts';
import { nodesMove } from './distance.ts';
import { holdNodes, select } from './flow-store.ts';
import { markCanvas } from './mark-canvas.ts';

export function allowDrop(event: DragEvent): void {
  if (!event.dataTransfer.types.includes(paletteMime)) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = 'copy';
  lookUnder({ x: event.clientX, y: event.clientY });
}

export function drop(event: DragEvent): void {
  const entry = event.dataTransfer.getData(paletteMime);
  const flow = flowInstance();
  if (entry === '' || flow === null) return;
  event.preventDefault();
  const { x, y } = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
  const at = { x: x - drawnSize.width / 2, y: y - drawnSize.height / 2 };
  const edge = edgeUnder();
  forgetUnder();
  if (edge === null) dropFromPalette(entry, at);
  else dropOnEdge(entry, { edge, at });
}

export const leave = (event: DragEvent): void => {
  if (!(event.relatedTarget instanceof Node) || !event.currentTarget.contains(event.relatedTarget)) forgetUnder();
};

/** A double click on what is empty. */
export function pickHere({ target, clientX, clientY }: MouseEvent): void {
  if (target instanceof Element && target.classList.contains('react-flow__pane'))
    pickAtPoint({ x: clientX, y: clientY });
}

/** A click on one of several that are selected means that one; React Flow would leave all of them selected. */
export const pickOne: NodeMouseHandler<FlowNode> = ({ shiftKey, ctrlKey, metaKey }, { data }) => {
  if (!shiftKey && !ctrlKey && !metaKey) select({ nodes: [data.node.id] });
};

/** Only a node that nothing is connected to looks for an edge beneath it; which it is does not change while it is dragged. */
let loose: NodeId | null = null;

export const beginDrag: OnNodeDrag<FlowNode> = (_, node, dragged) => {
  const { pipeline } = useDocument.getState();
  const id = nodeId(node.id);
  loose = dragged.length === 1 && pipeline !== null && isInsertable(pipeline, id) ? id : null;
  holdNodes(true);
  nodesMove(true);
  // One by itself is moved over a picture of all the others; many would be as many pictures.
  markCanvas('data-drags-one', dragged.length === 1);
};

export const drag: OnNodeDrag<FlowNode> = (event) => {
  const point = pointOf(event);
  if (loose !== null && point !== undefined) lookUnder(point);
};

export const endDrag = (): void => {
  loose = null;
  forgetUnder();
  holdNodes(false);
  nodesMove(false);
  markCanvas('data-drags-one', false);
};

export function connect({ source, target }: Connection): void {
  clicked = null;
  connectNodes({ from: nodeId(source), to: nodeId(target) });
}

export const isValidConnection: IsValidConnection<FlowEdge> = ({ source, target }) => {
  const { pipeline } = useDocument.getState();
  return pipeline !== null && refusalOf(pipeline, { from: nodeId(source), to: nodeId(target) }) === null;
};

/**
 * A wire that was let go: anywhere over a node it ends there, or it is said why not; over empty canvas, and over the room of
 * a swimlane, what is to be there is asked.
 */
export const endWire: OnConnectEnd = (event, { isValid, fromHandle }) => {
  const { pipeline } = useDocument.getState();
  const point = pointOf(event);
  if (pipeline === null || isValid === true || fromHandle === null || point === undefined) return;
  const over = document.elementFromPoint(point.x, point.y);
  const id = over?.closest('.react-flow__node')?.getAttribute('data-id');
  const lane = pipeline.nodes.find((node) => node.id === id && node.kind === 'state')?.id ?? null;
  const isOutput = fromHandle.type === 'source';
  if (id == null || lane !== null) {
    if (lane !== null || over?.classList.contains('react-flow__pane') === true)
      pickAtEnd({ node: nodeId(fromHandle.nodeId), side: isOutput ? 'output' : 'input' }, { point, lane });
    return;
  }
  if (id === fromHandle.nodeId) return;
  const [from, to] = isOutput ? [fromHandle.nodeId, id] : [id, fromHandle.nodeId];
  connectOrRefuse(pipeline, { from: nodeId(from), to: nodeId(to) });
};

/** The port that the first of two clicks was on: React Flow does not tell it at the second. */
let clicked: { readonly node: NodeId; readonly isOutput: boolean } | null = null;

export const beginClicks: OnConnectStart = (_, { nodeId: id, handleType }) => {
  clicked = id === null ? null : { node: nodeId(id), isOutput: handleType === 'source' };
};

/** The same for a wire that was drawn by clicks on two ports. Where they fit, `connect` was told before. */
export const endClicks: OnConnectEnd = ({ target }) => {
  const { pipeline } = useDocument.getState();
  const start = clicked;
  clicked = null;
  const id = target instanceof Element ? target.closest('.react-flow__node')?.getAttribute('data-id') : null;
  if (pipeline === null || start === null || id == null || id === start.node) return;
  connectOrRefuse(
    pipeline,
    start.isOutput ? { from: start.node, to: nodeId(id) } : { from: nodeId(id), to: start.node },
  );
};

function connectOrRefuse(pipeline: Pipeline, ends: Ends): void {
  const fault = refusalOf(pipeline, ends);
  if (fault === null) connectNodes(ends);
  else refuse(`Not connected. ${fault}`);
}

type Pointing = Parameters<OnConnectEnd>[0] | MouseEvent;

function pointOf(event: Pointing): { readonly x: number; readonly y: number } | undefined {
  const at = 'changedTouches' in event ? event.changedTouches[0] : event;
  return at === undefined ? undefined : { x: at.clientX, y: at.clientY };
}
