/**
 * A random topology with its inputs, from a seed: sources, diamonds of stateless steps with shared tails, keyed stages with
 * several inputs, re-keying, sinks of several formats. Every record carries its trail, and what a state object keeps of it
 * depends on the records and on their order along one trail, never on how trails interleave: so a cluster and one thread
 * must agree on every output and on every state object.
 */
import type { ExchangeId, ModuleId, NodeId } from '@potoroo/shared/ids';
import { exchangeId, moduleId, nodeId, stageId } from '@potoroo/shared/ids';
import type { Format } from '@potoroo/shared/pipeline';
import type { Exchange, KeyedInput, Module, Stage, Step, Topology } from '@potoroo/shared/topology';
import { plainText } from '../api/index.ts';
import type { Random } from './random.ts';

export type GeneratedTopology = {
  readonly topology: Topology;
  readonly inputs: ReadonlyMap<NodeId, Uint8Array>;
  readonly records: ReadonlyMap<NodeId, number>;
  readonly after: ReadonlyMap<NodeId, NodeId>;
  readonly sinks: readonly { readonly node: NodeId; readonly format: Format }[];
  readonly states: readonly NodeId[];
};

const keysOf = ['(r) => r.k', '(r) => `${r.k}/${r.i % 5}`', '(r) => `é${r.i % 37}`', '(r) => `${r.k}`.repeat(40)'];
const computations = [
  (tag: string) => `(r) => ({ ...r, t: r.t + '${tag}' })`,
  (tag: string) => `(r) => (r.i % 3 === 0 ? null : { ...r, t: r.t + '${tag}' })`,
  (tag: string) => `(r) => [{ ...r, t: r.t + '${tag}a' }, undefined, { ...r, t: r.t + '${tag}b' }]`,
];
const encoders: readonly { readonly format: Format; readonly code: string | null }[] = [
  { format: 'lines', code: '(r) => `${r.t} ${r.k} ${r.i}`' },
  { format: 'ndjson', code: null },
  { format: 'csv', code: null },
];
/** All sources make flat records, or all make nested ones (CSV columns are the same for all): both codecs are met. */
const parsers = [
  (name: string) => `(line) => ({ i: Number(line.split('#')[1]), k: line.split('#')[0], t: '${name}' })`,
  (name: string) =>
    `(line) => ({ i: Number(line.split('#')[1]), k: line.split('#')[0], t: '${name}', x: { at: [line, null], n: -0 } })`,
];

/** Records a second: slow ones are still under way when members change. */
const rates = [null, 20_000, 5_000, 5_000, 2_000];

/** Changes its object first, and then throws over one record in so many. */
const spoils = (code: string, oneIn: number): string =>
  `((meet) => (r, state, context) => {
    const made = meet(r, state, context);
    if (r.i % ${oneIn} === ${oneIn - 1}) throw new Error('half done');
    return made;
  })(${code})`;

/** Keeps the last record of each trail (the keys met belong to it: order is promised where all of them are the same), notes any that came out of order, and spoils the record it emitted before. */
const meet = (tag: string): string => `(() => {
  let emitted = null;
  return (r, state, context) => {
    if (emitted !== null) emitted.t = 'spoilt';
    const trail = r.t + '${tag}|' + context.key;
    state.seen++;
    if ((state.last[trail]?.i ?? -1) >= r.i) state.broken++;
    state.last[trail] = r;
    emitted = { ...r, t: trail };
    return emitted;
  };
})()`;

/** `undoes`: there are checkpoints to go back to, so that a state computation may leave an object half changed. */
export function generateTopology(random: Random, undoes = true): GeneratedTopology {
  return new Draft(random, undoes).finish();
}

/** An input of a keyed stage, or a sink. */
type Target = { readonly to: number; readonly input: number };
type Open = { readonly stage: number; readonly steps: Step[] };

