/**
 * The command stack: every change of the document as an edit and its inverse. Pure; the store beside it holds one.
 *
 *   H1  undo then redo gives the same document
 *   H2  a new edit empties what could be redone
 *   H3  edits with the same `merge` name that follow each other quickly are one step: typing, and moves by keyboard.
 *       Such edits overwrite one and the same thing, so the first inverse and the last edit describe them all
 */
import type { Edit } from '@potoroo/shared/pipeline';

export type Step = { readonly redo: Edit; readonly undo: Edit; readonly merge: string | null; readonly atMs: number };
export type History = { readonly past: readonly Step[]; readonly future: readonly Step[] };

const stepsMax = 500;
const mergeWithinMs = 1_000;

export const emptyHistory: History = { past: [], future: [] };

export function record({ past }: History, step: Step): History {
  const last = past.at(-1);
  if (last !== undefined && isContinuation(last, step)) {
    return { past: [...past.slice(0, -1), { ...step, undo: last.undo }], future: [] };
  }
  return { past: [...past, step].slice(-stepsMax), future: [] };
}

const isContinuation = (last: Step, step: Step): boolean =>
  step.merge !== null && step.merge === last.merge && step.atMs - last.atMs <= mergeWithinMs;

/** The step to undo and the history after it; null where there is none. */
export function stepBack({ past, future }: History): { readonly step: Step; readonly history: History } | null {
  const step = past.at(-1);
  return step === undefined ? null : { step, history: { past: past.slice(0, -1), future: [...future, closed(step)] } };
}

export function stepForward({ past, future }: History): { readonly step: Step; readonly history: History } | null {
  const step = future.at(-1);
  return step === undefined ? null : { step, history: { past: [...past, closed(step)], future: future.slice(0, -1) } };
}

/** What was undone or redone is not continued by the next key press. */
const closed = (step: Step): Step => ({ ...step, merge: null });
