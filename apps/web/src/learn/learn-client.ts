/** Talks to the worker that plays the lessons. One that does not answer is ended, and another one takes its place. */
import { err, ok, type Result } from '@potoroo/shared/result';
import type { LearnAnswer, LearnCommand } from './play/learn-desk.ts';

/** A whole table of runs takes a few seconds on a slow machine; code that never ends takes longer. */
const patienceMs = 60_000;

type Waiting = (answer: Result<LearnAnswer, string>) => void;

let worker: Worker | null = null;
let asked = 0;
const waiting = new Map<number, Waiting>();

/** The error is for a person. */
export function ask(command: LearnCommand): Promise<Result<LearnAnswer, string>> {
  const id = ++asked;
  return new Promise((resolve) => {
    const timer = setTimeout(() => giveUp(tooLong), patienceMs);
    waiting.set(id, (answer) => {
      clearTimeout(timer);
      waiting.delete(id);
      resolve(answer);
    });
    theWorker().postMessage({ id, command });
  });
}

function theWorker(): Worker {
  if (worker !== null) return worker;
  const made = new Worker(new URL('./learn.worker.ts', import.meta.url), { type: 'module', name: 'learn' });
  made.addEventListener('message', ({ data }: MessageEvent<LearnAnswer>) =>
    waiting.get(data.id)?.(data.type === 'fault' ? err(data.message) : ok(data)),
  );
  made.addEventListener('error', (event) =>
    giveUp(`The lesson cannot be played: ${event.message || 'its worker did not start'}.`),
  );
  worker = made;
  return made;
}

function giveUp(reason: string): void {
  worker?.terminate();
  worker = null;
  for (const answer of Array.from(waiting.values())) answer(err(reason));
}

const tooLong = `The stage did not answer within ${patienceMs / 1_000} seconds. Look for a loop that never ends in your code.`;