class Draft {
  readonly #random: Random;
  readonly #undoes: boolean;
  readonly #modules: Module[] = [];
  readonly #exchanges: Exchange[] = [];
  readonly #sources: number;
  readonly #keyed: number;
  readonly #sinks: readonly {
    readonly node: NodeId;
    readonly format: Format;
    readonly module: ModuleId | null;
    readonly isImmediate: boolean;
  }[];
  readonly #inputsOf: readonly number[];
  readonly #parser: (source: string) => string;
  /** Keyed stage and input, or sink, that nothing leads to yet. */
  #unfed: Target[];

  constructor(random: Random, undoes: boolean) {
    this.#random = random;
    this.#undoes = undoes;
    this.#parser = this.#pick(parsers);
    this.#sources = 1 + random.below(3);
    this.#keyed = 1 + random.below(4);
    this.#inputsOf = Array.from({ length: this.#keyed }, () => 1 + random.below(2));
    const modes = random.fork('modes');
    this.#sinks = Array.from({ length: 1 + random.below(2) }, (_, index) => {
      const node = nodeId(`sink${index}`);
      const { format, code } = this.#pick(encoders);
      return {
        node,
        format,
        module: code === null ? null : this.#module(node, 'encode', code),
        isImmediate: modes.below(4) === 0,
      };
    });
    this.#unfed = [
      ...this.#inputsOf.flatMap((inputs, index) =>
        Array.from({ length: inputs }, (_, input) => ({ to: this.#sources + index, input })),
      ),
      ...this.#sinks.map((_, index) => ({ to: this.#sources + this.#keyed + index, input: 0 })),
    ];
  }

  finish(): GeneratedTopology {
    const stages: Stage[] = [];
    for (let id = 0; id < this.#sources; id++) stages.push(this.#source(id));
    for (let id = this.#sources; id < this.#sources + this.#keyed; id++) stages.push(this.#keyedStage(id));
    this.#sinks.forEach(({ node, format, module, isImmediate }) =>
      stages.push({
        id: stageId(stages.length),
        kind: 'sink',
        name: node,
        node,
        connector: { type: 'file', path: 'unused', format, ...(isImmediate ? { mode: 'immediate' } : {}) },
        encode: module,
        shards: 1,
        steps: [],
      }),
    );
    const sourceNodes = Array.from({ length: this.#sources }, (_, id) => nodeId(`source${id}`));
    const most = this.#chance(3) ? 300 : 60;
    const records = new Map(sourceNodes.map((node) => [node, 10 + this.#random.below(most)] as const));
    const [first, second] = sourceNodes;
    return {
      topology: {
        version: 1,
        name: 'generated',
        codeHash: 'generated',
        modules: this.#modules,
        stages,
        exchanges: this.#exchanges,
      },
      inputs: new Map(Array.from(records, ([node, count]) => [node, this.#lines(count)] as const)),
      records,
      after: first !== undefined && second !== undefined && this.#chance(3) ? new Map([[second, first]]) : new Map(),
      sinks: this.#sinks,
      states: Array.from({ length: this.#keyed }, (_, index) => nodeId(`state${this.#sources + index}`)),
    };
  }

  #source(id: number): Stage {
    const node = nodeId(`source${id}`);
    const open: Open = { stage: id, steps: [] };
    const next = this.#tails(open);
    const parse = this.#step(open, {
      type: 'compute',
      node: nodeId(`parse${id}`),
      module: this.#module(node, 'code', this.#parser(`s${id}`)),
      next,
    });
    return {
      id: stageId(id),
      kind: 'source',
      name: node,
      node,
      connector: { type: 'file', path: 'unused', format: 'lines', rate: this.#pick(rates) },
      decode: null,
      generate: null,
      shape: null,
      outputs: [parse],
      steps: open.steps,
    };
  }

  #keyedStage(id: number): Stage {
    const state = nodeId(`state${id}`);
    const open: Open = { stage: id, steps: [] };
    const inputs = Array.from({ length: this.#inputsOf[id - this.#sources] ?? 1 }, (_, input): KeyedInput => {
      const node = nodeId(`meet${id}-${input}`);
      const spoiling = this.#random.fork(`spoils ${id}.${input}`);
      const whole = meet(`>${id}.${input}`);
      const code = this.#undoes && spoiling.below(12) === 0 ? spoils(whole, 3 + spoiling.below(60)) : whole;
      return { node, module: this.#module(node, 'code', code), outputs: this.#tails(open) };
    });
    const initial = this.#module(state, 'initial', '() => ({ seen: 0, broken: 0, last: {} })');
    return {
      id: stageId(id),
      kind: 'keyed',
      name: state,
      state,
      initial,
      slots: this.#pick([64, 256]),
      inputs,
      steps: open.steps,
    };
  }

  /** What follows a stage's function: key steps and encoders, maybe behind a diamond whose branches share them. */
  #tails(open: Open): readonly number[] {
    const owed = this.#owedBy(open.stage);
    const drawn =
      owed.length === 0 || this.#chance(3)
        ? [this.#any(open.stage)].filter(
            ({ to, input }) => !owed.some((other) => other.to === to && other.input === input),
          )
        : [];
    const tails = [owed, drawn].flatMap((targets) => this.#tailsTo(open, targets));
    if (!this.#chance(5)) return tails;
    return Array.from({ length: 2 }, (_, branch) => {
      const node = nodeId(`step${open.stage}-${open.steps.length}`);
      const code = this.#pick(computations)(`/${open.stage}.${open.steps.length}.${branch}`);
      return this.#step(open, { type: 'compute', node, module: this.#module(node, 'code', code), next: tails });
    });
  }

  /** One key step for all keyed inputs, one encoder for each sink; each target once, so that a trail names one way. */
  #tailsTo(open: Open, targets: readonly Target[]): readonly number[] {
    const keyed = targets.filter(({ to }) => to < this.#sources + this.#keyed);
    const exchanges = keyed.map(({ to, input }) => this.#exchange(open, to, input, 'hash'));
    const encoders = targets.flatMap(({ to }) => (to < this.#sources + this.#keyed ? [] : [this.#encode(open, to)]));
    if (exchanges.length === 0) return encoders;
    const node = nodeId(`key${open.stage}-${open.steps.length}`);
    return [
      this.#step(open, { type: 'key', node, module: this.#module(node, 'code', this.#pick(keysOf)), exchanges }),
      ...encoders,
    ];
  }

  /** What nothing leads to yet and no later stage will feed: every stage feeds the next one, the last one the sinks. */
  #owedBy(stage: number): readonly Target[] {
    const firstSink = this.#sources + this.#keyed;
    if (stage < this.#sources - 1) return [];
    return this.#unfed.filter(({ to }) => (stage === firstSink - 1 ? to >= firstSink : to === stage + 1));
  }

  #any(stage: number): Target {
    const first = Math.max(stage + 1, this.#sources);
    const to = first + this.#random.below(this.#sources + this.#keyed + this.#sinks.length - first);
    return { to, input: this.#random.below(this.#inputsOf[to - this.#sources] ?? 1) };
  }

  #encode(open: Open, to: number): number {
    const sink = this.#sinks[to - this.#sources - this.#keyed];
    const known = open.steps.findIndex((step) => step.type === 'encode' && step.node === sink?.node);
    if (known >= 0 || sink === undefined) return known;
    return this.#step(open, {
      type: 'encode',
      node: sink.node,
      module: sink.module,
      exchange: this.#exchange(open, to, 0, 'shard'),
    });
  }

  #exchange({ stage }: Open, to: number, input: number, kind: Exchange['kind']): ExchangeId {
    const id = exchangeId(this.#exchanges.length);
    this.#exchanges.push({ id, kind, from: stageId(stage), to: stageId(to), input, node: nodeId(`edge${id}`) });
    this.#unfed = this.#unfed.filter((unfed) => unfed.to !== to || unfed.input !== input);
    return id;
  }

  #step({ steps }: Open, step: Step): number {
    return steps.push(step) - 1;
  }

  #module(node: NodeId, field: Module['field'], code: string): ModuleId {
    const id = moduleId(this.#modules.length);
    this.#modules.push({
      id,
      node,
      field,
      code: `exports.default = ${code};`,
      lines: code.split('\n').map((_, line) => line + 1),
    });
    return id;
  }

  #lines(count: number): Uint8Array {
    const keys = 5 + this.#random.below(100);
    const text = Array.from(
      { length: count },
      (_, index) => `k${this.#random.below(keys)}${this.#chance(9) ? 'é😀' : ''}#${index}`,
    );
    return plainText.encode(`${text.join('\n')}\n`);
  }

  #pick<Choice>(choices: readonly Choice[]): Choice {
    const choice = choices[this.#random.below(choices.length)];
    if (choice === undefined) throw new Error('nothing to pick from');
    return choice;
  }

  #chance(oneIn: number): boolean {
    return this.#random.below(oneIn) === 0;
  }
}
