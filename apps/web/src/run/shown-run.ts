/** Whether the run that the server tells about is one of the project on screen: only then do its numbers belong on its nodes. */
import { useProject } from '../designer/document/project-store.ts';
import { useDeployment } from './deployment-store.ts';
import { runStateOf } from './run-state.ts';

export function useShownRun(): boolean {
  const id = useProject((state) => state.id);
  return useDeployment(
    ({ status }) => status.pipelineId !== null && status.pipelineId === id && status.phase !== 'idle',
  );
}

/** A run of another project that is still going on: it must be stopped before this one can start. */
export function useOtherRun(): boolean {
  const id = useProject((state) => state.id);
  return useDeployment(({ status }) => runStateOf(status).active && status.pipelineId !== id);
}
