/**
 * Keeps what is unsaved as a draft in the browser, from the first edit until the server has it.
 *
 *   D1  every edit is handed to the browser's database at once; while a write is under way only the newest waits
 *   D2  a draft goes only when the server has what it holds, or when the person has chosen against it
 *   D3  where the browser keeps nothing, the person is asked before a page with unsaved edits ends
 */
import { create } from 'zustand';
import { putDraft, removeDraft } from './draft-database.ts';
import { useDocument } from './document-store.ts';
import { unsaved, useProject } from './project-store.ts';
import { windowName } from './window-name.ts';

/** Whether what is unsaved would survive the end of this page. `null`: nothing had to be kept yet. */
export const useDrafts = create<{ readonly areKept: boolean | null }>(() => ({ areKept: null }));

/** The project whose draft the database holds, and the document in it. */
let kept: { readonly project: string; readonly document: unknown } | null = null;
let writing: Promise<void> | null = null;

/** Called once, at the start. */
export function startKeepingDrafts(): void {
  useDocument.subscribe(({ pipeline }, before) => {
    if (pipeline !== before.pipeline) keep();
  });
  useProject.subscribe(({ saved, save }, before) => {
    if (saved !== before.saved || save.phase !== before.save.phase) keep();
  });
  addEventListener('pagehide', handOver);
  addEventListener('beforeunload', (event) => {
    if (unsaved() !== null && useDrafts.getState().areKept === false) event.preventDefault();
  });
}

/** Resolves when the database has what is on screen, or there is nothing to keep; false where it cannot. */
export async function draftKept(): Promise<boolean> {
  for (keep(); writing !== null;) await writing;
  return unsaved() === null || useDrafts.getState().areKept === true;
}

/** The draft of a project is not needed any more: the person has decided what becomes of it. */
export async function forgetDraft(project: string): Promise<void> {
  while (writing !== null) await writing;
  if (kept?.project === project) kept = null;
  await removeDraft({ project, window: windowName }).catch(() => undefined);
}

/** The page may end before the write under way is answered, so the newest does not wait for it (D1). */
function handOver(): void {
  if (!isSettled()) void write().catch(() => undefined);
}

function keep(): void {
  if (writing !== null || isSettled()) return;
  writing = write()
    .then(
      () => useDrafts.setState({ areKept: true }),
      () => useDrafts.setState({ areKept: false }),
    )
    .then(() => {
      writing = null;
      if (useDrafts.getState().areKept === true) keep();
    });
}

/** Whether the database says what it should. A draft of another project, left behind unsaved, stays (D2). */
function isSettled(): boolean {
  const change = unsaved();
  return change === null
    ? kept?.project !== useProject.getState().id || kept === null
    : kept?.document === change.document;
}

async function write(): Promise<void> {
  const change = unsaved();
  if (change === null) {
    const project = kept?.project ?? '';
    kept = null;
    return removeDraft({ project, window: windowName });
  }
  await putDraft({ ...change, window: windowName, editedAtMs: Date.now() });
  kept = change;
}
