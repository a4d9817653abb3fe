/** The screen's side of the compiler's Web Worker: starts it at the first question, and pairs answers with questions. */
import { err, ok, type Result } from '@potoroo/shared/result';
import type { AnswerTo, CompilerQuestion, Numbered, WorkerAnswer } from './compiler-protocol.ts';

type Waiting = (answer: WorkerAnswer) => void;

let worker: Worker | null = null;
let lastNumber = 0;
const waiting = new Map<number, Waiting>();

/** The error says why there is no answer. */
export function ask<Question extends CompilerQuestion>(
  question: Question,
): Promise<Result<AnswerTo<Question['type']>, string>> {
  const number = ++lastNumber;
  return new Promise((resolve) => {
    // The worker is built from the same sources, so the answer to a question has the question's type.
    waiting.set(number, (answer) =>
      resolve(answer.ok ? ok(answer.value as AnswerTo<Question['type']>) : err(answer.reason)),
    );
    running().postMessage({ ...question, number } satisfies Numbered<CompilerQuestion>);
  });
}

function running(): Worker {
  if (worker !== null) return worker;
  worker = new Worker(new URL('./compiler.worker.ts', import.meta.url), { type: 'module', name: 'compiler' });
  worker.addEventListener('message', (event: MessageEvent<WorkerAnswer>) => {
    waiting.get(event.data.number)?.(event.data);
    waiting.delete(event.data.number);
  });
  worker.addEventListener('error', (event) => abandon(event.message || 'its file could not be loaded'));
  return worker;
}

/** The next question starts a new worker. */
function abandon(reason: string): void {
  worker?.terminate();
  worker = null;
  for (const [number, resolve] of waiting)
    resolve({ number, ok: false, reason: `The TypeScript compiler stopped: ${reason}.` });
  waiting.clear();
}
