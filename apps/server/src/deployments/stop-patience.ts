/** How long the server waits for a run that it has asked to stop. */
import { clearTimeout, setTimeout } from 'node:timers';
import type { Deployment } from '@potoroo/runtime/node';
import { limits } from '@potoroo/shared/limits';

/** Whether it has come to its end within the time that a stop may take. */
export async function isOver(deployment: Deployment): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), limits.stopTimeoutMs + 500);
  });
  const over = await Promise.race([deployment.done.then(() => true), late]);
  clearTimeout(timer);
  return over;
}
