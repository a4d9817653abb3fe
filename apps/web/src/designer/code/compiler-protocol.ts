/** What the screen asks the compiler's Web Worker, and what it answers. A question has a number; its answer bears the same. */
import type { NodeId } from '@potoroo/shared/ids';
import type { Diagnostic, Pipeline, SnippetField } from '@potoroo/shared/pipeline';

/** A snippet of a node, or of the document itself (`types`). */
export type SnippetPlace = { readonly node: NodeId | null; readonly field: SnippetField };

export type CompilerQuestion =
  | { readonly type: 'check'; readonly pipeline: Pipeline }
  /** `offset` counts UTF-16 units from the start of the snippet. */
  | { readonly type: 'complete'; readonly pipeline: Pipeline; readonly place: SnippetPlace; readonly offset: number }
  | { readonly type: 'explain'; readonly pipeline: Pipeline; readonly place: SnippetPlace; readonly offset: number };

export type CheckAnswer = { readonly diagnostics: readonly Diagnostic[]; readonly edgeTypes: Readonly<Record<string, string>> };
export type CompletionAnswer = {
  /** Where the word that is being completed begins. */
  readonly from: number;
  readonly items: readonly { readonly label: string; readonly kind: string; readonly detail: string }[];
} | null;
export type ExplanationAnswer = { readonly from: number; readonly to: number; readonly text: string; readonly documentation: string } | null;

export type AnswerTo<Type extends CompilerQuestion['type']> = {
  readonly check: CheckAnswer;
  readonly complete: CompletionAnswer;
  readonly explain: ExplanationAnswer;
}[Type];

export type Numbered<Content> = { readonly number: number } & Content;
export type WorkerAnswer = Numbered<{ readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly reason: string }>;
