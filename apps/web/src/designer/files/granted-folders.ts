/** The folders that pipelines may use, as the server tells them. */
import { create } from 'zustand';
import { readFolders } from '../../link/files-api.ts';

/** Empty until the server has told them. */
export const useFolders = create<{ readonly folders: readonly string[] }>(() => ({ folders: [] }));

/** Called on each connection: a server that was started anew may grant others. */
export async function refreshFolders(): Promise<void> {
  const answer = await readFolders();
  if (answer.ok) useFolders.setState({ folders: answer.value.folders });
}
