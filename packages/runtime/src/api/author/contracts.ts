/**
 * The shapes of the functions that an author writes. `Emitted` reads from a computation what leaves it, `Given` from a
 * decoder or an initial value what it makes: with them types follow the edges without being written down.
 */

/** What a computation is told about the record besides the record itself. */
export type Context = { readonly key: string };

type Nothing = null | undefined | void;
/** One, many or none: what a computation returns, to what flows on. */
export type Each<Result> = Result extends Nothing
  ? never
  : Result extends readonly (infer Element)[]
    ? Exclude<Element, Nothing>
    : Result;

type Callable = (...parameters: never) => unknown;
export type Emitted<Code extends Callable> = Each<ReturnType<Code>>;
export type Given<Code extends Callable> = Exclude<ReturnType<Code>, Nothing>;

export type Decode = (bytes: Uint8Array) => unknown;
/** `memory` is what the module's `export const memory = () => ({ … })` gave, kept from call to call. */
export type Generate<Memory = never> = (index: number, memory: Memory, random: () => number) => unknown;
export type Computation<In> = (record: In, context: Context) => unknown;
export type KeyFunction<In> = (record: In) => string;
export type Initial = (key: string) => object;
export type StateComputation<In, State> = (record: In, state: State, context: Context) => unknown;
export type Encode<In> = (value: In) => Uint8Array | string;

/**
 * Stands for a snippet that was no function yet when its pipeline became a project: its text, unharmed and harmless. It
 * takes and gives anything, so that the rest of the project can be checked; running it says what to do.
 */
export function unfinished(text: string): AnyFunction {
  return quoted(text, 'unfinished; write a function in its place');
}

type AnyFunction = (...parameters: readonly unknown[]) => never;
/** What is only quoted cannot be checked here, and what follows it is not checked against it. */
type Unchecked = ReturnType<JSON['parse']>;
type UncheckedFunction = (...parameters: readonly unknown[]) => Unchecked;
type ModuleOf<Code> = { readonly default: Code; readonly memory: () => unknown };

/** How whoever reads a description finds a snippet that was written in it: the function that makes it, or its text. */
export const writtenAs: unique symbol = Symbol.for('potoroo.writtenAs');

/**
 * A snippet with all that belongs to it, written in a description instead of in a module of its own: the functions and
 * constants it uses are inside, and it gives back the function, or the function and the memory of a generator.
 *
 *     const check = snippet(() => {
 *       const limit = 5;
 *       function check(order: Order) {
 *         return order.quantity > limit ? order : null;
 *       }
 *
 *       return check;
 *     });
 */
export function snippet<Code extends (...parameters: never) => unknown>(make: () => Code | ModuleOf<Code>): Code;
/** One whose text cannot stand in a description as it is. */
export function snippet(text: string): UncheckedFunction;
export function snippet(written: string | (() => unknown)): unknown {
  if (typeof written === 'string') return quoted(written, 'only quoted here, and runs where its pipeline runs');
  const made: unknown = written();
  const code: unknown = typeof made === 'object' && made !== null ? Reflect.get(made, 'default') : made;
  if (typeof code !== 'function') throw new TypeError('snippet(() => { … }) gives back no function.');
  return marked(code, written);
}

const quoted = (text: string, what: string): AnyFunction =>
  marked(() => {
    throw new Error(`This snippet is ${what}: ${text.slice(0, 200)}`);
  }, text);

function marked<Code extends object>(code: Code, written: unknown): Code {
  Object.defineProperty(code, writtenAs, { value: written });
  return code;
}
