/** The document that is open and its history. Every change goes through `apply`, so everything can be undone. */
import { applyEdit, type Diagnostic, type Edit, type Pipeline } from '@potoroo/shared/pipeline';
import { create } from 'zustand';
import { emptyHistory, type History, record, stepBack, stepForward } from './history.ts';

type DocumentStore = {
  /** Null until a project is open. */
  readonly pipeline: Pipeline | null;
  readonly history: History;
  /** The project that it is the document of. */
  readonly project: string | null;
  /** Counts the documents that were opened: what belonged to the one before is over. */
  readonly opened: number;
};

export const useDocument = create<DocumentStore>(() => ({
  pipeline: null,
  history: emptyHistory,
  project: null,
  opened: 0,
}));

export const openDocument = (pipeline: Pipeline | null, project: string | null): void =>
  useDocument.setState(({ opened }) => ({ pipeline, project, history: emptyHistory, opened: opened + 1 }));

/** Applies an edit as one step of the history; the diagnostic says why it could not be applied, and nothing has changed then. */
export function apply(edit: Edit, merge: string | null = null): Diagnostic | null {
  const { pipeline, history } = useDocument.getState();
  if (pipeline === null) return null;
  const applied = applyEdit(pipeline, edit);
  if (!applied.ok) return applied.error;
  const step = { redo: edit, undo: applied.value.inverse, merge, atMs: performance.now() };
  useDocument.setState({ pipeline: applied.value.pipeline, history: record(history, step) });
  return null;
}

export const undo = (): boolean => travel(stepBack, 'undo');
export const redo = (): boolean => travel(stepForward, 'redo');

function travel(direction: typeof stepBack, which: 'undo' | 'redo'): boolean {
  const { pipeline, history } = useDocument.getState();
  const moved = direction(history);
  if (pipeline === null || moved === null) return false;
  const applied = applyEdit(pipeline, moved.step[which]);
  if (!applied.ok) return false;
  useDocument.setState({ pipeline: applied.value.pipeline, history: moved.history });
  return true;
}
