/**
 * Talks to the worker that plays the lessons, one command after another. One that does not answer is ended, and another one takes
 * its place.
 */
import { err, ok, type Result } from '@potoroo/shared/result';
import { type End, patienceFor, Waiting } from './patience.ts';
import type { LearnAnswer, LearnCommand } from './play/learn-desk.ts';

type Answer = Result<LearnAnswer, string>;
/** Whoever has asked for it: of seeks that were overtaken, all who did. */
type Asked = { readonly command: LearnCommand; readonly askers: readonly ((answer: Answer) => void)[] };

let worker: Worker | null = null;
let lastId = 0;
let posted: { readonly id: number; readonly asked: Asked; readonly patience: Waiting } | null = null;
/** What comes after that. */
let queue: readonly Asked[] = [];

/**
 * Somebody's own code has run in the worker, and may have changed what all code there stands on, such as `Math.floor`. Nothing
 * else is opened in it: the next one begins anew, from what the browser has kept of it.
 */
let isTouched = false;

/** The error is for a person. */
export function ask(command: LearnCommand): Promise<Answer> {
  if (opens(command)) leave();
  // Whoever has not heard that it was ended is told now.
  else if (worker === null && command.type !== 'list') return Promise.resolve(err(lost));
  return new Promise((resolve) => {
    const last = queue.at(-1);
    // Scrubbing asks faster than a stage plays: of the places that it has not set out for, only the last one is gone to.
    const isOvertaking = command.type === 'seek' && last?.command.type === 'seek';
    const before = isOvertaking ? queue.slice(0, -1) : queue;
    queue = [...before, { command, askers: [...(isOvertaking ? last.askers : []), resolve] }];
    postNext();
  });
}

/** The worker was ended: the next one knows of no lesson. */
export const isGone = (): boolean => worker === null;

const opens = ({ type }: LearnCommand): boolean => type === 'open' || type === 'lab';
const isOfStage = ({ command }: Asked): boolean => command.type !== 'list';

/** Another stage is opened: what was asked of the one before is moot, and nobody waits for somebody's code to come to an end. */
function leave(): void {
  const all = isTouched && posted !== null ? [posted.asked, ...queue] : queue;
  if (isTouched) end();
  queue = all.filter((asked) => !isOfStage(asked));
  answerAll(all.filter(isOfStage), err('Its stage was left.'));
}

function postNext(): void {
  const [asked, ...rest] = queue;
  if (posted !== null || asked === undefined) return;
  queue = rest;
  const { command } = asked;
  isTouched ||= command.type === 'lab' || (command.type === 'open' && command.given !== undefined);
  const id = ++lastId;
  posted = { id, asked, patience: new Waiting(patienceFor(command), (end) => giveUp(tooLong[end])) };
  theWorker().postMessage({ id, command });
}

function theWorker(): Worker {
  if (worker !== null) return worker;
  const made = new Worker(new URL('./learn.worker.ts', import.meta.url), { type: 'module', name: 'learn' });
  made.addEventListener('message', ({ data }: MessageEvent<LearnAnswer>) => {
    if (made === worker) hear(data);
  });
  made.addEventListener('error', (event) => {
    if (made === worker) giveUp(`The lesson cannot be played: ${event.message || 'its worker did not start'}.`);
  });
  worker = made;
  return made;
}

function hear(data: LearnAnswer): void {
  if (data.type === 'pulse') posted?.patience.hear();
  else if (data.id === posted?.id) {
    const { asked, patience } = posted;
    patience.end();
    posted = null;
    postNext();
    answerAll([asked], data.type === 'fault' ? err(data.message) : ok(data));
  }
}

function answerAll(all: readonly Asked[], answer: Answer): void {
  for (const { askers } of all) for (const asker of askers) asker(answer);
}

function end(): void {
  worker?.terminate();
  posted?.patience.end();
  worker = null;
  posted = null;
  isTouched = false;
}

function giveUp(reason: string): void {
  const all = posted === null ? queue : [posted.asked, ...queue];
  end();
  queue = [];
  answerAll(all, err(reason));
}

/** Whoever does not want to wait ends it; what was asked is answered with that. */
export const stopWorker = (): void =>
  giveUp('It was stopped before it came to an end. Look for a loop that never ends in your code.');

const lost = 'The worker of the stage was lost, and what was asked of it was not done. Do it again.';
const tooLong: Readonly<Record<End, string>> = {
  silenceMs: 'The stage did not answer in time. Look for a loop that never ends in your code.',
  wholeMs:
    'The stage was still playing after minutes, and was ended. Let your code do less at each record, keep less in its object, or send less on.',
};
