/** What the supervisor gives a worker's process before it can have any place in the run. */
import { limits } from '@potoroo/shared/limits';
import type { Equipment } from './control-messages.ts';
import type { DeploymentOptions } from './deployment-options.ts';
import type { openJournals } from './journal/journals.ts';
import { marksPath } from './marks.ts';

export type EquipmentParts = Pick<Equipment, 'begun'> & {
  readonly worker: number | 'spare';
  /** Of the run, where it survives losses. */
  readonly directory: string | null;
  readonly journals: ReturnType<typeof openJournals> | null;
};

/** Once every journal listens. */
export async function equipmentOf(
  { topology, tcpLingerMs: lingerMs, telemetryIntervalMs = limits.telemetryIntervalMs }: DeploymentOptions,
  { worker, directory, journals, begun }: EquipmentParts,
): Promise<Equipment> {
  const marks = directory === null ? null : marksPath(directory, worker);
  const journaled = journals === null ? [] : [...(await journals.addresses)];
  return { topology, begun, lingerMs, telemetryIntervalMs, journaled, marks };
}
