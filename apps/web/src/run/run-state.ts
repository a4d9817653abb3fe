/** What the run is doing, in words and a tone, and whether Run and Stop may be pressed. Pure. */
import type { DeploymentStatus } from '@potoroo/shared/control';
import type { Link } from '../link/live-feed.ts';
import { count, counted } from '../ui/numbers.ts';

export type Tone = 'idle' | 'busy' | 'good' | 'bad';
export type RunState = { readonly text: string; readonly tone: Tone; readonly active: boolean };

export function runStateOf(status: DeploymentStatus): RunState {
  switch (status.phase) {
    case 'idle':
      return notRunning;
    case 'starting':
      return { text: `Starting ${counted(status.workers, 'worker')}`, tone: 'busy', active: true };
    case 'running':
      return { text: `Running on ${counted(status.workers, 'worker')}`, tone: 'good', active: true };
    case 'stopping':
      return { text: 'Stopping', tone: 'busy', active: true };
    case 'finished':
      return { text: `Finished: ${count(recordsIn(status))} records`, tone: 'good', active: false };
    case 'stopped':
      return { text: 'Stopped', tone: 'idle', active: false };
    case 'failed':
      return { text: status.wasStopped === true ? 'Stopped' : 'Failed', tone: 'bad', active: false };
  }
}

/** What stands before the reason why a run did not end in order: whoever has pressed Stop does not read that it failed. */
export const failureTitle = ({ wasStopped }: DeploymentStatus): string =>
  wasStopped === true ? 'The last run was stopped, and did not end in order.' : 'The last run failed.';

/** Whether an answer tells of a time before the event that was heard last. */
export const isOvertaken = (answer: DeploymentStatus, heard: DeploymentStatus): boolean =>
  answer.revision < heard.revision;

/**
 * What this window may say about the run. There is one deployment at a time, and it may be another project's; without a link
 * to the server, what was true a while ago is not claimed to be true now.
 */
export type RunView =
  | { readonly type: 'unknown'; readonly text: string }
  | { readonly type: 'own'; readonly state: RunState }
  | { readonly type: 'other'; readonly pipelineId: string; readonly state: RunState };

type RunSighting = {
  readonly status: DeploymentStatus;
  readonly link: Link;
  readonly project: string | null;
};

export function runViewOf({ status, link, project }: RunSighting): RunView {
  if (link === 'connecting') return { type: 'unknown', text: 'Connecting' };
  if (link !== 'connected') return { type: 'unknown', text: 'Run unknown' };
  const state = runStateOf(status);
  if (status.pipelineId === null || status.pipelineId === project) return { type: 'own', state };
  // What another project's run has come to says nothing about this one, which has not run.
  return state.active ? { type: 'other', pipelineId: status.pipelineId, state } : { type: 'own', state: notRunning };
}

/** `Market Spread is running`. */
export function otherRunText(name: string, { phase }: DeploymentStatus): string {
  switch (phase) {
    case 'starting':
      return `${name} is starting`;
    case 'stopping':
      return `${name} is stopping`;
    case 'running':
    case 'idle':
    case 'finished':
    case 'stopped':
    case 'failed':
      return `${name} is running`;
  }
}

const notRunning: RunState = { text: 'Not running', tone: 'idle', active: false };

const recordsIn = ({ summary }: DeploymentStatus): number =>
  Object.values(summary?.sources ?? {}).reduce((sum, records) => sum + records, 0);

export const accessEnded = 'This window’s access has ended: open the URL that npm start printed.';

type RunConditions = {
  readonly hasProject: boolean;
  readonly errors: number;
  readonly link: Link;
  readonly isAsking: boolean;
};

/** Why Run cannot be pressed; null where it can. */
export function runObstacle({ hasProject, errors, link, isAsking }: RunConditions): string | null {
  if (!hasProject) return 'Open a project first.';
  if (link === 'refused') return accessEnded;
  if (link !== 'connected') return 'The studio has lost its server; it reconnects by itself.';
  if (errors > 0) return `${counted(errors, 'problem')} must be solved first: see Problems.`;
  if (isAsking) return 'The start has been asked for.';
  return null;
}
