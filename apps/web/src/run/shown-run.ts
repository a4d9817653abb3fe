/** Whether the run that the server tells about is one of the project on screen: only then do its numbers belong on its nodes. */
import { useProject } from '../designer/document/project-store.ts';
import { useDeployment } from './deployment-store.ts';
import { type RunView, runViewOf } from './run-state.ts';
import { useSilence } from './silence.ts';

export function useShownRun(): boolean {
  const id = useProject((state) => state.id);
  return useDeployment(
    ({ status }) => status.pipelineId !== null && status.pipelineId === id && status.phase !== 'idle',
  );
}

export function useRunView(): RunView {
  const project = useProject((state) => state.id);
  const status = useDeployment((state) => state.status);
  const link = useDeployment((state) => state.link);
  return runViewOf({ status, link, project });
}

/** What is on screen of a run may have changed since: the server cannot be heard. */
export const useIsCutOff = (): boolean => useDeployment(({ link }) => link === 'disconnected' || link === 'refused');

/** Or the server can, and tells nothing of the run. */
export const useIsSilent = (): boolean => useSilence(({ seconds }) => seconds !== null);

export function useIsStale(): boolean {
  const isSilent = useIsSilent();
  return useIsCutOff() || isSilent;
}
