/** Copy, cut, paste and duplicate: parts of pipelines by way of the system's clipboard, so between documents and windows too. */
import type { Position } from '@potoroo/shared/pipeline';
import { announce, notify } from '../../ui/notices.tsx';
import { counted } from '../../ui/numbers.ts';
import { applyAloud, refuse, removeSelected } from '../canvas/canvas-actions.ts';
import { flowInstance } from '../canvas/flow-instance.ts';
import { select, selectedIn, useFlow } from '../canvas/flow-store.ts';
import { focusNode } from '../canvas/focus-node.ts';
import { pointerPlace } from '../canvas/pointer-place.ts';
import { useDocument } from '../document/document-store.ts';
import { type Clip, clipOf, clipText, parseClip, pasteOf } from '../graph/clipboard.ts';
import { editOf } from '../graph/draft.ts';
import { roomFault } from '../graph/room.ts';

function selectedClip(): Clip | null {
  const { pipeline } = useDocument.getState();
  const { nodes } = selectedIn(useFlow.getState());
  return pipeline === null || nodes.length === 0 ? null : clipOf(pipeline, nodes);
}

/** The text of what is selected, said aloud as copied; null where nothing is. */
export function copied(): string | null {
  const clip = selectedClip();
  if (clip === null) return null;
  announce(`${counted(clip.nodes.length, 'node')} copied.`);
  return clipText(clip);
}

export function cut(): string | null {
  const text = copied();
  if (text !== null) removeSelected();
  return text;
}

/** At the pointer where it is over the canvas, else beside where it was copied. Text that is not ours is left alone. */
export function pasteText(text: string): boolean {
  const parsed = parseClip(text);
  if (parsed.ok) return paste(parsed.value, whereWanted());
  return parsed.error === null ? false : refuse(parsed.error);
}

export function duplicate(): void {
  const clip = selectedClip();
  if (clip !== null) paste(clip, null);
}

export async function copyToSystem(text: string | null): Promise<void> {
  if (text === null) return;
  await navigator.clipboard
    .writeText(text)
    .catch(() => refuse('The browser does not let this page write the clipboard.'));
}

export async function pasteFromSystem(): Promise<void> {
  const text = await navigator.clipboard.readText().catch(() => null);
  if (text === null)
    notify({ tone: 'bad', message: 'The browser does not let this page read the clipboard.', remedy: 'Press Ctrl+V.' });
  else if (!pasteText(text)) announce('The clipboard holds no part of a pipeline.');
}

function paste(clip: Clip, at: Position | null): boolean {
  const { pipeline } = useDocument.getState();
  if (pipeline === null) return false;
  const fault = roomFault(pipeline, { nodes: clip.nodes.length, edges: clip.edges.length });
  if (fault !== null) return refuse(`Not pasted. ${fault}`);
  const { draft, nodes, typesLeft } = pasteOf(pipeline, clip, at);
  if (!applyAloud(editOf(draft))) return false;
  select({ nodes });
  if (nodes[0] !== undefined) focusNode(nodes[0]);
  announce(`${counted(nodes.length, 'node')} pasted.`);
  if (typesLeft !== null)
    notify({
      tone: 'bad',
      message: `The shared types were not brought along: ${typesLeft} is declared here already.`,
      remedy: 'Compare the two under Shared types.',
    });
  return true;
}

function whereWanted(): Position | null {
  const point = pointerPlace();
  return point === null ? null : (flowInstance()?.screenToFlowPosition(point) ?? null);
}
