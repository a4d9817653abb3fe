/** The folders that pipelines may use, as the server tells them; asked for again on each connection, for a new server may have others. */
import { create } from 'zustand';
import { readFolders } from '../../link/files-api.ts';
import { useDeployment } from '../../run/deployment-store.ts';

/** Empty until the server has told them. */
export const useFolders = create<{ readonly folders: readonly string[] }>(() => ({ folders: [] }));

/** Called once, at the start. */
export function followFolders(): void {
  useDeployment.subscribe(({ link }, before) => {
    if (link === 'connected' && before.link !== 'connected') void read();
  });
}

async function read(): Promise<void> {
  const answer = await readFolders();
  if (answer.ok) useFolders.setState({ folders: answer.value.folders });
}
