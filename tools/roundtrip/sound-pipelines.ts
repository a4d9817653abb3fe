/**
 * Pipelines that compile and run to the same outputs whatever the order of arrival, one for each seed: sources of every kind
 * with their inputs, branches, merges, shared states, several sinks, notes, with names and texts that mean harm.
 */
import { edgeId, nodeId } from '@potoroo/shared/ids';
import { type Pipeline, pipelineFormat, type PipelineNode, pipelineVersion } from '@potoroo/shared/pipeline';
import { below, pick, type Random, seededRandom } from '../inputs/random.ts';
import { hostileTexts } from './hostile-texts.ts';
import {
  computationSnippet,
  decodeSnippet,
  encodeSnippet,
  generateSnippet,
  initialSnippet,
  itemTypes,
  keySnippet,
  sharedStateSnippet,
  stateSnippet,
} from './sound-snippets.ts';

export type Sound = {
  readonly pipeline: Pipeline;
  /** What lies beside the document: file name -> text. */
  readonly inputs: ReadonlyMap<string, string>;
  /** The files that a run writes. */
  readonly outputs: readonly string[];
};

export const soundPipeline = (seed: number): Sound => new Drawing(seededRandom(seed)).draw();

const words = [
  'orders',
  'check',
  'app',
  'class',
  'await',
  'live',
  'layout',
  'pipeline',
  'Item',
  'type',
  'snippet',
  'x',
];

