/**
 * A node from the palette as one edit: with a fresh id and name, in a free place, and for a state computation inside a
 * swimlane that has room for it - a new one where the document has none.
 */
import { paletteEntryOf, type PaletteEntry } from '@potoroo/shared/catalogue';
import { palette } from '@potoroo/shared/catalogue';
import type { NodeId } from '@potoroo/shared/ids';
import {
  type Edit,
  freshNodeId,
  type Pipeline,
  type PipelineNode,
  type Position,
  type StateNode,
} from '@potoroo/shared/pipeline';
import { drawnSize, freePlace, gap, sizeOf } from './free-place.ts';
import { freshName } from './names.ts';

export const lanePadding = { side: 28, top: 46, bottom: 28 };

export type Addition = { readonly edit: Edit; readonly node: NodeId };
/** Where the person wants it: a point of the canvas, and the state that is meant if any. */
export type Wish = {
  readonly at: Position;
  readonly state: NodeId | null;
  /** `here`: exactly at the point, for that is where it was dropped; `free`: where it overlaps nothing, from the point on. */
  readonly room: 'here' | 'free';
};

export function additionOf(pipeline: Pipeline, entry: PaletteEntry, wish: Wish): Addition | null {
  if (entry.kind === 'state-computation') return stateComputationIn(pipeline, entry, wish);
  const node = placed(pipeline, entry, wish);
  return node === null ? null : { edit: { type: 'add-node', node }, node: node.id };
}

function placed(pipeline: Pipeline, entry: PaletteEntry, { at, room }: Wish): PipelineNode | null {
  const node = created(pipeline, entry, { x: Math.round(at.x), y: Math.round(at.y) }, null);
  return node === null || room === 'here'
    ? node
    : { ...node, position: freePlace(pipeline, node.position, sizeOf(node)) };
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

function stateComputationIn(pipeline: Pipeline, entry: PaletteEntry, wish: Wish): Addition | null {
  const { at, state } = wish;
  const lanes = pipeline.nodes.filter((node) => node.kind === 'state');
  const lane = lanes.find(({ id }) => id === state) ?? lanes.find((each) => covers(each, at)) ?? lanes.at(0);
  return lane === undefined ? withNewLane(pipeline, entry, wish) : intoLane(pipeline, entry, lane);
}

function intoLane(pipeline: Pipeline, entry: PaletteEntry, lane: StateNode): Addition | null {
  const { position, grown } = roomIn(pipeline, lane);
  const node = created(pipeline, entry, position, lane.id);
  if (node === null) return null;
  return { edit: { type: 'sequence', edits: [grown, { type: 'add-node', node }] }, node: node.id };
}

/** Where one more state computation lies in a swimlane, below those that it has, and the lane grown to hold it. */
export function roomIn(pipeline: Pipeline, lane: StateNode): { readonly position: Position; readonly grown: Edit } {
  const inside = pipeline.nodes.filter((node) => node.kind === 'state-computation' && node.state === lane.id);
  const below = Math.max(
    lane.position.y + lanePadding.top,
    ...inside.map(({ position }) => position.y + drawnSize.height + gap),
  );
  const size = {
    width: Math.max(lane.size.width, drawnSize.width + 2 * lanePadding.side),
    height: Math.max(lane.size.height, below - lane.position.y + drawnSize.height + lanePadding.bottom),
  };
  return {
    position: { x: lane.position.x + lanePadding.side, y: below },
    grown: { type: 'change-node', node: { ...lane, size } },
  };
}

function withNewLane(pipeline: Pipeline, entry: PaletteEntry, wish: Wish): Addition | null {
  const laneEntry = palette.find(({ kind }) => kind === 'state');
  const lane = laneEntry === undefined ? null : placed(pipeline, laneEntry, wish);
  if (lane === null || lane.kind !== 'state') return null;
  const addition = intoLane({ ...pipeline, nodes: [...pipeline.nodes, lane] }, entry, lane);
  return addition === null
    ? null
    : { edit: { type: 'sequence', edits: [{ type: 'add-node', node: lane }, addition.edit] }, node: addition.node };
}

/** By the middle of the new node, which is where the pointer lets go of it. */
function covers({ position, size }: StateNode, at: Position): boolean {
  const middle = { x: at.x + drawnSize.width / 2 - position.x, y: at.y + drawnSize.height / 2 - position.y };
  return middle.x >= 0 && middle.x <= size.width && middle.y >= 0 && middle.y <= size.height;
}

/** What a node is on screen: its entry's title tells a TCP source from a file source. */
export const titleOf = (node: PipelineNode): string =>
  node.kind === 'computation' ? 'Computation' : paletteEntryOf(node).title;
