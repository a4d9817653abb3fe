/** Runs a trial in a worker of its own, and ends that when it has answered or has had its time. */
import { err, ok, type Result } from '@potoroo/shared/result';
import type { TrialAnswer, TrialRequest } from '@potoroo/shared/trial';

const timeLimitMs = 2_000;

/** The error is for a person. */
export function tryOut(request: TrialRequest): Promise<Result<TrialAnswer, string>> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./trial.worker.ts', import.meta.url), { type: 'module', name: 'trial' });
    const end = (result: Result<TrialAnswer, string>) => {
      clearTimeout(timer);
      worker.terminate();
      resolve(result);
    };
    const timer = setTimeout(() => end(err(tooLong)), timeLimitMs);
    worker.addEventListener('message', ({ data }: MessageEvent<TrialAnswer>) => end(ok(data)));
    worker.addEventListener('error', (event) => end(err(`It could not be tried: ${event.message || 'no worker'}.`)));
    worker.postMessage(request);
  });
}

const tooLong = `It did not end within ${timeLimitMs / 1_000} seconds. Look for a loop that never ends.`;
