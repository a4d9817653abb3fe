/**
 * Opening a project: what is on screen is saved or kept first, then the stored revision is read, and edits that never
 * reached the server are brought back onto it.
 *
 *   O1  no project is left before the server or the browser has its edits, and the browser its code that cannot be read yet
 *   O2  a draft that continues the stored revision is put back as a step that can be undone
 *   O3  a draft that has diverged from it is shown with the question which to keep; further ones become projects
 *   O4  one project is opened or made at a time: a second click makes no second copy
 */
import type { StoredPipeline } from '@potoroo/shared/control';
import type { Pipeline } from '@potoroo/shared/pipeline';
import type { Failure } from '../../link/http.ts';
import { createProject, readProject } from '../../link/projects-api.ts';
import { notify } from '../../ui/notices.tsx';
import { savedText } from '../../ui/times.ts';
import { saveNow } from './autosave.ts';
import { withAddition } from './document-name.ts';
import { apply, useDocument } from './document-store.ts';
import { type Draft, fateOf } from './draft.ts';
import { type DraftKey, putDraft, readDrafts, removeDraft } from './draft-database.ts';
import { draftKept, forgetDraft } from './draft-keeper.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { closeProject, followStored, showProject, useProject } from './project-store.ts';
import { findUnread, hasUnread, unreadKept } from './unread-code.ts';
import { ifGone, windowName } from './window-name.ts';

/** O4. */
const alone = oneAtATime();

/** False where it was not opened, or another was being opened. */
export const openProject = (id: string): Promise<boolean> => alone(() => open(id), false);
export const openCopyOf = (document: Pipeline): Promise<boolean> => alone(() => openCopy(document), false);
/** Of what was never saved: a project of its own. */
export const keepDraft = (draft: Draft): Promise<boolean> => alone(() => keepAsProject(draft), false);
/** Of a conflict: theirs stays under its own name, and ours becomes a new project, which stays open. */
export const keepBoth = (): Promise<void> => alone(keepMineToo, undefined);
/** Of a conflict: undo still brings back what this window had. */
export const openTheirs = (): Promise<void> => alone(dropMine, undefined);

async function open(id: string): Promise<boolean> {
  const leaving = await leave();
  if (leaving === 'stay') return false;
  const stored = await readProject(id);
  if (!stored.ok) return refused(stored.error);
  await showWithDraft(stored.value);
  tellLeft(leaving);
  await tellUnread(id);
  return true;
}

async function openCopy(document: Pipeline): Promise<boolean> {
  const leaving = await leave();
  if (leaving === 'stay') return false;
  const stored = await createProject(document);
  if (!stored.ok) return refused(stored.error);
  showProject(stored.value);
  tellLeft(leaving);
  return true;
}

/** O1. */
async function leave(): Promise<'saved' | 'kept' | 'unread' | 'stay'> {
  const isSaved = await saveNow();
  if ((isSaved || (await draftKept())) && (await unreadKept())) {
    if (!isSaved) return 'kept';
    return hasUnread(useProject.getState().id) ? 'unread' : 'saved';
  }
  notify({
    tone: 'bad',
    message: 'The project stays open: its edits are not saved, and this browser cannot keep them.',
    remedy: 'Export it under Projects, or wait until the server answers.',
  });
  return 'stay';
}

function tellLeft(leaving: 'saved' | 'kept' | 'unread'): void {
  if (leaving === 'kept')
    notify({
      tone: 'bad',
      message: 'The project you left is not saved yet.',
      remedy: 'Its edits are kept in this browser and come back when you open it.',
    });
  if (leaving === 'unread')
    notify({
      tone: 'good',
      stays: true,
      message: 'The project you left has code that its graph does not show yet.',
      remedy: 'It is kept in this browser and comes back when you open the project.',
    });
}

async function tellUnread(project: string): Promise<void> {
  const code = await findUnread(project);
  if (code === null) return;
  notify({
    tone: 'good',
    stays: true,
    message: `Code that the graph does not show yet is back on the Code screen, last typed ${savedText(code.typedAtMs)}.`,
    remedy: '',
  });
}

async function showWithDraft(stored: StoredPipeline): Promise<void> {
  const found = await takeDrafts(stored);
  showProject(stored);
  if (found === null) return;
  const { draft, continues } = found;
  if (!continues) useProject.setState({ base: draft.base, save: { phase: 'conflict', theirs: stored } });
  apply({ type: 'replace', pipeline: draft.document });
  if (!continues) return;
  notify({
    tone: 'good',
    stays: true,
    message: `Edits that had not been saved are back, the last from ${savedText(draft.editedAtMs)}.`,
    remedy: 'Undo takes them away.',
  });
}

type FoundDraft = { readonly draft: Draft; readonly continues: boolean };

/** The newest draft of the project that no living window has. A browser that keeps nothing has none. */
async function takeDrafts(stored: StoredPipeline): Promise<FoundDraft | null> {
  let newest: FoundDraft | null = null;
  const drafts = await readDrafts().catch(() => []);
  for (const key of drafts.filter(({ project }) => project === stored.id)) {
    const taken = await ifGone(key.window, () => takeDraft({ key, stored, isFirst: newest === null }));
    newest ??= taken;
  }
  return newest;
}

type Taking = { readonly key: DraftKey; readonly stored: StoredPipeline; readonly isFirst: boolean };

/** Under the lock of the draft's window: another window may have taken it a moment ago. */
async function takeDraft({ key, stored, isFirst }: Taking): Promise<FoundDraft | null> {
  const draft = (await readDrafts()).find(({ project, window }) => project === key.project && window === key.window);
  if (draft === undefined) return null;
  const fate = fateOf(draft, stored);
  if (fate === 'known') await removeDraft(draft);
  else if (isFirst) await adopt(draft);
  else await keepAsProject(draft);
  return fate === 'known' || !isFirst ? null : { draft, continues: fate === 'continues' };
}

async function adopt(draft: Draft): Promise<void> {
  if (draft.window === windowName) return;
  await putDraft({ ...draft, window: windowName });
  await removeDraft(draft);
}

/** True when the server has it and the draft is gone. */
async function keepAsProject(draft: Draft): Promise<boolean> {
  const stored = await createProject(withAddition(draft.document, `recovered, ${savedText(draft.editedAtMs)}`));
  if (!stored.ok) return refused(stored.error);
  await removeDraft(draft);
  return true;
}

async function keepMineToo(): Promise<void> {
  const { pipeline } = useDocument.getState();
  const { id, save } = useProject.getState();
  if (pipeline === null || id === null || save.phase !== 'conflict') return;
  const stored = await createProject(save.theirs === null ? pipeline : withAddition(pipeline, 'my copy'));
  if (!stored.ok) return void refused(stored.error);
  await forgetDraft(id);
  showProject(stored.value);
}

async function dropMine(): Promise<void> {
  const { id, save } = useProject.getState();
  if (id === null || save.phase !== 'conflict') return;
  if (save.theirs !== null) return followStored(save.theirs);
  await forgetDraft(id);
  closeProject();
}

const refused = (failure: Failure): false => {
  notify({ tone: 'bad', message: failure.message, remedy: failure.remedy });
  return false;
};
