/**
 * Saves what is drawn on the server, a moment after the last change.
 *
 *   S1  one save is in flight at a time; what changed meanwhile is saved after it
 *   S2  a newer revision on the server is never overwritten: saving stops until the person has chosen
 *   S3  what could not be saved is tried again, and the reason stays on screen until it is saved
 *   S4  an own save whose answer was lost is recognised by the window's name, and is no conflict
 */
import type { StoredPipeline } from '@potoroo/shared/control';
import { isSameJson, type Pipeline } from '@potoroo/shared/pipeline';
import type { Failure } from '../../link/http.ts';
import { saveProject } from '../../link/projects-api.ts';
import { isOwnSave } from './draft.ts';
import { useDocument } from './document-store.ts';
import { type Unsaved, unsaved, useProject } from './project-store.ts';
import { tellSaved } from './saved-elsewhere.ts';
import { windowName } from './window-name.ts';

const quietMs = 600;
const retryMs = 3_000;
/** What a browser sends for a page that has gone; of a larger document the draft is what remains. */
const keepaliveBytesMax = 60_000;
let timer: ReturnType<typeof setTimeout> | undefined;
let inFlight: Promise<void> | null = null;

/** Called once, at the start. */
export function startAutosave(): void {
  useDocument.subscribe(() => {
    if (unsaved() === null || hasConflict()) return;
    if (inFlight === null && useProject.getState().save.phase !== 'failed')
      useProject.setState({ save: { phase: 'changed' } });
    schedule(quietMs);
  });
  useProject.subscribe(({ id }, before) => {
    if (id !== before.id) clearTimeout(timer);
  });
  addEventListener('online', () => void saveNow());
  addEventListener('pagehide', saveWhileLeaving);
  addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') saveWhileLeaving();
  });
}

/** Resolves when the server has what was on screen at the call; true if it has. */
export async function saveNow(): Promise<boolean> {
  clearTimeout(timer);
  while (inFlight !== null) await inFlight;
  const change = unsaved();
  if (change !== null && !hasConflict()) await save(change);
  return unsaved() === null;
}

function schedule(afterMs: number): void {
  clearTimeout(timer);
  timer = setTimeout(() => void saveNow(), afterMs);
}

const hasConflict = (): boolean => useProject.getState().save.phase === 'conflict';

function save(change: Unsaved, keepalive = false): Promise<void> {
  if (useProject.getState().save.phase !== 'failed') useProject.setState({ save: { phase: 'saving' } });
  const { project, base, document } = change;
  inFlight = saveProject({ id: project, revision: base.revision, document, savedBy: windowName, keepalive }).then(
    (answer) => {
      inFlight = null;
      if (useProject.getState().id !== project) return;
      if (answer.ok) accept(answer.value, document);
      else decline(answer.error, change);
    },
  );
  return inFlight;
}

/** `document` is what the server has now, as the object that was sent, where it is that. */
function accept(stored: StoredPipeline, document: Pipeline): void {
  const { revision, savedAt } = stored;
  const isLatest = useDocument.getState().pipeline === document;
  useProject.setState({
    base: { revision, savedAt },
    saved: document,
    save: { phase: isLatest ? 'saved' : 'changed' },
  });
  tellSaved(stored);
  if (!isLatest) schedule(quietMs);
}

function decline(failure: Failure, sent: Unsaved): void {
  if (failure.status === 404) return useProject.setState({ save: { phase: 'conflict', theirs: null } });
  const theirs = failure.status === 409 ? newerIn(failure.body) : null;
  if (theirs !== null) return meet(theirs, sent);
  // Where the server answers, what to do is the person's; else it is tried again anyway.
  const reason = failure.status === 0 ? failure.message : `${failure.message} ${failure.remedy}`;
  useProject.setState({ save: { phase: 'failed', reason } });
  schedule(retryMs);
}

/** S2 and S4. */
function meet(theirs: StoredPipeline, sent: Unsaved): void {
  if (isSameJson(theirs.document, sent.document)) return accept(theirs, sent.document);
  if (isOwnSave({ window: windowName, base: sent.base }, theirs)) return accept(theirs, theirs.document);
  useProject.setState({ save: { phase: 'conflict', theirs } });
}

const newerIn = (body: unknown): StoredPipeline | null =>
  typeof body === 'object' && body !== null && 'document' in body && 'revision' in body
    ? (body as StoredPipeline)
    : null;

/** The page is going away: the browser finishes a request marked `keepalive` without it. */
function saveWhileLeaving(): void {
  const change = unsaved();
  if (change === null || inFlight !== null || hasConflict()) return;
  clearTimeout(timer);
  void save(change, new Blob([JSON.stringify(change.document)]).size < keepaliveBytesMax);
}
