/** Talks to the worker that plays the lessons. One that does not answer is ended, and another one takes its place. */
import { err, ok, type Result } from '@potoroo/shared/result';
import { patienceFor, Waiting } from './patience.ts';
import type { LearnAnswer, LearnCommand } from './play/learn-desk.ts';

type Asked = { readonly patience: Waiting; readonly answer: (answer: Result<LearnAnswer, string>) => void };

let worker: Worker | null = null;
let asked = 0;
const waiting = new Map<number, Asked>();

/**
 * Somebody's own code has run in the worker, and may have changed what all code there stands on, such as `Math.floor`. Nothing
 * else is opened in it: the next one begins anew, from what the browser has kept of it.
 */
let isTouched = false;

/** The error is for a person. */
export function ask(command: LearnCommand): Promise<Result<LearnAnswer, string>> {
  const opens = command.type === 'open' || command.type === 'lab';
  if (opens && isTouched && waiting.size === 0) end();
  isTouched ||= command.type === 'lab' || (command.type === 'open' && command.given !== undefined);
  const id = ++asked;
  return new Promise((resolve) => {
    const patience = new Waiting(patienceFor(command), () => giveUp(tooLong));
    const answer: Asked['answer'] = (given) => {
      patience.end();
      waiting.delete(id);
      resolve(given);
    };
    waiting.set(id, { patience, answer });
    theWorker().postMessage({ id, command });
  });
}

/** The worker was ended: the next one knows of no lesson. */
export const isGone = (): boolean => worker === null;

function theWorker(): Worker {
  if (worker !== null) return worker;
  const made = new Worker(new URL('./learn.worker.ts', import.meta.url), { type: 'module', name: 'learn' });
  made.addEventListener('message', ({ data }: MessageEvent<LearnAnswer>) => {
    if (data.type === 'pulse') for (const { patience } of waiting.values()) patience.hear();
    else waiting.get(data.id)?.answer(data.type === 'fault' ? err(data.message) : ok(data));
  });
  made.addEventListener('error', (event) =>
    giveUp(`The lesson cannot be played: ${event.message || 'its worker did not start'}.`),
  );
  worker = made;
  return made;
}

function end(): void {
  worker?.terminate();
  worker = null;
  isTouched = false;
}

function giveUp(reason: string): void {
  end();
  for (const { answer } of Array.from(waiting.values())) answer(err(reason));
}

/** Whoever does not want to wait ends it; what was asked is answered with that. */
export const stopWorker = (): void =>
  giveUp('It was stopped before it came to an end. Look for a loop that never ends in your code.');

const tooLong = 'The stage did not answer in time. Look for a loop that never ends in your code.';
