/** What can be done to a project in the list, whether it is open or not. Each says itself what went wrong. */
import type { PipelineEntry } from '@potoroo/shared/control';
import type { Pipeline } from '@potoroo/shared/pipeline';
import type { Result } from '@potoroo/shared/result';
import type { Failure } from '../../link/http.ts';
import { createProject, deleteProject, readProject, restoreProject, saveProject } from '../../link/projects-api.ts';
import { notify } from '../../ui/notices.tsx';
import { saveNow } from '../document/autosave.ts';
import { withAddition } from '../document/document-name.ts';
import { apply } from '../document/document-store.ts';
import { forgetDraft } from '../document/draft-keeper.ts';
import { oneAtATime } from '../document/one-at-a-time.ts';
import { openProject } from '../document/opening.ts';
import { closeProject, useProject } from '../document/project-store.ts';
import { tellSaved } from '../document/saved-elsewhere.ts';
import { windowName } from '../document/window-name.ts';

export async function rename({ id }: PipelineEntry, name: string): Promise<void> {
  if (id === useProject.getState().id) {
    apply({ type: 'set-name', name });
    await saveNow();
    return;
  }
  const stored = await readProject(id);
  if (!stored.ok) return tell(stored.error);
  const { revision } = stored.value;
  const document: Pipeline = { ...stored.value.document, name };
  const saved = await saveProject({ id, revision, document, savedBy: windowName, keepalive: false });
  if (saved.ok) tellSaved(saved.value);
  else tell(saved.error);
}

const alone = oneAtATime();
export const duplicate = ({ id }: PipelineEntry): Promise<void> => alone(() => copyOf(id), undefined);

async function copyOf(id: string): Promise<void> {
  if (id === useProject.getState().id) await saveNow();
  const stored = await readProject(id);
  if (!stored.ok) return tell(stored.error);
  tellIfFailed(await createProject(withAddition(stored.value.document, 'copy')));
}

/** What was on screen is saved first, so that bringing it back brings everything; what cannot be saved stays as a draft. */
export async function remove({ id }: PipelineEntry): Promise<void> {
  const isOpen = id === useProject.getState().id;
  const isSaved = !isOpen || (await saveNow());
  const removed = await deleteProject(id);
  if (!removed.ok) return tell(removed.error);
  if (isSaved) await forgetDraft(id);
  if (isOpen) closeProject();
}

/** A project that is brought back while none is open is opened. */
export async function bringBack({ id }: PipelineEntry): Promise<void> {
  const stored = await restoreProject(id);
  if (!stored.ok) return tell(stored.error);
  if (useProject.getState().id === null) await openProject(id);
}

const tellIfFailed = (answer: Result<unknown, Failure>): void => {
  if (!answer.ok) tell(answer.error);
};
const tell = ({ message, remedy }: Failure): void => notify({ tone: 'bad', message, remedy });
