/**
 * The pipeline document: what a person draws. Scale-agnostic: nothing here names a worker.
 * This file owns the types; `parse.ts` turns untrusted JSON into them, `edits.ts` changes them.
 *
 * A snippet is the source text of a TypeScript module with a default export, or a single expression.
 *
 *   decode     (bytes: Uint8Array) => Value | null         null: not a record, skipped
 *   generate   (index: number, memory: Memory, random: () => number) => Value | null
 *              optional `export const memory = () => ({ ... })`: plain data the generator keeps between calls
 *   computation(record: In, context: Context) => Out | Out[] | null | undefined
 *   key        (record: In) => string
 *   initial    (key: string) => State                      the first value of a state object
 *   state computation (record: In, state: State, context: Context) => Out | Out[] | null | undefined
 *   encode     (value: In) => Uint8Array | string
 *
 * Context is `{ key: string }`. `types` holds declarations (`type Order = ...`) that every snippet sees.
 */
import type { EdgeId, NodeId } from '../ids.ts';
import type { RecordLayout } from '../record-layout/index.ts';

export const pipelineFormat = 'potoroo.pipeline';
export const pipelineVersion = 1;

export type Snippet = string;
export type Position = { readonly x: number; readonly y: number };

/** How bytes are divided into records. `framed`: a u32 big-endian payload length, then the payload. */
export type Format = 'lines' | 'ndjson' | 'csv' | 'framed';

export type SourceConnector =
  | { readonly type: 'generator'; readonly rate: number | null; readonly count: number | null }
  | { readonly type: 'file'; readonly path: string; readonly format: Format; readonly rate: number | null }
  | {
      readonly type: 'tcp';
      readonly host: string;
      readonly port: number;
      readonly format: Format;
      /** What connections bring is written to a journal before it counts, so that a loss can be undone; `off`: it is not. */
      readonly journal?: 'off';
    };

/**
 * When outputs leave. Without it they are committed: they leave once the checkpoint that holds them is durable. `immediate`:
 * at once, as a preview, which may show outputs that a recovery takes back.
 */
export type SinkMode = 'immediate';

/**
 * Each frame carries an id in front of its payload, by which a receiver drops repeats. `acknowledged`: the receiver sends back
 * the ids of what it has, and is sent again, after a loss, only what it has not.
 */
export type OutputIds = 'sent' | 'acknowledged';

export type SinkConnector =
  | { readonly type: 'live' }
  | { readonly type: 'file'; readonly path: string; readonly format: Format; readonly mode?: SinkMode }
  | {
      readonly type: 'tcp';
      readonly host: string;
      readonly port: number;
      readonly format: Format;
      readonly mode?: SinkMode;
      /** Of `framed` outputs only. */
      readonly ids?: OutputIds;
    };

type NodeBase = {
  readonly id: NodeId;
  /** Shown on screen: `Orders`. */
  readonly name: string;
  readonly position: Position;
  /** Records to try its snippet on. Absent where there are none, and on kinds whose snippet takes no record. */
  readonly fixtures?: readonly Fixture[];
};

/**
 * Sample records of a node, and what its snippet made of them when a person said that this is right: the tests of the node.
 * Records are texts, one a line: JSON values; for `decode` lines of text, handed on as bytes. `fixture-text.ts` turns values
 * into texts.
 */
export type Fixture = {
  /** The title of the test. */
  readonly name: string;
  readonly origin: 'pasted' | 'captured' | 'generated';
  readonly records: string;
  /** One step a record, in their order; null while nobody has said what is right. */
  readonly expected: readonly FixtureStep[] | null;
};
export type FixtureStep = {
  /** The records that came out, one JSON value a line; empty where none did. */
  readonly outputs: string;
  /** The state object of the record's key afterwards, as JSON; null where the node meets none. */
  readonly state: string | null;
};

