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
  /** Code has asked for the time or for chance. */
  wasAsked = false;

  /** `now`: simulated milliseconds since the stage began. */
  constructor(seed: number, now: () => number) {
    // What code could hang on it would be shared by all workers of the stage.
    const { next } = randomFrom(seed).fork('own code');
    this.#next = Object.freeze(() => {
      this.wasAsked = true;
      return next();
    });
    this.#date = dateOf(() => {
      this.wasAsked = true;
      return stageBegins + Math.floor(now());
    });
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

/**
 * The language's own dates, except that they are made of another present. It stands before a function of its own, since a proxy may
 * not say of a frozen one that `now` is something else; and nothing can be hung on it, which all workers of a stage would share.
 */
function dateOf(now: () => number): DateConstructor {
  const real = Date;
  const present = Object.freeze(() => now());
  return new Proxy(function () {} as unknown as DateConstructor, {
    construct: (_target, given: unknown[], made) =>
      Reflect.construct(real, given.length === 0 ? [now()] : given, made) as object,
    apply: () => new real(now()).toString(),
    get: (_target, name): unknown => (name === 'now' ? present : Reflect.get(real, name)),
    set: () => false,
    defineProperty: () => false,
    setPrototypeOf: () => false,
    preventExtensions: () => false,
  });
}
