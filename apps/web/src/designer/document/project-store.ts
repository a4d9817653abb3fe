/** Which project is open, and whether the server has what is on screen. Changed by autosave.ts and opening.ts only. */
import type { StoredPipeline } from '@potoroo/shared/control';
import type { Pipeline } from '@potoroo/shared/pipeline';
import { create } from 'zustand';
import { rememberProject } from './address.ts';
import { apply, openDocument, useDocument } from './document-store.ts';
import type { Base } from './draft.ts';

export type SaveState =
  | { readonly phase: 'saved' }
  | { readonly phase: 'changed' }
  | { readonly phase: 'saving' }
  | { readonly phase: 'failed'; readonly reason: string }
  /** `theirs` is null where somebody deleted the project. */
  | { readonly phase: 'conflict'; readonly theirs: StoredPipeline | null };

export type Beginning =
  | { readonly phase: 'underway' }
  | { readonly phase: 'over' }
  | { readonly phase: 'failed'; readonly message: string; readonly remedy: string };

type ProjectStore = {
  readonly id: string | null;
  readonly base: Base;
  /** What the server has, as far as this window knows. */
  readonly saved: Pipeline | null;
  readonly save: SaveState;
  /** Which project the window begins with; that may turn out to be none. */
  readonly beginning: Beginning;
};

const none: ProjectStore = {
  id: null,
  base: { revision: 0, savedAt: '' },
  saved: null,
  save: { phase: 'saved' },
  beginning: { phase: 'over' },
};

export const useProject = create<ProjectStore>(() => ({ ...none, beginning: { phase: 'underway' } }));

export function showProject(stored: StoredPipeline): void {
  rememberProject(stored.id);
  useProject.setState(asStored(stored));
  openDocument(stored.document, stored.id);
}

/** The project goes over to what is stored, as a step that can be undone: what was on screen stays within reach. */
export function followStored(stored: StoredPipeline): void {
  // In this order: what was on screen must not count for a moment as an edit of the newer revision.
  apply({ type: 'replace', pipeline: stored.document });
  useProject.setState(asStored(stored));
}

/** The address stays, so that another attempt, or a reload, opens the same. */
export const begin = (beginning: Beginning): void => useProject.setState({ beginning });

export function closeProject(): void {
  rememberProject(null);
  useProject.setState(none);
  openDocument(null, null);
}

export type Unsaved = { readonly project: string; readonly base: Base; readonly document: Pipeline };

/**
 * What is on screen and not on the server; null where the server has it all. Of two stores one changes first: between them a
 * document never counts as an unsaved one of the other project.
 */
export function unsaved(): Unsaved | null {
  const { pipeline, project } = useDocument.getState();
  const { id, base, saved } = useProject.getState();
  return pipeline === null || id === null || project !== id || pipeline === saved
    ? null
    : { project: id, base, document: pipeline };
}

const asStored = ({ id, revision, savedAt, document }: StoredPipeline): ProjectStore => ({
  id,
  base: { revision, savedAt },
  saved: document,
  save: { phase: 'saved' },
  beginning: { phase: 'over' },
});
