/**
 * A node from the palette as one edit: with a fresh id and name, in a free place, and for a state computation inside a
 * swimlane that has room for it - a new one where the document has none.
 */
import { paletteEntryOf, type PaletteEntry } from '@potoroo/shared/catalogue';
import { palette } from '@potoroo/shared/catalogue';
import type { NodeId } from '@potoroo/shared/ids';
import type { Edit, Pipeline, PipelineNode, Position, StateNode } from '@potoroo/shared/pipeline';
import { freshName, freshNodeId } from './names.ts';

/** A node as drawn, without what only the browser can measure. */
export const drawnSize = { width: 196, height: 54 };
const lanePadding = { side: 28, top: 46, bottom: 28 };
const gap = 24;

export type Addition = { readonly edit: Edit; readonly node: NodeId };
/** Where the person wants it: a point of the canvas, and the state that is meant if any. */
export type Wish = { readonly at: Position; readonly state: NodeId | null };

export function additionOf(pipeline: Pipeline, entry: PaletteEntry, { at, state }: Wish): Addition | null {
  if (entry.kind === 'state-computation') return stateComputationIn(pipeline, entry, { at, state });
  const node = created(pipeline, entry, freePlace(pipeline, at), null);
  return node === null ? null : { edit: { type: 'add-node', node }, node: node.id };
}

export function created(
  pipeline: Pipeline,
  entry: PaletteEntry,
  position: Position,
  state: NodeId | null,
): PipelineNode | null {
  const name = freshName(pipeline, entry.name);
  return entry.create({ id: freshNodeId(pipeline, name), name, position, state });
}

function stateComputationIn(pipeline: Pipeline, entry: PaletteEntry, { at, state }: Wish): Addition | null {
  const lanes = pipeline.nodes.filter((node) => node.kind === 'state');
  const lane = lanes.find(({ id }) => id === state) ?? lanes.find((each) => covers(each, at)) ?? lanes.at(0);
  return lane === undefined ? withNewLane(pipeline, entry, at) : intoLane(pipeline, entry, lane);
}

function intoLane(pipeline: Pipeline, entry: PaletteEntry, lane: StateNode): Addition | null {
  const inside = pipeline.nodes.filter((node) => node.kind === 'state-computation' && node.state === lane.id);
  const below = Math.max(
    lane.position.y + lanePadding.top,
    ...inside.map(({ position }) => position.y + drawnSize.height + gap),
  );
  const node = created(pipeline, entry, { x: lane.position.x + lanePadding.side, y: below }, lane.id);
  if (node === null) return null;
  const size = {
    width: Math.max(lane.size.width, drawnSize.width + 2 * lanePadding.side),
    height: Math.max(lane.size.height, below - lane.position.y + drawnSize.height + lanePadding.bottom),
  };
  const grow: Edit = { type: 'change-node', node: { ...lane, size } };
  return { edit: { type: 'sequence', edits: [grow, { type: 'add-node', node }] }, node: node.id };
}

function withNewLane(pipeline: Pipeline, entry: PaletteEntry, at: Position): Addition | null {
  const laneEntry = palette.find(({ kind }) => kind === 'state');
  const lane = laneEntry === undefined ? null : created(pipeline, laneEntry, freePlace(pipeline, at), null);
  if (lane === null || lane.kind !== 'state') return null;
  const addition = intoLane({ ...pipeline, nodes: [...pipeline.nodes, lane] }, entry, lane);
  return addition === null
    ? null
    : { edit: { type: 'sequence', edits: [{ type: 'add-node', node: lane }, addition.edit] }, node: addition.node };
}

const covers = ({ position, size }: StateNode, at: Position): boolean =>
  at.x >= position.x && at.x <= position.x + size.width && at.y >= position.y && at.y <= position.y + size.height;

/** Steps down to the right until no other node begins there, so that nothing is added on top of another node. */
function freePlace({ nodes }: Pipeline, at: Position): Position {
  let place = { x: Math.round(at.x), y: Math.round(at.y) };
  while (nodes.some(({ position }) => Math.abs(position.x - place.x) < gap && Math.abs(position.y - place.y) < gap)) {
    place = { x: place.x + gap, y: place.y + gap };
  }
  return place;
}

/** What a node is on screen: its entry's title tells a TCP source from a file source. */
export const titleOf = (node: PipelineNode): string =>
  node.kind === 'computation' ? 'Computation' : paletteEntryOf(node).title;
