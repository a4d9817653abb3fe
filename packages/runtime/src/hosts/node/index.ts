export { startDeployment } from './deployment.ts';
export type { Deployment, DeploymentOptions } from './deployment-options.ts';
export type { ClusterState, ControlRequest, DeploymentAction, ObjectFound } from './control-messages.ts';
export { momentsChannel } from './moments.ts';
