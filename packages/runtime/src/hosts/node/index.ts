export { startDeployment } from './deployment.ts';
export { noRun } from './deployment-options.ts';
export type { Deployment, DeploymentOptions } from './deployment-options.ts';
export type { ClusterState, ControlRequest, DeploymentAction, ObjectFound } from './control-messages.ts';
export { momentsChannel } from './moments.ts';
export { generatedCode } from '../../operators/index.ts';
export { startProfiling } from './profile.ts';
export type { Profiling, WorkerProfile } from './profile.ts';
export { profileParts } from './profile-shares.ts';
