export { startDeployment } from './deployment.ts';
export type { Deployment, DeploymentOptions } from './deployment-options.ts';
export type { ControlRequest } from './control-messages.ts';
