/** What the run is doing, in words and a tone, and whether Run and Stop may be pressed. Pure. */
import type { DeploymentStatus } from '@potoroo/shared/control';
import { count, counted } from '../ui/numbers.ts';

export type Tone = 'idle' | 'busy' | 'good' | 'bad';
export type RunState = { readonly text: string; readonly tone: Tone; readonly active: boolean };

export function runStateOf(status: DeploymentStatus): RunState {
  switch (status.phase) {
    case 'idle':
      return { text: 'Not running', tone: 'idle', active: false };
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
      return { text: 'Failed', tone: 'bad', active: false };
  }
}

const recordsIn = ({ summary }: DeploymentStatus): number =>
  Object.values(summary?.sources ?? {}).reduce((sum, records) => sum + records, 0);

type RunConditions = {
  readonly hasProject: boolean;
  readonly errors: number;
  readonly isLinked: boolean;
  readonly isAsking: boolean;
};

/** Why Run cannot be pressed; null where it can. */
export function runObstacle({ hasProject, errors, isLinked, isAsking }: RunConditions): string | null {
  if (!hasProject) return 'Open a project first.';
  if (!isLinked) return 'The studio has lost its server; it reconnects by itself.';
  if (errors > 0) return `${counted(errors, 'problem')} must be solved first: see Problems.`;
  if (isAsking) return 'The start has been asked for.';
  return null;
}
