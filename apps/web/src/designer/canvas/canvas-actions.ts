/** What can be done to the document from the canvas, the keyboard, the outline and the inspector: each one edit, then said aloud. */
import type { EdgeId } from '@potoroo/shared/ids';
import type { Edit } from '@potoroo/shared/pipeline';
import { announce, notify } from '../../ui/notices.tsx';
import { counted } from '../../ui/numbers.ts';
import { apply, redo, undo, useDocument } from '../document/document-store.ts';
import { refusalOf } from '../code/assignability.ts';
import { connectEdit } from '../graph/connect.ts';
import { removeAndReconnect } from '../graph/reconnect.ts';
import type { Ends } from '../graph/connection-rules.ts';
import { select, selectedIn, useFlow } from './flow-store.ts';
import { showChanged } from './view.ts';

export function connectNodes(ends: Ends): boolean {
  const { pipeline } = useDocument.getState();
  if (pipeline === null) return false;
  const refusal = refusalOf(pipeline, ends);
  if (refusal !== null) return refuse(`Not connected. ${refusal}`);
  const edit = connectEdit(pipeline, ends);
  if (!edit.ok) return refuse(edit.error);
  if (!applyAloud(edit.value)) return false;
  // A key in between may have moved what follows it.
  showChanged(pipeline, useDocument.getState().pipeline ?? pipeline);
  announce('Connected.');
  return true;
}

export const disconnect = (edges: readonly EdgeId[]): boolean => applyAloud({ type: 'disconnect', edges });

export function removeSelected(): void {
  const { pipeline } = useDocument.getState();
  const { nodes, edges } = selectedIn(useFlow.getState());
  if (pipeline === null || nodes.length + edges.length === 0) return;
  const edits: Edit[] = [];
  if (edges.length > 0) edits.push({ type: 'disconnect', edges });
  if (nodes.length > 0) edits.push({ type: 'remove-nodes', nodes });
  if (applyAloud({ type: 'sequence', edits }))
    announce(`${counted(nodes.length + edges.length, 'part')} removed. Undo brings them back.`);
}

/** The nodes that are selected go, and what arrived at them leads on to what followed them. */
export function removeAndBridge(): void {
  const { pipeline } = useDocument.getState();
  const { nodes } = selectedIn(useFlow.getState());
  if (pipeline === null || nodes.length === 0) return;
  if (applyAloud(removeAndReconnect(pipeline, nodes)))
    announce(`${counted(nodes.length, 'node')} removed, and the rest reconnected.`);
}

export function selectAll(): void {
  const { nodes, edges } = useDocument.getState().pipeline ?? { nodes: [], edges: [] };
  select({ nodes: nodes.map(({ id }) => id), edges: edges.map(({ id }) => id) });
}

export const undoAloud = (): void => announce(undo() ? 'Undone.' : 'Nothing to undo.');
export const redoAloud = (): void => announce(redo() ? 'Redone.' : 'Nothing to redo.');

/** Applies an edit; what stands in its way is shown. */
export function applyAloud(edit: Edit): boolean {
  const fault = apply(edit);
  if (fault !== null) notify({ tone: 'bad', message: fault.message, remedy: fault.remedy });
  return fault === null;
}

export function refuse(message: string): false {
  notify({ tone: 'bad', message, remedy: '' });
  return false;
}
