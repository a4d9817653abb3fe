/**
 * How a program describes a pipeline, in the words of the scale-agnostic layer. Nothing runs here and nothing knows a
 * worker: each call takes down one node, and the type of what leaves it is the type of what the next one takes.
 *
 *     const app = pipeline('Word count');
 *     const counters = app.state('counters', () => ({ count: 0 }));
 *     app
 *       .source('text', { connector: file('book.txt') })
 *       .compute('split', (text) => text.split(' '))
 *       .keyBy('word', (word) => word)
 *       .compute('count', counters, (word, counter) => ({ word, count: ++counter.count }))
 *       .sink('counts', live());
 *     export default app;
 */
import type { SinkConnector, SourceConnector } from '@potoroo/shared/pipeline';
import { SketchFault, type Sketch, SketchPad } from '@potoroo/shared/sketch';
import type { RecordType } from './record-type.ts';
import type { Context, Each } from './contracts.ts';
import type { Giving, Taking } from './record-layout.ts';

/** What is shown on screen where the id does not say it well. */
export type Naming = { readonly name?: string };

export type SourceOptions<Out> = Naming & {
  readonly connector: SourceConnector;
  /** Needed where no snippet tells it: NDJSON and CSV. */
  readonly recordType?: RecordType<Out> | null;
  /** Bytes of one frame or line to a value. */
  readonly decode?: ((bytes: Uint8Array) => Out | null | undefined) | null;
  /** In the place of `decode`: where the fields lie in the bytes. */
  readonly recordLayout?: Giving<Out>;
  /** The next record of a generator; `export const memory` of its module is handed to it. */
  readonly generate?: ((index: number, memory: never, random: () => number) => Out | null | undefined) | null;
};
export type SinkOptions<In> = Naming & {
  readonly encode?: ((value: In) => Uint8Array | string) | null;
  /** In the place of `encode`. */
  readonly recordLayout?: Taking<In>;
};

declare const flowing: unique symbol;

/** Records on their way: what the next node takes. */
export interface Stream<In> {
  /** Only a type: what flows. */
  readonly [flowing]?: In;
  readonly from: readonly string[];
  /** A stateless computation: one record in; one, many or none out. */
  compute<Result>(id: string, code: (record: In, context: Context) => Result, naming?: Naming): Stream<Each<Result>>;
  /** Decides which state object each record meets. */
  keyBy(id: string, key: (record: In) => string, naming?: Naming): KeyedStream<In>;
  sink(id: string, connector: SinkConnector, options?: SinkOptions<In>): void;
}

export interface KeyedStream<In> {
  readonly [flowing]?: In;
  readonly [keyed]: true;
  readonly from: readonly string[];
  /** A state computation: the record and the state object of its key, one record at a time. */
  compute<Value, Result>(
    id: string,
    state: State<Value>,
    code: (record: In, state: Value, context: Context) => Result,
    naming?: Naming,
  ): Stream<Each<Result>>;
}

declare const held: unique symbol;
/** A kind of state object, shared by every state computation that is given it. */
export type State<Value> = { readonly id: string; readonly [held]?: Value };

/** What a state holds: `Held<typeof totals>`. */
export type Held<Of> = Of extends State<infer Value> ? Value : never;

type Mergeable = Stream<never> | KeyedStream<never> | { readonly from: readonly string[] };
/** What flows in a stream: `Flowing<typeof orders>`. */
export type Flowing<Part> = Part extends { readonly [flowing]?: infer In } ? In : never;
type Merged<Parts extends readonly Mergeable[]> = Parts extends readonly []
  ? Stream<never> & KeyedStream<never>
  : Parts[number] extends { readonly [keyed]: true }
    ? KeyedStream<Flowing<Parts[number]>>
    : Stream<Flowing<Parts[number]>>;

const keyed: unique symbol = Symbol('keyed');

export type PipelineOptions = {
  readonly description?: string;
  /** How often a run of it is checkpointed, and so how long its committed outputs wait at the most; without it every second. */
  readonly checkpointIntervalMs?: number;
  /** What `pipeline.layout.json` holds. Without it nodes are placed in columns. */
  readonly layout?: unknown;
  /** What `pipeline.fixtures.json` holds: sample records of nodes, and what comes of them. */
  readonly fixtures?: unknown;
};

/** Begins the description of a pipeline. A file that Potoroo runs or opens exports it as its default. */
export const pipeline = (name: string, options: PipelineOptions = {}): Description => new Description(name, options);

