/**
 * Takes out of the language, in the worker that plays stages, what no seed decides: a second way to the clock, what one record's match leaves for
 * the next, what a collector of garbage frees, and everything that goes on later than the record that is met. What cannot be given
 * a stage's own (stage-chance.ts) throws, and says so. Done once, before the built-ins are frozen. docs/decisions/0250 says what is left.
 */
import { asynchronousAt } from './code-tokens.ts';

const { defineProperty, getPrototypeOf } = Object;

export function seedLanguage(): void {
  leadDatesBack();
  askTheStageForFormats();
  for (const name of ['WeakRef', 'FinalizationRegistry']) Reflect.deleteProperty(globalThis, name);
  refuseLater();
  refuseAsynchronousText();
  // How deep a call lies, and in which file, is not the same wherever a stage is played.
  Reflect.set(Error, 'stackTraceLimit', 0);
}

const fixed = (holder: object, name: string, value: unknown): object =>
  defineProperty(holder, name, { value, writable: true, enumerable: false, configurable: true });

/** A date leads to whatever stands in the place of dates, not to the one that knows the clock. */
function leadDatesBack(): void {
  defineProperty(Date.prototype, 'constructor', { get: () => globalThis.Date, enumerable: false, configurable: true });
}

/** A format of no date formats the present one. */
function askTheStageForFormats(): void {
  const { prototype } = Intl.DateTimeFormat;
  const format = Reflect.getOwnPropertyDescriptor(prototype, 'format')?.get;
  // oxlint-disable-next-line typescript/unbound-method -- It is called with a formatter.
  const { formatToParts } = prototype;
  const present = (date: unknown): unknown => (date === undefined ? globalThis.Date.now() : date);
  defineProperty(prototype, 'format', {
    get(this: unknown) {
      const own = Reflect.apply(format as () => (date: unknown) => string, this, []);
      return (date?: unknown) => own(present(date));
    },
    enumerable: false,
    configurable: true,
  });
  fixed(prototype, 'formatToParts', function (this: unknown, date?: unknown) {
    return Reflect.apply(formatToParts as (date: unknown) => unknown, this, [present(date)]);
  });
}

const cannotWait =
  'code on a stage cannot wait: a promise goes on later, when its record has been met and nobody counts. Do it now, or send a record about it';

/** A promise can be made by nobody, and is never gone on with. */
function refuseLater(): void {
  const { prototype } = Promise;
  const refuse = (): never => {
    throw new TypeError(cannotWait);
  };
  const refusing = function (): void {
    refuse();
  };
  for (const name of Object.getOwnPropertyNames(Promise)) if (!(name in refusing)) fixed(refusing, name, refuse);
  refusing.prototype = prototype;
  for (const name of ['then', 'catch', 'finally']) fixed(prototype, name, refuse);
  fixed(prototype, 'constructor', refusing);
  fixed(globalThis, 'Promise', refusing);
  Reflect.deleteProperty(Array, 'fromAsync');
}

/** All code on a stage comes from text, and so do the functions that it makes itself. */
function refuseAsynchronousText(): void {
  const kinds = [function () {}, function* () {}, async () => {}, async function* () {}];
  for (const kind of kinds) {
    const prototype = getPrototypeOf(kind) as object;
    const made = new Proxy(kind.constructor, {
      construct: (real, given: unknown[], target) => Reflect.construct(real, checked(given), target) as object,
      apply: (real, _self, given: unknown[]) => Reflect.apply(real, undefined, checked(given)) as unknown,
    });
    fixed(prototype, 'constructor', made);
    if (kind === kinds[0]) fixed(globalThis, 'Function', made);
  }
  // oxlint-disable-next-line no-eval -- Code that asks for it is given it, once its text was looked at.
  const evaluate = globalThis.eval;
  fixed(globalThis, 'eval', (text: unknown): unknown =>
    typeof text === 'string' ? (evaluate(checked([text])[0] ?? '') as unknown) : text,
  );
}

function checked(given: readonly unknown[]): readonly string[] {
  const texts = given.map(String);
  for (const text of texts) {
    const found = asynchronousAt(text);
    if (found !== null) throw new TypeError(`${cannotWait}. Its line ${found.line} says ${found.text}`);
  }
  return texts;
}
