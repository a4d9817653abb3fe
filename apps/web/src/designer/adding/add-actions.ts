/** All ways of adding a node: beside what is selected, where it is dropped, onto an edge, and at the end of a wire. */
import { palette } from '@potoroo/shared/catalogue';
import type { EdgeId, NodeId } from '@potoroo/shared/ids';
import type { Pipeline, Position } from '@potoroo/shared/pipeline';
import { announce } from '../../ui/notices.tsx';
import { applyAloud, refuse } from '../canvas/canvas-actions.ts';
import { select, selectedIn, useFlow } from '../canvas/flow-store.ts';
import { type Area, focusNode } from '../canvas/focus-node.ts';
import { showChanged } from '../canvas/view.ts';
import { useDocument } from '../document/document-store.ts';
import { addConnected, type LooseEnd } from '../graph/add-connected.ts';
import { type Addition, additionOf, type Wish } from '../graph/add-node.ts';
import { insertNew } from '../graph/insert-on-edge.ts';
import { placeBeside } from '../graph/free-place.ts';
import { roomFault } from '../graph/room.ts';

export const paletteMime = 'application/x-potoroo-palette';

let lastAdded: NodeId | null = null;

/** Beside the selected node, else beside the one added last, else in the middle of the view. */
export function addFromPalette(entryId: string, middle: Position): boolean {
  const { pipeline } = useDocument.getState();
  if (pipeline === null) return false;
  const chosen = chosenIn(pipeline);
  const beside = chosen ?? pipeline.nodes.find(({ id }) => id === lastAdded);
  const at = beside === undefined ? middle : placeBeside(pipeline, beside);
  return add(entryId, (entry) => additionOf(pipeline, entry, { at, state: stateOf(pipeline), room: 'free' }));
}

/** A state computation dropped into a swimlane belongs to that state; all else lies where it was dropped. */
export function dropFromPalette(entryId: string, at: Position): boolean {
  const { pipeline } = useDocument.getState();
  if (pipeline === null) return false;
  return add(entryId, (entry) => additionOf(pipeline, entry, { at, state: null, room: 'here' }));
}

export function dropOnEdge(entryId: string, place: { readonly edge: EdgeId; readonly at: Position }): boolean {
  const { pipeline } = useDocument.getState();
  if (pipeline === null) return false;
  return add(entryId, (entry) => {
    const inserted = insertNew(pipeline, entry, place);
    return inserted.ok ? inserted.value : noAddition(`${entry.title} was not inserted. ${inserted.error}`);
  });
}

/** Where the person points at, without anything it would be connected to. */
export function addAt(entryId: string, at: Position): boolean {
  const { pipeline } = useDocument.getState();
  if (pipeline === null) return false;
  return add(entryId, (entry) => additionOf(pipeline, entry, { at, state: null, room: 'free' }));
}

type EndPlace = { readonly end: LooseEnd; readonly at: Position | null; readonly lane: NodeId | null };

/**
 * Connected to the node that the wire in hand is of, at the place or, where that is null, beside the node. What was let go
 * over a swimlane lies in it where it can, else beside it.
 */
export function addAtEnd(entryId: string, { end, at, lane }: EndPlace): boolean {
  const { pipeline } = useDocument.getState();
  const node = pipeline?.nodes.find(({ id }) => id === end.node);
  if (pipeline === null || node === undefined) return false;
  return add(entryId, (entry) => {
    const place = lane === null || entry.kind === 'state-computation' ? at : null;
    const wish: Wish = { at: place ?? placeBeside(pipeline, node), state: lane, room: 'free' };
    const added = addConnected(pipeline, entry, { end, wish });
    return added.ok ? added.value : noAddition(added.error);
  });
}

/** A state computation brings its swimlane and a key along, and is connected at both ends. */
const addedAtMost = { nodes: 3, edges: 3 };

function add(entryId: string, additionFor: (entry: (typeof palette)[number]) => Addition | null): boolean {
  const before = useDocument.getState().pipeline;
  const fault = before === null ? null : roomFault(before, addedAtMost);
  if (fault !== null) return refuse(`Not added. ${fault}`);
  const entry = palette.find(({ id }) => id === entryId);
  const addition = entry === undefined ? null : additionFor(entry);
  if (before === null || entry === undefined || addition === null || !applyAloud(addition.edit)) return false;
  lastAdded = addition.node;
  select({ nodes: [addition.node] });
  announce(`${entry.title} added.`);
  showChanged(before, useDocument.getState().pipeline ?? before);
  return true;
}

/** The focus goes to the node that was added last: what is done next by keyboard is about it. */
export function focusAdded(area: Area): void {
  if (lastAdded !== null) focusNode(lastAdded, area);
}

function noAddition(reason: string): null {
  refuse(reason);
  return null;
}

function chosenIn({ nodes }: Pipeline) {
  const [selected] = selectedIn(useFlow.getState()).nodes;
  return nodes.find(({ id }) => id === selected);
}

function stateOf(pipeline: Pipeline): NodeId | null {
  const chosen = chosenIn(pipeline);
  return chosen?.kind === 'state' ? chosen.id : chosen?.kind === 'state-computation' ? chosen.state : null;
}
