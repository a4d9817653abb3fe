/** Starting, stopping and asking about the one deployment. */
import type { DeploymentStatus } from '@potoroo/shared/control';
import { request } from './http.ts';

const path = '/deployment';

export const readDeployment = () => request<DeploymentStatus>({ method: 'GET', path });
/** Status 422: the document does not compile; the failure's body is the `CheckReport`. */
export const startDeployment = (pipelineId: string, workers: number) =>
  request<DeploymentStatus>({ method: 'POST', path, body: { pipelineId, workers } });
export const stopDeployment = () => request<DeploymentStatus>({ method: 'DELETE', path });
