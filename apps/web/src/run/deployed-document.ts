/** What the present run was made from, as the server has it: what is on screen may have changed since. */
import type { DeployedDocument } from '@potoroo/shared/control';
import { create } from 'zustand';
import { readDeployedDocument } from '../link/deployment-api.ts';
import { useDeployment } from './deployment-store.ts';
import { runStateOf } from './run-state.ts';

export const useDeployed = create<{ readonly deployed: DeployedDocument | null }>(() => ({ deployed: null }));

/** Called once, at the start. */
export function followDeployed(): void {
  useDeployment.subscribe(({ status }, before) => {
    if (status.id === null || !runStateOf(status).active) return;
    if (status.id !== before.status.id) useDeployed.setState({ deployed: null });
    // A run that goes on with another document stays in its phase.
    const isNews = status.id !== before.status.id || status.phase === before.status.phase;
    if (isNews && status.revision !== before.status.revision) void read(status.id);
  });
}

/** The run may have been followed by another before the answer is there. */
async function read(id: string): Promise<void> {
  const answer = await readDeployedDocument();
  if (answer.ok && answer.value.id === id) useDeployed.setState({ deployed: answer.value });
}
