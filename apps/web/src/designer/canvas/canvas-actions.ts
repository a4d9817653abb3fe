/** What can be done to the document from the canvas, the palette, the keyboard and the inspector: each one edit, then said aloud. */
import { palette } from '@potoroo/shared/catalogue';
import type { EdgeId, NodeId } from '@potoroo/shared/ids';
import type { Edit, Position } from '@potoroo/shared/pipeline';
import { announce, notify } from '../../ui/notices.tsx';
import { counted } from '../../ui/numbers.ts';
import { apply, redo, undo, useDocument } from '../document/document-store.ts';
import { additionOf, type Wish } from '../graph/add-node.ts';
import { connectEdit } from '../graph/connect.ts';
import type { Ends } from '../graph/connection-rules.ts';
import { placeBeside } from '../graph/free-place.ts';
import { select, selectedIn, useFlow } from './flow-store.ts';

export const paletteMime = 'application/x-potoroo-palette';

let lastAdded: NodeId | null = null;

/** Beside the selected node, else beside the one added last, else in the middle of the view. Returns where it lies now. */
export function addFromPalette(entryId: string, middle: Position): Position | null {
  const { pipeline } = useDocument.getState();
  if (pipeline === null) return null;
  const [selected] = selectedIn(useFlow.getState()).nodes;
  const chosen = pipeline.nodes.find(({ id }) => id === selected);
  const beside = chosen ?? pipeline.nodes.find(({ id }) => id === lastAdded);
  const state = chosen?.kind === 'state' ? chosen.id : chosen?.kind === 'state-computation' ? chosen.state : null;
  return add(entryId, { at: beside === undefined ? middle : placeBeside(pipeline, beside), state, room: 'free' });
}

/** A state computation dropped into a swimlane belongs to that state; all else lies where it was dropped. */
export const dropFromPalette = (entryId: string, at: Position): Position | null =>
  add(entryId, { at, state: null, room: 'here' });

function add(entryId: string, wish: Wish): Position | null {
  const { pipeline } = useDocument.getState();
  const entry = palette.find(({ id }) => id === entryId);
  const addition = pipeline === null || entry === undefined ? null : additionOf(pipeline, entry, wish);
  if (entry === undefined || addition === null || !perform(addition.edit)) return null;
  lastAdded = addition.node;
  select({ nodes: [addition.node] });
  announce(`${entry.title} added.`);
  return useDocument.getState().pipeline?.nodes.find(({ id }) => id === addition.node)?.position ?? null;
}

export function connectNodes(ends: Ends): boolean {
  const { pipeline } = useDocument.getState();
  if (pipeline === null) return false;
  const edit = connectEdit(pipeline, ends);
  if (!edit.ok) {
    notify({ tone: 'bad', message: edit.error, remedy: '' });
    return false;
  }
  if (!perform(edit.value)) return false;
  announce('Connected.');
  return true;
}

export const disconnect = (edges: readonly EdgeId[]): boolean => perform({ type: 'disconnect', edges });

export function removeSelected(): void {
  const { pipeline } = useDocument.getState();
  const { nodes, edges } = selectedIn(useFlow.getState());
  if (pipeline === null || nodes.length + edges.length === 0) return;
  const edits: Edit[] = [];
  if (edges.length > 0) edits.push({ type: 'disconnect', edges });
  if (nodes.length > 0) edits.push({ type: 'remove-nodes', nodes });
  if (perform({ type: 'sequence', edits }))
    announce(`${counted(nodes.length + edges.length, 'part')} removed. Undo brings them back.`);
}

export function selectAll(): void {
  const { nodes, edges } = useDocument.getState().pipeline ?? { nodes: [], edges: [] };
  select({ nodes: nodes.map(({ id }) => id), edges: edges.map(({ id }) => id) });
}

export const undoAloud = (): void => announce(undo() ? 'Undone.' : 'Nothing to undo.');
export const redoAloud = (): void => announce(redo() ? 'Redone.' : 'Nothing to redo.');

function perform(edit: Edit): boolean {
  const fault = apply(edit);
  if (fault !== null) notify({ tone: 'bad', message: fault.message, remedy: fault.remedy });
  return fault === null;
}
