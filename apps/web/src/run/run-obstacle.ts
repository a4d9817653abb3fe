/** Why a run cannot be started at this moment; null where it can. */
import { useCheck } from '../designer/code/check-store.ts';
import { useProject } from '../designer/document/project-store.ts';
import { errorsIn } from '../designer/problems/problems-view.ts';
import { useDeployment } from './deployment-store.ts';
import { runObstacle, runStateOf } from './run-state.ts';

export function runObstacleNow(): string | null {
  const { status, link, asking } = useDeployment.getState();
  if (runStateOf(status).active) return 'A run is going on.';
  const hasProject = useProject.getState().id !== null;
  const errors = errorsIn(useCheck.getState().diagnostics);
  return runObstacle({ hasProject, errors, link, isAsking: asking === 'start' });
}
