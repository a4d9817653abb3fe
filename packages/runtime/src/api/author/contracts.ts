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
export function unfinished(text: string): (...parameters: readonly unknown[]) => never {
  return () => {
    throw new Error(`This snippet is unfinished; write a function in its place: ${text.slice(0, 200)}`);
  };
}
