/**
 * A source that makes its own records: a snippet called with the index of the record, a memory of its own and a random
 * stream seeded by that index, so that the same index always makes the same record from the same memory.
 */
import { assert } from '@potoroo/shared/assert';
import type { SourceStage } from '@potoroo/shared/topology';
import type {
  Gate,
  Generator,
  GeneratorPosition,
  NodeCount,
  Quarantined,
  SourceOperator,
  Watch,
  Wiring,
} from '../api/index.ts';
import type { Push, Watching } from './chain.ts';
import { quarantineError } from './quarantine.ts';
import { seededRandom } from './seeded-random.ts';
import type { SnippetFunction, Snippets } from './snippets.ts';

export type GeneratorParts = {
  readonly stage: SourceStage;
  readonly snippets: Snippets;
  readonly push: Push;
  readonly watching: Watching;
  readonly wiring: Wiring;
};

export function generatorSource(parts: GeneratorParts): SourceOperator {
  return { type: 'generator', open: (from) => new SnippetGenerator(parts, from) };
}

type Repeats = { readonly share: number; readonly copy: (record: unknown) => unknown };
/** Its multiples spread evenly over 0 to 1: which records are replaced depends on their index alone. */
const goldenSection = (Math.sqrt(5) - 1) / 2;

class SnippetGenerator implements Generator {
  readonly rate: number | null;
  readonly #recordsMax: number;
  readonly #snippet: SnippetFunction;
  /** The snippet, or what repeats a record in its place. */
  #generate: SnippetFunction;
  readonly #memory: unknown;
  readonly #random = seededRandom();
  readonly #parts: GeneratorParts;
  readonly #count: NodeCount;
  readonly #watch: Watch | null;
  #index: number;

  constructor(parts: GeneratorParts, from: GeneratorPosition | null) {
    const { stage, snippets } = parts;
    assert(stage.generate !== null && stage.connector.type === 'generator', `source ${stage.node} is no generator`);
    const snippet = snippets.of(stage.generate);
    this.#parts = parts;
    this.#watch = parts.wiring.watch?.(stage.id, 0) ?? null;
    this.#count = parts.wiring.count(stage.node);
    this.#snippet = snippet.default;
    this.#generate = snippet.default;
    this.#index = from?.index ?? 0;
    this.#memory = from === null ? (snippet.memory === null ? {} : snippet.memory()) : from.memory;
    this.#recordsMax = stage.connector.count ?? Number.POSITIVE_INFINITY;
    this.rate = stage.connector.rate;
  }

  get ended(): boolean {
    return this.#index >= this.#recordsMax;
  }

  get position(): GeneratorPosition {
    return { index: this.#index, memory: this.#memory };
  }

  repeat(share: number, copy: (record: unknown) => unknown): void {
    this.#generate = share === 0 ? this.#snippet : repeating(this.#snippet, { share, copy });
  }

  run(gate: Gate, recordsMax: number): number {
    const { push } = this.#parts;
    const last = Math.min(this.#index + recordsMax, this.#recordsMax);
    const first = this.#index;
    while (!gate.blocked && this.#index < last) {
      const quarantined = this.#watch?.begin(this.#index) ?? null;
      const record = quarantined === null ? this.#made(this.#index++) : this.#skip(quarantined);
      if (record === null || record === undefined) continue;
      this.#count.recordsIn++;
      this.#count.recordsOut++;
      push(record, '');
    }
    return this.#index - first;
  }

  /** The snippet is called all the same, unless it is what came to no end: what it remembers of a record counts for the next. */
  #skip(quarantined: Quarantined): null {
    const { stage, wiring, snippets } = this.#parts;
    const index = this.#index++;
    const record = quarantined.module === stage.generate ? index : this.#next(index);
    this.#count.recordsIn++;
    wiring.fail({
      node: snippets.nodeOf(quarantined.module),
      kind: 'quarantine',
      error: quarantineError(quarantined, `index ${index} of source ${stage.name}`),
      record,
      key: null,
    });
    return null;
  }

  #made(index: number): unknown {
    const { by } = this.#parts.watching;
    return by === null ? this.#next(index) : by({ record: null, key: '' }, (each: number) => this.#next(each), index);
  }

  #next(index: number): unknown {
    const { stage, wiring } = this.#parts;
    this.#random.seed(index);
    try {
      return this.#generate(index, this.#memory, this.#random.next);
    } catch (error) {
      this.#count.recordsIn++;
      wiring.fail({ node: stage.node, kind: 'snippet', error, record: index, key: null });
      return null;
    }
  }
}

/** The snippet makes its record all the same, so that what it remembers is as it would have been. */
function repeating(snippet: SnippetFunction, { share, copy }: Repeats): SnippetFunction {
  /** Undefined before the first one that can be copied. */
  let repeated: unknown;
  return (...parameters) => {
    const made = snippet(...parameters);
    const isOther = (Number(parameters[0]) * goldenSection) % 1 >= share;
    if (made === null || made === undefined || isOther) return made;
    try {
      repeated ??= copy(made);
      return copy(repeated);
    } catch {
      // It cannot travel, which is told of where it would leave.
      return made;
    }
  };
}
