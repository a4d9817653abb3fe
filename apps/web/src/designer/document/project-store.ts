/**
 * Which project is open, and whether the server has what is on screen. Owns opening, creating and autosave:
 *
 *   S1  one save is in flight at a time; what changed meanwhile is saved after it
 *   S2  a newer revision on the server is never overwritten: saving stops until the person has chosen
 *   S3  what could not be saved is tried again, and the reason stays on screen until it is saved
 */
import type { StoredPipeline } from '@potoroo/shared/control';
import type { Pipeline } from '@potoroo/shared/pipeline';
import { create } from 'zustand';
import type { Failure } from '../../link/http.ts';
import { createProject, readProject, saveProject } from '../../link/projects-api.ts';
import { notify } from '../../ui/notices.tsx';
import { openDocument, useDocument } from './document-store.ts';
import { rememberProject } from './address.ts';

export type SaveState =
  | { readonly phase: 'saved' }
  | { readonly phase: 'changed' }
  | { readonly phase: 'saving' }
  | { readonly phase: 'failed'; readonly reason: string }
  | { readonly phase: 'conflict'; readonly theirs: StoredPipeline };

type ProjectStore = { readonly id: string | null; readonly revision: number; readonly save: SaveState };

export const useProject = create<ProjectStore>(() => ({ id: null, revision: 0, save: { phase: 'saved' } }));

const quietMs = 600;
const retryMs = 3_000;
let saved: Pipeline | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let inFlight: Promise<void> | null = null;

export function showProject(stored: StoredPipeline): void {
  clearTimeout(timer);
  saved = stored.document;
  rememberProject(stored.id);
  useProject.setState({ id: stored.id, revision: stored.revision, save: { phase: 'saved' } });
  openDocument(stored.document);
}

export function closeProject(): void {
  clearTimeout(timer);
  saved = null;
  rememberProject(null);
  useProject.setState({ id: null, revision: 0, save: { phase: 'saved' } });
  openDocument(null);
}

export async function openProject(id: string): Promise<boolean> {
  await saveNow();
  const stored = await readProject(id);
  if (!stored.ok) return refused(stored.error);
  showProject(stored.value);
  return true;
}

export async function openCopyOf(document: Pipeline): Promise<boolean> {
  await saveNow();
  const stored = await createProject(document);
  if (!stored.ok) return refused(stored.error);
  showProject(stored.value);
  return true;
}

const refused = (failure: Failure): false => {
  notify({ tone: 'bad', message: failure.message, remedy: failure.remedy });
  return false;
};

/** Called once, at the start. */
export function startAutosave(): void {
  useDocument.subscribe(({ pipeline }) => {
    if (pipeline === null || pipeline === saved || useProject.getState().save.phase === 'conflict') return;
    if (inFlight === null) useProject.setState({ save: { phase: 'changed' } });
    schedule(quietMs);
  });
  addEventListener('pagehide', saveWhileLeaving);
  addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') saveWhileLeaving();
  });
}

/** Resolves when the server has what was on screen at the call; true if it has. */
export async function saveNow(): Promise<boolean> {
  clearTimeout(timer);
  if (inFlight !== null) await inFlight;
  if (hasChanges()) await save();
  return !hasChanges();
}

function schedule(afterMs: number): void {
  clearTimeout(timer);
  timer = setTimeout(() => void saveNow(), afterMs);
}

function hasChanges(): boolean {
  const { pipeline } = useDocument.getState();
  return pipeline !== null && pipeline !== saved && useProject.getState().id !== null;
}

async function save(): Promise<void> {
  const { pipeline } = useDocument.getState();
  const { id, revision, save: state } = useProject.getState();
  if (pipeline === null || id === null || state.phase === 'conflict') return;
  useProject.setState({ save: { phase: 'saving' } });
  inFlight = saveProject({ id, revision, document: pipeline }).then((answer) => {
    inFlight = null;
    if (useProject.getState().id !== id) return;
    if (answer.ok) accept(pipeline, answer.value.revision);
    else decline(answer.error);
  });
  await inFlight;
}

function accept(pipeline: Pipeline, revision: number): void {
  saved = pipeline;
  const isLatest = useDocument.getState().pipeline === pipeline;
  useProject.setState({ revision, save: { phase: isLatest ? 'saved' : 'changed' } });
  if (!isLatest) schedule(quietMs);
}

function decline(failure: Failure): void {
  const theirs = failure.status === 409 ? newerIn(failure.body) : null;
  if (theirs !== null) return useProject.setState({ save: { phase: 'conflict', theirs } });
  useProject.setState({ save: { phase: 'failed', reason: failure.message } });
  schedule(retryMs);
}

const newerIn = (body: unknown): StoredPipeline | null =>
  typeof body === 'object' && body !== null && 'document' in body && 'revision' in body
    ? (body as StoredPipeline)
    : null;

/** Keeps both: theirs under its own name, and ours as a new project, which stays open. */
export async function keepBoth(): Promise<void> {
  const { pipeline } = useDocument.getState();
  if (pipeline === null) return;
  const stored = await createProject({ ...pipeline, name: `${pipeline.name} (my copy)` });
  if (stored.ok) showProject(stored.value);
  else refused(stored.error);
}

export function openTheirs(): void {
  const { save: state } = useProject.getState();
  if (state.phase === 'conflict') showProject(state.theirs);
}

/** The page is going away: the browser finishes a request marked `keepalive` without it. */
function saveWhileLeaving(): void {
  const { pipeline } = useDocument.getState();
  const { id, revision, save: state } = useProject.getState();
  if (pipeline === null || id === null || !hasChanges() || inFlight !== null || state.phase === 'conflict') return;
  clearTimeout(timer);
  inFlight = saveProject({ id, revision, document: pipeline, keepalive: true }).then((answer) => {
    inFlight = null;
    if (useProject.getState().id !== id) return;
    if (answer.ok) accept(pipeline, answer.value.revision);
    else decline(answer.error);
  });
}
