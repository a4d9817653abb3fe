/** Whether what is on screen differs from what runs of it, as a component or a command wants to know it. */
import { changeCount, type Pipeline, type PipelineDiff, runningDiff } from '@potoroo/shared/pipeline';
import { useMemo } from 'react';
import { useCheck } from '../designer/code/check-store.ts';
import { useDocument } from '../designer/document/document-store.ts';
import { useProject } from '../designer/document/project-store.ts';
import { errorsIn } from '../designer/problems/problems-view.ts';
import { useDeployed } from './deployed-document.ts';
import { useDeployment } from './deployment-store.ts';
import { runObstacle, runStateOf } from './run-state.ts';

export type DeployChanges = {
  readonly running: Pipeline;
  readonly present: Pipeline;
  readonly diff: PipelineDiff;
  readonly count: number;
};

/** Null while nothing of this project runs, or it runs as it is drawn. */
export function useDeployChanges(): DeployChanges | null {
  const deployed = useDeployed((state) => state.deployed);
  const present = useDocument((state) => state.pipeline);
  const project = useProject((state) => state.id);
  const status = useDeployment((state) => state.status);
  return useMemo(() => changesOf({ deployed, present, project, status }), [deployed, present, project, status]);
}

/** Why the changes cannot be deployed at this moment; null where they can. */
export function deployObstacleNow(): string | null {
  const { link, asking, status } = useDeployment.getState();
  const { id } = useProject.getState();
  const { deployed } = useDeployed.getState();
  const changes = changesOf({ deployed, status, project: id, present: useDocument.getState().pipeline });
  if (changes === null) return 'There is nothing to deploy: what runs is what is drawn.';
  const errors = errorsIn(useCheck.getState().diagnostics);
  return runObstacle({ hasProject: id !== null, errors, link, isAsking: asking !== null });
}

type Sighting = {
  readonly deployed: ReturnType<typeof useDeployed.getState>['deployed'];
  readonly present: Pipeline | null;
  readonly project: string | null;
  readonly status: ReturnType<typeof useDeployment.getState>['status'];
};

function changesOf({ deployed, present, project, status }: Sighting): DeployChanges | null {
  if (deployed === null || present === null || deployed.pipelineId !== project) return null;
  if (deployed.id !== status.id || !runStateOf(status).active) return null;
  const running = deployed.document;
  const diff = runningDiff({ running, present });
  const count = changeCount(diff);
  return count === 0 ? null : { running, present, diff, count };
}
