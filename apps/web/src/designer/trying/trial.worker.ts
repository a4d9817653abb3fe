/** The worker in which snippets are tried: sealed before any of them is looked at, used for one trial, then ended. */
import { evaluated } from './evaluate.ts';
import { runTrial, type TrialRequest } from '@potoroo/shared/trial';
import { seal } from './seal.ts';

const answer = postMessage.bind(globalThis);

addEventListener('message', ({ data }: MessageEvent<TrialRequest>) => answer(runTrial(data, evaluated)), {
  once: true,
});

seal(globalThis);
