/**
 * The compiled, immutable, serialisable form of a pipeline. It names stages, exchanges and slots, and never a worker:
 * which worker owns which slot is the placement, decided by the runtime.
 *
 * A stage is one step of the topology with the stateless computations that follow it fused in (`steps`), up to the
 * exchanges that leave it. A keyed stage holds one state, with one input for each state computation that names it.
 */
import type { ExchangeId, ModuleId, NodeId, StageId } from '../ids.ts';
import type { RecordLayout } from '../record-layout/index.ts';
import type { SinkConnector, SourceConnector } from '../pipeline/pipeline.ts';

/** A transpiled snippet: the text of a CommonJS module (it assigns to `exports`) whose default export is the function. */
export type Module = {
  readonly id: ModuleId;
  readonly node: NodeId;
  readonly field: 'decode' | 'generate' | 'code' | 'initial' | 'encode';
  /** JavaScript. `sourceURL` is added by whoever instantiates it. */
  readonly code: string;
  /** Line n (from 0) of `code` stems from line `lines[n]` (from 1) of the snippet as its author sees it; 0: from none. */
  readonly lines: readonly number[];
};

/** A field of a flat record type, as far as the compiler could tell it. */
export type FieldType = 'number' | 'string' | 'boolean' | 'other';
/** The fields of a record type in declaration order; null where the type is not a plain object type. */
export type RecordShape = {
  readonly fields: readonly { readonly name: string; readonly type: FieldType; readonly optional: boolean }[];
} | null;

/** A step fused into a stage. `next` and `outputs` are indexes into the stage's `steps`. Shared tails appear once. */
export type Step =
  | { readonly type: 'compute'; readonly node: NodeId; readonly module: ModuleId; readonly next: readonly number[] }
  | {
      readonly type: 'key';
      readonly node: NodeId;
      readonly module: ModuleId;
      /** The key is this field of the record as it is, which may still be the bytes it came in. */
      readonly field?: string;
      readonly exchanges: readonly ExchangeId[];
    }
  | { readonly type: 'encode'; readonly node: NodeId; readonly module: ModuleId | null; readonly exchange: ExchangeId };

type StageBase = { readonly id: StageId; readonly name: string; readonly steps: readonly Step[] };

export type SourceStage = StageBase & {
  readonly kind: 'source';
  readonly node: NodeId;
  readonly connector: SourceConnector;
  readonly decode: ModuleId | null;
  /** In the place of `decode`. */
  readonly recordLayout?: RecordLayout;
  /** Whoever meets these records reads fields of theirs and nothing else, so they may stay the bytes that they came in. */
  readonly lazy?: boolean;
  readonly generate: ModuleId | null;
  readonly shape: RecordShape;
  readonly outputs: readonly number[];
};
export type KeyedInput = {
  readonly node: NodeId;
  readonly module: ModuleId;
  readonly outputs: readonly number[];
  /** Its computation reads simple fields of the state object and leaves it as it is, so a checkpoint need not take it for that. */
  readonly onlyReads?: boolean;
};
export type KeyedStage = StageBase & {
  readonly kind: 'keyed';
  readonly state: NodeId;
  readonly initial: ModuleId;
  /** A power of two: `slot = hash(key) & (slots - 1)`. */
  readonly slots: number;
  readonly inputs: readonly KeyedInput[];
};
export type SinkStage = StageBase & {
  readonly kind: 'sink';
  readonly node: NodeId;
  readonly connector: SinkConnector;
  readonly encode: ModuleId | null;
  /** In the place of `encode`. */
  readonly recordLayout?: RecordLayout;
  readonly shards: number;
};
export type Stage = SourceStage | KeyedStage | SinkStage;

/** Where records cross from one stage to another: by hash of the key to a slot, or to a sink's shard. */
export type Exchange = {
  readonly id: ExchangeId;
  readonly kind: 'hash' | 'shard';
  readonly from: StageId;
  readonly to: StageId;
  /** Which input of the target stage: an index into `KeyedStage.inputs`, 0 for a sink. */
  readonly input: number;
  /** The key node of a hash exchange; the state computation or source that feeds a sink otherwise. */
  readonly node: NodeId;
};

export type Topology = {
  readonly version: 1;
  readonly name: string;
  /** A hash of everything that decides what the pipeline computes. */
  readonly codeHash: string;
  readonly modules: readonly Module[];
  /** In topological order: an exchange always leads to a later stage. */
  readonly stages: readonly Stage[];
  readonly exchanges: readonly Exchange[];
};

/** A snippet decodes what the source reads. It is given views of it, which it may keep; where none does, nobody does. */
export const decodesBySnippet = ({ decode, connector }: Pick<SourceStage, 'decode' | 'connector'>): boolean =>
  decode !== null && connector.type !== 'generator' && (connector.format === 'framed' || connector.format === 'lines');
