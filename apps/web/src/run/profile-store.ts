/**
 * What the workers of the run were busy with for some seconds: asked for by a person, of a run that goes on. It is kept until
 * another one is taken, it is put away, or another run begins; nothing is sampled but while it is being taken.
 */
import type { ProfileReport } from '@potoroo/shared/control';
import { create } from 'zustand';
import { profileDeployment } from '../link/deployment-api.ts';
import { announce, notify } from '../ui/notices.tsx';
import { useDeployment } from './deployment-store.ts';
import { useShownRun } from './shown-run.ts';
import { type ProfileView, profileView } from './profile-view.ts';

export const profileSeconds = 5;

export type Profiled = ProfileView & Pick<ProfileReport, 'silent'>;
type ProfileStore = {
  readonly isTaking: boolean;
  /** Of this run. */
  readonly run: string | null;
  readonly taken: Profiled | null;
};

export const useProfile = create<ProfileStore>(() => ({ isTaking: false, run: null, taken: null }));

export const putProfileAway = (): void => useProfile.setState({ run: null, taken: null });

export async function takeProfile(): Promise<void> {
  const { id } = useDeployment.getState().status;
  if (id === null || useProfile.getState().isTaking) return;
  useProfile.setState({ isTaking: true });
  announce(`Profiling all workers for ${profileSeconds} seconds.`);
  const answer = await profileDeployment({ workers: [], seconds: profileSeconds, files: false });
  useProfile.setState({ isTaking: false });
  if (useDeployment.getState().status.id !== id) return;
  if (!answer.ok) return notify({ tone: 'bad', message: answer.error.message, remedy: answer.error.remedy });
  const { silent } = answer.value;
  useProfile.setState({ run: id, taken: { ...profileView(answer.value), silent } });
  announce('The profile is there: its shares stand on the nodes and in a table.');
}

/** That of the run on screen; null where none was taken. */
export function useShownProfile(): Profiled | null {
  const isShown = useShownRun();
  const id = useDeployment(({ status }) => status.id);
  const { run, taken } = useProfile();
  return isShown && run !== null && run === id ? taken : null;
}
