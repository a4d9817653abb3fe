/**
 * Windows of one browser tell each other what they have saved. A window that has nothing unsaved goes over to the newer
 * version by itself; one that has lets its own save find out, so that the person is asked at once and not at the next edit.
 */
import type { StoredPipeline } from '@potoroo/shared/control';
import { readProject } from '../../link/projects-api.ts';
import { announce } from '../../ui/notices.tsx';
import { followStored, unsaved, useProject } from './project-store.ts';

type SavedNews = Pick<StoredPipeline, 'id' | 'revision'>;

const channel = new BroadcastChannel('potoroo.saved');

export const tellSaved = ({ id, revision }: SavedNews): void =>
  channel.postMessage({ id, revision } satisfies SavedNews);

/** Called once, at the start. `save` is what finds out about a conflict. */
export function hearOfSaves(save: () => Promise<boolean>): void {
  let heard: SavedNews | null = null;
  const compare = () => {
    const { id, base } = useProject.getState();
    if (id !== null && heard?.id === id && heard.revision > base.revision) void catchUp(id, save);
  };
  channel.addEventListener('message', ({ data }: MessageEvent<SavedNews>) => {
    heard = data;
    compare();
  });
  // The news may come while the project is still being opened, with the revision from before.
  useProject.subscribe(({ id }, before) => {
    if (id !== before.id) compare();
  });
  addEventListener('visibilitychange', () => {
    const { id } = useProject.getState();
    if (document.visibilityState === 'visible' && id !== null) void catchUp(id, save);
  });
}

async function catchUp(id: string, save: () => Promise<boolean>): Promise<void> {
  if (unsaved() !== null) return void save();
  const stored = await readProject(id);
  const { id: openId, base } = useProject.getState();
  if (!stored.ok || openId !== id || unsaved() !== null || stored.value.revision <= base.revision) return;
  followStored(stored.value);
  announce('The project was changed in another window and is up to date here.');
}