/** Mutable while it draws: what stands there, and the streams that nobody has taken yet. */
class Drawing {
  readonly #random: Random;
  readonly #nodes: PipelineNode[] = [];
  readonly #edges: { from: string; to: string }[] = [];
  readonly #inputs = new Map<string, string>();
  readonly #outputs: string[] = [];
  readonly #loose = new Set<string>();
  readonly #streams: string[] = [];
  readonly #states: string[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  draw(): Sound {
    for (let count = this.#upTo(2); count > 0; count -= 1) this.#source();
    for (let count = below(this.#random, 5); count > 0; count -= 1) this.#step();
    for (const end of this.#loose) this.#sink(end);
    if (below(this.#random, 3) === 0) this.#note();
    const pipeline: Pipeline = {
      format: pipelineFormat,
      version: pipelineVersion,
      name: this.#text('Generated'),
      description: pick(this.#random, ['', this.#text('')]),
      types: pick(this.#random, itemTypes),
      nodes: shuffled(this.#nodes, this.#random),
      edges: this.#edges.map(({ from, to }) => ({ id: edgeId(`${from}--${to}`), from: nodeId(from), to: nodeId(to) })),
    };
    return { pipeline, inputs: this.#inputs, outputs: this.#outputs };
  }

  #upTo(most: number): number {
    return 1 + below(this.#random, most);
  }

  #text(plain: string): string {
    return below(this.#random, 3) === 0 ? pick(this.#random, hostileTexts) : plain;
  }

  #base(kind: string) {
    const stem = below(this.#random, 2) === 0 ? kind : pick(this.#random, words);
    const taken = (id: string): boolean => this.#nodes.some((node) => node.id.toLowerCase() === id.toLowerCase());
    let id = stem;
    for (let count = 2; taken(id); count += 1) id = `${stem}${pick(this.#random, ['-', '_', ''])}${count}`;
    return {
      id: nodeId(id),
      name: this.#text(id),
      position: { x: 200 * this.#nodes.length, y: 40 * below(this.#random, 9) },
    };
  }

  #source(): void {
    const base = this.#base('source');
    const random = this.#random;
    const input = `${base.id}.in`;
    const given = { kind: 'source', ...base, recordType: null, decode: null, generate: null } as const;
    switch (below(random, 4)) {
      case 0: {
        const items = Array.from({ length: 60 }, (_, id) => ({ id, group: `g${id % 7}`, value: id / 4, tags: ['in'] }));
        this.#inputs.set(input, items.map((item) => `${JSON.stringify(item)}\n`).join(''));
        const connector = { type: 'file', path: input, format: 'ndjson', rate: null } as const;
        this.#nodes.push({ ...given, connector, recordType: 'Item' });
        break;
      }
      case 1: {
        this.#inputs.set(
          input,
          Array.from({ length: 60 }, (_, id) => `${'abcdefg'.charAt(id % 7)} line ${id}\n`).join(''),
        );
        const connector = { type: 'file', path: input, format: 'lines', rate: null } as const;
        this.#nodes.push({ ...given, connector, decode: decodeSnippet(random) });
        break;
      }
      default: {
        const connector = { type: 'generator', rate: null, count: 20 + below(random, 200) } as const;
        this.#nodes.push({ ...given, connector, generate: generateSnippet(random) });
      }
    }
    this.#put(base.id);
  }

  #put(id: string): void {
    this.#streams.push(id);
    this.#loose.add(id);
  }

  /** One or two streams that are there, connected to a node. */
  #take(to: string): void {
    const first = pick(this.#random, this.#streams);
    const second = below(this.#random, 3) === 0 ? pick(this.#random, this.#streams) : first;
    for (const from of new Set([first, second])) this.#connect(from, to);
  }

  #connect(from: string, to: string): void {
    this.#edges.push({ from, to });
    this.#loose.delete(from);
  }

  #step(): void {
    if (below(this.#random, 2) === 0) {
      const base = this.#base('step');
      this.#take(base.id);
      this.#nodes.push({ kind: 'computation', ...base, code: computationSnippet(this.#random) });
      this.#put(base.id);
      return;
    }
    const key = this.#base('key');
    this.#take(key.id);
    this.#nodes.push({ kind: 'key', ...key, code: keySnippet(this.#random) });
    const wanted = below(this.#random, 3) === 0 ? this.#states.at(-1) : undefined;
    const shared = wanted !== undefined && this.#feeds(wanted, key.id) ? undefined : wanted;
    const state = shared ?? this.#state();
    const code = shared === undefined ? stateSnippet(this.#random) : sharedStateSnippet(this.#random);
    const base = this.#base('count');
    this.#nodes.push({ kind: 'state-computation', ...base, state: nodeId(state), code });
    this.#connect(key.id, base.id);
    this.#put(base.id);
  }

  /** Whether what leaves a state comes to a node: the state would feed itself. */
  #feeds(state: string, to: string): boolean {
    const before = this.#edges.filter((edge) => edge.to === to).map(({ from }) => from);
    const isOfState = (id: string): boolean =>
      this.#nodes.some((node) => node.id === id && node.kind === 'state-computation' && node.state === state);
    return before.some((id) => isOfState(id) || this.#feeds(state, id));
  }

  #state(): string {
    const base = this.#base('state');
    const size = { width: 300 + below(this.#random, 200), height: 120 };
    this.#nodes.push({ kind: 'state', ...base, initial: initialSnippet(this.#random), size });
    this.#states.push(base.id);
    return base.id;
  }

  #sink(from: string): void {
    const base = this.#base('sink');
    this.#connect(from, base.id);
    const isText = below(this.#random, 2) === 0;
    const path = `${base.id}.out`;
    this.#outputs.push(path);
    const connector = { type: 'file', path, format: isText ? 'lines' : 'ndjson' } as const;
    this.#nodes.push({ kind: 'sink', ...base, connector, encode: isText ? encodeSnippet(this.#random) : null });
  }

  #note(): void {
    const text = pick(this.#random, hostileTexts);
    this.#nodes.push({ kind: 'note', ...this.#base('note'), text, size: { width: 200, height: 90 } });
  }
}

function shuffled<Value>(values: readonly Value[], random: Random): readonly Value[] {
  return values
    .map((value) => ({ value, rank: random() }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ value }) => value);
}
