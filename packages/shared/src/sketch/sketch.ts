/**
 * A pipeline as a program describes it: nodes and edges without positions, and snippets that are not text yet. What a
 * snippet is meanwhile is up to who sketches: a function of a running program, or a place in a syntax tree.
 * `layout.ts` turns a sketch into a document.
 */
import type {
  NoteNode,
  PipelineNode,
  SinkConnector,
  SinkNode,
  SourceConnector,
  SourceNode,
  StateComputationNode,
} from '../pipeline/index.ts';
import { nodeId, type NodeId } from '../ids.ts';
import { idPattern } from '../pipeline/document-schema.ts';
import type { RecordLayout } from '../record-layout/index.ts';
import { limits } from '../limits.ts';

type Base = { readonly id: NodeId; readonly name: string };

export type SketchedNode<Ref> =
  | (Base &
      Pick<SourceNode, 'kind' | 'connector' | 'recordType' | 'recordLayout'> & {
        readonly decode: Ref | null;
        readonly generate: Ref | null;
      })
  | (Base & { readonly kind: 'computation' | 'key'; readonly code: Ref })
  | (Base & { readonly kind: 'state'; readonly initial: Ref })
  | (Base & Pick<StateComputationNode, 'kind' | 'state'> & { readonly code: Ref })
  | (Base & Pick<SinkNode, 'kind' | 'connector' | 'recordLayout'> & { readonly encode: Ref | null })
  | (Base & Pick<NoteNode, 'kind' | 'text'>);

export type SketchedEdge = { readonly from: NodeId; readonly to: NodeId };

export type Sketch<Ref> = {
  readonly name: string;
  readonly description: string;
  readonly checkpointIntervalMs?: number | undefined;
  /** As it was read: a layout is a file that anybody may have edited. */
  readonly layout: unknown;
  /** Likewise, by node. */
  readonly fixtures?: unknown;
  readonly nodes: readonly SketchedNode<Ref>[];
  readonly edges: readonly SketchedEdge[];
};

/** What is wrong with one call of a description, said to its author. */
export class SketchFault extends Error {
  /** What is wrong, without what to do about it. */
  readonly fault: string;
  readonly remedy: string;
  constructor(fault: string, remedy: string) {
    super(`${fault} ${remedy}`);
    this.name = 'SketchFault';
    this.fault = fault;
    this.remedy = remedy;
  }
}

export type SourceFields<Ref> = {
  readonly name?: string | undefined;
  readonly connector: SourceConnector;
  readonly recordType?: string | null | undefined;
  readonly decode?: Ref | null | undefined;
  readonly recordLayout?: RecordLayout | undefined;
  readonly generate?: Ref | null | undefined;
};
export type SinkFields<Ref> = {
  readonly name?: string | undefined;
  readonly connector: SinkConnector;
  readonly encode?: Ref | null | undefined;
  readonly recordLayout?: RecordLayout | undefined;
};

/** A field that is left out where there is none, as in a document. */
export const declared = ({ recordLayout }: { readonly recordLayout?: RecordLayout | undefined }) =>
  recordLayout === undefined ? {} : { recordLayout };

/** Takes down what a description says, in its order. Mutable, for it is written on. */
export class SketchPad<Ref> {
  readonly #nodes = new Map<NodeId, SketchedNode<Ref>>();
  readonly #edges: SketchedEdge[] = [];

  source(id: string, fields: SourceFields<Ref>): NodeId {
    const { name, connector, recordType = null, decode = null, generate = null } = fields;
    const snippets = { decode, generate, ...declared(fields) };
    return this.#add({ ...this.#base(id, 'source', name), kind: 'source', connector, recordType, ...snippets });
  }

  computation(id: string, code: Ref, name?: string): NodeId {
    return this.#add({ ...this.#base(id, 'computation', name), kind: 'computation', code });
  }

  key(id: string, code: Ref, name?: string): NodeId {
    return this.#add({ ...this.#base(id, 'key', name), kind: 'key', code });
  }

  state(id: string, initial: Ref, name?: string): NodeId {
    return this.#add({ ...this.#base(id, 'state', name), kind: 'state', initial });
  }

  stateComputation(id: string, of: string, code: Ref, name?: string): NodeId {
    const state = nodeId(of);
    return this.#add({ ...this.#base(id, 'state-computation', name), kind: 'state-computation', state, code });
  }

  sink(id: string, fields: SinkFields<Ref>): NodeId {
    const { name, connector, encode = null } = fields;
    return this.#add({ ...this.#base(id, 'sink', name), kind: 'sink', connector, encode, ...declared(fields) });
  }

  note(id: string, text: string, name?: string): NodeId {
    return this.#add({ ...this.#base(id, 'note', name), kind: 'note', text });
  }

  connect(from: string, to: string): void {
    for (const end of [from, to]) {
      if (!this.#nodes.has(nodeId(end)))
        throw new SketchFault(
          `connect: there is no node "${end}" yet.`,
          'Describe it above this line, or correct the id.',
        );
    }
    this.#edges.push({ from: nodeId(from), to: nodeId(to) });
  }

  /** All of what an action says, or nothing of it where it fails. */
  attempt<Result>(action: () => Result): Result {
    const nodes = [...this.#nodes];
    const edges = this.#edges.length;
    try {
      return action();
    } catch (error) {
      this.#nodes.clear();
      for (const [id, node] of nodes) this.#nodes.set(id, node);
      this.#edges.length = edges;
      throw error;
    }
  }

  sketch(head: Omit<Sketch<Ref>, 'nodes' | 'edges'>): Sketch<Ref> {
    return { ...head, nodes: [...this.#nodes.values()], edges: [...this.#edges] };
  }

  #add(node: SketchedNode<Ref>): NodeId {
    this.#nodes.set(node.id, node);
    return node.id;
  }

  #base(id: unknown, kind: PipelineNode['kind'], name: string | undefined): Base {
    if (typeof id !== 'string' || !idPattern.test(id) || id.length > limits.idCharsMax)
      throw new SketchFault(
        `${JSON.stringify(id) ?? typeof id} cannot be the id of a node.`,
        'Use letters, digits, "-" and "_", beginning with a letter or digit.',
      );
    if (this.#nodes.has(nodeId(id)))
      throw new SketchFault(`Two nodes have the id "${id}".`, 'Give one of them another id.');
    return { id: nodeId(id), name: name ?? defaultName(id, kind) };
  }
}

/** `Check order` for `check-order`; a key is called by what it is: `order symbol`. */
export function defaultName(id: string, kind: PipelineNode['kind']): string {
  const words = id.replaceAll(/[-_]+/g, ' ').trim();
  return kind === 'key' ? words : words.charAt(0).toUpperCase() + words.slice(1);
}