export type SourceNode = NodeBase & {
  readonly kind: 'source';
  readonly connector: SourceConnector;
  /** A TypeScript type for the records, such as `Order`; needed where no snippet tells it (NDJSON, CSV). */
  readonly recordType: string | null;
  /** Bytes of one frame or line to a value. Without it: text. NDJSON and CSV have decoders of their own. */
  readonly decode: Snippet | null;
  /** In the place of `decode`: where the fields of a record lie in its bytes. */
  readonly recordLayout?: RecordLayout;
  readonly generate: Snippet | null;
};
export type ComputationNode = NodeBase & { readonly kind: 'computation'; readonly code: Snippet };
export type KeyNode = NodeBase & { readonly kind: 'key'; readonly code: Snippet };
export type StateNode = NodeBase & {
  readonly kind: 'state';
  readonly initial: Snippet;
  /** The drawn extent of the swimlane that holds this state's computations. */
  readonly size: { readonly width: number; readonly height: number };
};
/** Its position is absolute, as every node's; the screen makes it relative to the swimlane. */
export type StateComputationNode = NodeBase & {
  readonly kind: 'state-computation';
  /** The state whose objects it meets. */
  readonly state: NodeId;
  readonly code: Snippet;
};
export type SinkNode = NodeBase & {
  readonly kind: 'sink';
  readonly connector: SinkConnector;
  /** A value to bytes for `framed` and `lines`. Without it: strings as text, all else as JSON. */
  readonly encode: Snippet | null;
  /** In the place of `encode`. */
  readonly recordLayout?: RecordLayout;
};
export type NoteNode = NodeBase & {
  readonly kind: 'note';
  readonly text: string;
  readonly size: { readonly width: number; readonly height: number };
};

export type PipelineNode =
  | SourceNode
  | ComputationNode
  | KeyNode
  | StateNode
  | StateComputationNode
  | SinkNode
  | NoteNode;
export type NodeKind = PipelineNode['kind'];

/** Records flow from the output port of `from` to the input port of `to`. */
export type PipelineEdge = { readonly id: EdgeId; readonly from: NodeId; readonly to: NodeId };

/**
 * Code of a pipeline's TypeScript project that no node or edge stands for: a loop, a constant, a comment. It is kept word
 * for word, so that a project that is opened and exported again loses nothing. It does nothing in the studio.
 */
export type PreservedBlock = {
  readonly text: string;
  /** Why it is not drawn, in one sentence. */
  readonly reason: string;
  /**
   * Where it stood: at the top of the file, in front of the description, before a node's statement, or at the end; `module`
   * is a file of its own, which preserved code imports.
   */
  readonly place: 'top' | 'opening' | 'before' | 'end' | 'module';
  /** The node that `before` means, null for the other places. */
  readonly node: NodeId | null;
  /** The path of a `module`, from the folder of the project. */
  readonly file?: string | undefined;
  /** What it speaks of that is drawn, and under which names. Absent where it speaks of nothing. */
  readonly uses?: readonly PreservedUse[] | undefined;
};
/** A variable: of the description, of the stream that leaves nodes, of a state, or of the snippet of a node. */
export type PreservedUse = {
  readonly name: string;
  readonly means: 'description' | 'stream' | 'state' | 'snippet';
  readonly nodes: readonly NodeId[];
  readonly field?: 'decode' | 'generate' | 'code' | 'initial' | 'encode' | undefined;
};

/**
 * A file in which a person wrote the pipeline, as it was read. The first is its description. What they say is in the document, too;
 * they are kept so that an export says it in the same words for as long as it is the same, and changes only what has changed.
 */
export type WrittenFile = { readonly file: string; readonly text: string };

export type Pipeline = {
  readonly format: typeof pipelineFormat;
  readonly version: typeof pipelineVersion;
  readonly name: string;
  readonly description: string;
  /** TypeScript declarations that every snippet sees. */
  readonly types: Snippet;
  /**
   * How often a run of it is checkpointed, and so how long an output of a committed sink waits at the most. Absent:
   * `limits.barrierIntervalMs`.
   */
  readonly checkpointIntervalMs?: number;
  readonly nodes: readonly PipelineNode[];
  readonly edges: readonly PipelineEdge[];
  /** Absent where there is nothing to preserve, which is nearly always. */
  readonly preserved?: readonly PreservedBlock[] | undefined;
  /** Absent where no person wrote it, or as an export would write it anyway. */
  readonly written?: readonly WrittenFile[] | undefined;
};

/** What everybody begins with who starts empty. */
export const emptyPipeline = (name: string): Pipeline => ({
  format: pipelineFormat,
  version: pipelineVersion,
  name,
  description: '',
  types: '',
  nodes: [],
  edges: [],
});
