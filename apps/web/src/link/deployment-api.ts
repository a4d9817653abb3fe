/** Starting, stopping and asking about the one deployment. */
import type {
  Action,
  ClusterStatus,
  DeployedDocument,
  DeploymentStatus,
  PlacementReport,
  ProfileQuestion,
  ProfileReport,
  SlotsQuestion,
  SlotsReport,
  StateWishes,
  StateObjectQuestion,
  StateObjectReport,
} from '@potoroo/shared/control';
import type { Movement, WatchRequest } from '@potoroo/shared/telemetry';
import { request } from './http.ts';

const path = '/deployment';

export const readDeployment = () => request<DeploymentStatus>({ method: 'GET', path });
/** What the last run was made from. Status 404: nothing has run. */
export const readDeployedDocument = () => request<DeployedDocument>({ method: 'GET', path: `${path}/document` });

/** What the run is made of, and whether every source of it can be read again. */
export const readCluster = () => request<ClusterStatus>({ method: 'GET', path: `${path}/cluster` });

/**
 * The run of this id ends for the new one, once that has compiled; null: nothing runs. With `states` it goes on with the document
 * instead, and keeps what it has, but for what is said of a state.
 */
export type Start = {
  readonly pipelineId: string;
  readonly workers: number;
  readonly replaces: string | null;
  readonly states?: StateWishes;
};

/** Status 422: the document does not compile; the failure's body is the `CheckReport`. */
export const startDeployment = (start: Start) => request<DeploymentStatus>({ method: 'POST', path, body: start });
/** Answered with its entry in the movement ledger; status 409: refused, and why. */
export const askAction = (action: Action) =>
  request<Movement>({ method: 'POST', path: `${path}/actions`, body: action });
/** Status 409: nothing runs. */
export const readPlacement = () => request<PlacementReport>({ method: 'GET', path: `${path}/placement` });
export const lookUpObject = (question: StateObjectQuestion) =>
  request<StateObjectReport>({ method: 'POST', path: `${path}/objects`, body: question });
export const slotsOfState = (question: SlotsQuestion) =>
  request<SlotsReport>({ method: 'POST', path: `${path}/slots`, body: question });
/** Answered when the time is over. Status 409: nothing runs. */
export const profileDeployment = (question: ProfileQuestion) =>
  request<ProfileReport>({ method: 'POST', path: `${path}/profiles`, body: question });
/** Status 409: nothing runs. */
export const watchDeployment = (body: WatchRequest) => request<null>({ method: 'POST', path: `${path}/watch`, body });
export const stopDeployment = () => request<DeploymentStatus>({ method: 'DELETE', path });
