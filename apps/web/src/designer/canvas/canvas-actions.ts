/** What can be done to the document from the canvas, the palette, the keyboard and the inspector: each one edit, then said aloud. */
import { palette } from '@potoroo/shared/catalogue';
import type { EdgeId } from '@potoroo/shared/ids';
import type { Edit, Position } from '@potoroo/shared/pipeline';
import { announce, notify } from '../../ui/notices.tsx';
import { counted } from '../../ui/numbers.ts';
import { apply, redo, undo, useDocument } from '../document/document-store.ts';
import { additionOf } from '../graph/add-node.ts';
import { connectEdit } from '../graph/connect.ts';
import type { Ends } from '../graph/connection-rules.ts';
import { select, selectedIn, useFlow } from './flow-store.ts';

export const paletteMime = 'application/x-potoroo-palette';

export function addFromPalette(entryId: string, at: Position): void {
  const { pipeline } = useDocument.getState();
  const entry = palette.find(({ id }) => id === entryId);
  if (pipeline === null || entry === undefined) return;
  const [selected] = selectedIn(useFlow.getState()).nodes;
  const chosen = pipeline.nodes.find(({ id }) => id === selected);
  const state = chosen?.kind === 'state' ? chosen.id : chosen?.kind === 'state-computation' ? chosen.state : null;
  const addition = additionOf(pipeline, entry, { at, state });
  if (addition === null || !perform(addition.edit)) return;
  select({ nodes: [addition.node] });
  announce(`${entry.title} added.`);
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
