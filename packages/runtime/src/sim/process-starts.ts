/**
 * What a supervisor does at its coordinator's word: it ends a process, which takes a moment, and starts another one in its place, never
 * before the first has ended. A process that is being started already is the one: a second would take its seat without a word.
 */
import type { Random } from './random.ts';
import type { SimProcess } from './sim-process.ts';

export type StartParts = {
  readonly random: Random;
  readonly chances: Random;
  readonly later: (delayMs: number, act: () => void) => void;
  readonly at: (worker: number) => SimProcess | undefined;
  readonly end: (process: SimProcess, reason: string) => void;
  readonly start: (worker: number) => void;
};

export class ProcessStarts {
  readonly #parts: StartParts;
  readonly #ends: Random;
  readonly #starting = new Map<number, symbol>();

  constructor(parts: StartParts) {
    this.#parts = parts;
    this.#ends = parts.random.fork('ends');
  }

  replace(worker: number): void {
    const { at, end, later } = this.#parts;
    const process = at(worker);
    const endMs = process === undefined ? 0 : this.#ends.next() * 2;
    if (process !== undefined) later(endMs, () => end(process, 'another one takes its place'));
    this.fork(worker, endMs);
  }

  fork(worker: number, afterMs = 0): void {
    const { chances, later, at, start } = this.#parts;
    const startMs = afterMs + chances.next() * 5;
    if (this.#starting.has(worker)) return;
    const token = Symbol(worker);
    this.#starting.set(worker, token);
    later(startMs, () => {
      if (this.#starting.get(worker) !== token) return;
      this.#starting.delete(worker);
      if (at(worker) === undefined) start(worker);
    });
  }

  /** A coordinator that begins has no use for anybody else. */
  keep(members: readonly number[]): void {
    for (const worker of Array.from(this.#starting.keys()))
      if (!members.includes(worker)) this.#starting.delete(worker);
  }
}
