/** What the screen asks the compiler's Web Worker, and what it answers. A question has a number; its answer bears the same. */
import type { CompletionDetail, Completions, Hover } from '@potoroo/shared/compile/language';
import type { Trial } from '@potoroo/shared/compile';
import type { Imported, ProjectCode, ReadProject } from '@potoroo/shared/code';
import type { NodeId } from '@potoroo/shared/ids';
import type { Diagnostic, Pipeline, SnippetField } from '@potoroo/shared/pipeline';
import type { Topology } from '@potoroo/shared/topology';

/** A snippet of a node, or of the document itself (`types`). */
export type SnippetPlace = { readonly node: NodeId | null; readonly field: SnippetField };

/** `offset` counts UTF-16 units from the start of the snippet. */
type Asked = { readonly pipeline: Pipeline; readonly place: SnippetPlace; readonly offset: number };

export type CompilerQuestion =
  | { readonly type: 'check'; readonly pipeline: Pipeline }
  | { readonly type: 'trial'; readonly pipeline: Pipeline; readonly node: NodeId }
  | { readonly type: 'topology'; readonly pipeline: Pipeline }
  | { readonly type: 'write'; readonly pipeline: Pipeline }
  | { readonly type: 'write-file'; readonly pipeline: Pipeline; readonly as: 'typescript' | 'svg' | 'mermaid' }
  | { readonly type: 'read-project'; readonly files: ReadonlyMap<string, string> }
  | { readonly type: 'read'; readonly files: ReadonlyMap<string, string>; readonly entry: string }
  /** `records`: the JSON of what was seen to come to the node. */
  | ({ readonly type: 'complete'; readonly records: readonly string[] } & Asked)
  | ({ readonly type: 'detail'; readonly label: string } & Asked)
  | ({ readonly type: 'hover' } & Asked);

/** The types at the ports, by node; see `PortTypes` of the compiler. */
export type Ports = {
  readonly outputs: Readonly<Record<string, string>>;
  readonly inputs: Readonly<Record<string, string>>;
  readonly misfits: Readonly<Record<string, readonly NodeId[]>>;
};

export type CheckAnswer = {
  readonly ports: Ports;
  readonly diagnostics: readonly Diagnostic[];
  readonly edgeTypes: Readonly<Record<string, string>>;
};

/** What is wrong first, error before warning; null where nothing is. */
export type TopologyAnswer = { readonly topology: Topology | null; readonly fault: Diagnostic | null };

export type Answers = {
  readonly check: CheckAnswer;
  readonly trial: Trial | null;
  readonly topology: TopologyAnswer;
  readonly write: ProjectCode;
  readonly 'write-file': string;
  readonly 'read-project': ReadProject;
  readonly read: Imported;
  readonly complete: Completions | null;
  readonly detail: CompletionDetail | null;
  readonly hover: Hover | null;
};
export type AnswerTo<Type extends CompilerQuestion['type']> = Answers[Type];

export type Numbered<Content> = { readonly number: number } & Content;
export type WorkerAnswer = Numbered<
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly reason: string }
>;
