/**
 * The clock and the chance that somebody's own code finds while a stage plays: the stage's time, and numbers that come from its
 * seed. So a scene whose code asks what time it is, or throws dice, can be gone back to as exactly as any other. They stand in
 * the place of the language's own while one step is taken, and not a moment longer. Mutable.
 */
import { randomFrom } from '../random.ts';

/** The date at which every stage begins. */
export const stageBegins = Date.UTC(2026, 0, 1);

export class StageChance {
  readonly #next: () => number;
  readonly #date: DateConstructor;

  /** `now`: simulated milliseconds since the stage began. */
  constructor(seed: number, now: () => number) {
    this.#next = randomFrom(seed).fork('own code').next;
    this.#date = dateOf(() => stageBegins + Math.floor(now()));
  }

  /** What is done in it asks this stage. */
  during<Made>(act: () => Made): Made {
    const { random } = Math;
    const real = globalThis.Date;
    Math.random = this.#next;
    globalThis.Date = this.#date;
    try {
      return act();
    } finally {
      Math.random = random;
      globalThis.Date = real;
    }
  }
}

/** The language's own dates, except that they are made of another present. */
function dateOf(now: () => number): DateConstructor {
  return new Proxy(Date, {
    construct: (target, given: unknown[], made) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, made) as object,
    apply: (target) => new target(now()).toString(),
    get: (target, name, receiver): unknown => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  });
}