/** By which another copy of this module, such as a vendored one, is known. */
export const describesPipeline: unique symbol = Symbol.for('potoroo.describesPipeline');

export class Description {
  readonly [describesPipeline] = true;
  readonly #name: string;
  #options: PipelineOptions;
  readonly #pad = new SketchPad<unknown>();

  constructor(name: string, options: PipelineOptions) {
    this.#name = name;
    this.#options = options;
  }

  source<Out = string>(id: string, options: SourceOptions<Out>): Stream<Out> {
    const { recordType, ...fields } = options;
    return new Flow<Out>(this.#pad, [this.#pad.source(id, { ...fields, recordType: recordType?.text ?? null })]);
  }

  /** `initial` makes the first value of each state object. */
  state<Value extends object>(id: string, initial: (key: string) => Value, { name }: Naming = {}): State<Value> {
    return { id: this.#pad.state(id, initial, name) };
  }

  /** A state that is only named, and stands elsewhere or nowhere yet. */
  stateNamed(id: string): State<never> {
    return { id };
  }

  /** Several streams as one; their order towards each other is a race. Of nothing: a loose end, to be connected. */
  merge<const Parts extends readonly Mergeable[]>(...parts: Parts): Merged<Parts>;
  merge(...parts: readonly Mergeable[]): Stream<never> {
    return new Flow<never>(
      this.#pad,
      parts.flatMap(({ from }) => from),
    );
  }

  note(id: string, text: string, { name }: Naming = {}): void {
    this.#pad.note(id, text, name);
  }

  /** An edge that no stream carries, by the ids of its ends. */
  connect(from: string, to: string): void {
    this.#pad.connect(from, to);
  }

  /** Where the nodes stand, in a description that has no file beside it. */
  layout(layout: unknown): void {
    this.#options = { ...this.#options, layout };
  }

  /** Sample records of nodes by their ids, likewise. */
  fixtures(fixtures: unknown): void {
    this.#options = { ...this.#options, fixtures };
  }

  /** What was described, for whoever runs or draws it. */
  sketch(): Sketch<unknown> {
    const { description = '', checkpointIntervalMs, layout = null, fixtures = null } = this.#options;
    return this.#pad.sketch({ name: this.#name, description, checkpointIntervalMs, layout, fixtures });
  }
}

/** Every stream is one of these; whether it is keyed is a matter of types, and of the compiler. */
class Flow<In> implements Stream<In> {
  declare readonly [flowing]?: In;
  readonly [keyed] = true;
  readonly #pad: SketchPad<unknown>;
  readonly from: readonly string[];

  constructor(pad: SketchPad<unknown>, from: readonly string[]) {
    this.#pad = pad;
    this.from = from;
  }

  compute<Result>(id: string, code: (record: In, context: Context) => Result, naming?: Naming): Stream<Each<Result>>;
  compute<Value, Result>(
    id: string,
    state: State<Value>,
    code: (record: In, state: Value, context: Context) => Result,
    naming?: Naming,
  ): Stream<Each<Result>>;
  compute<Result>(id: string, second: unknown, third?: unknown, fourth?: unknown): Stream<Each<Result>> {
    const state = textIn(second, 'id');
    const node =
      state === undefined
        ? this.#pad.computation(id, second, textIn(third, 'name'))
        : this.#pad.stateComputation(id, state, third, textIn(fourth, 'name'));
    return this.#followedBy<Each<Result>>(node);
  }

  keyBy(id: string, key: (record: In) => string, naming?: Naming): KeyedStream<In> {
    return this.#followedBy<In>(this.#pad.key(id, key, naming?.name));
  }

  sink(id: string, connector: SinkConnector, options: SinkOptions<In> = {}): void {
    if ('rate' in connector) throw new SketchFault(`The sink "${id}" is given a file to read.`, 'Use toFile(path).');
    this.#followedBy<never>(this.#pad.sink(id, { connector, ...options }));
  }

  #followedBy<Out>(node: string): Flow<Out> {
    for (const origin of this.from) this.#pad.connect(origin, node);
    return new Flow<Out>(this.#pad, [node]);
  }
}

function textIn(object: unknown, field: string): string | undefined {
  if (typeof object !== 'object' || object === null) return undefined;
  const value: unknown = Reflect.get(object, field);
  return typeof value === 'string' ? value : undefined;
}
