/** What is wrong with a document, said to the person who can mend it: what, where, what to do. */
import type { EdgeId, NodeId } from '../ids.ts';

/** The snippet of a node that a position is in. `types` belongs to the document, not to a node. */
export type SnippetField = 'decode' | 'generate' | 'code' | 'initial' | 'encode' | 'types' | 'recordType';

export type Diagnostic = {
  /** `P1xx` the document's form, `P2xx` the graph, `P3xx` types and snippets. One catalogue lists them all. */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** What is wrong and where, in one sentence. */
  readonly message: string;
  /** What to do about it, in one sentence. */
  readonly remedy: string;
  readonly node?: NodeId;
  readonly edge?: EdgeId;
  /** A path into the JSON for faults of form: `nodes[3].connector.port`. */
  readonly path?: string;
  /** Where in a snippet, both from 1. */
  readonly at?: {
    readonly field: SnippetField;
    readonly line: number;
    readonly column: number;
    readonly endLine: number;
    readonly endColumn: number;
  };
};
