/** The worker in which lessons are played: sealed before any code of a learner is looked at; it needs no server. */
import { seedLanguage } from '@potoroo/runtime/sim/stage';
import { freezeIntrinsics } from '@potoroo/shared/frozen-intrinsics';
import { seal } from '../designer/trying/seal.ts';
import { type LearnAnswer, LearnDesk, type LearnRequest } from './play/learn-desk.ts';

const answer = postMessage.bind(globalThis);
const desk = new LearnDesk(() => answer({ id: null, type: 'pulse' } satisfies LearnAnswer));

addEventListener('message', ({ data }: MessageEvent<LearnRequest>) => answer(desk.handle(data)));

seal(globalThis);
// Such code finds what the seed makes of it,
seedLanguage();
// and can keep nothing in a built-in: what all simulated workers share would be no state of any of them, and not go back.
freezeIntrinsics({ keepsChance: true });
