/** Completion and explanations in an editor, asked of the compiler's worker about the document as it is with the editor's text. */
import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import type { EditorView, Tooltip } from '@codemirror/view';
import type { Pipeline } from '@potoroo/shared/pipeline';
import { useDocument } from '../document/document-store.ts';
import { ask } from './compiler-client.ts';
import type { SnippetPlace } from './compiler-protocol.ts';

export const completeFrom =
  (place: SnippetPlace) =>
  async (context: CompletionContext): Promise<CompletionResult | null> => {
    const pipeline = documentNow();
    const before = context.matchBefore(/[\w$]+|\.\s*/);
    if (pipeline === null || (before === null && !context.explicit)) return null;
    const answer = await ask({ type: 'complete', pipeline, place, offset: context.pos });
    if (!answer.ok || answer.value === null || context.aborted) return null;
    const { from, items } = answer.value;
    return {
      from,
      options: items.map(({ label, kind, detail }) => ({ label, type: kind, detail })),
      validFor: /^[\w$]*$/,
    };
  };

export const explainAt =
  (place: SnippetPlace) =>
  async (_view: EditorView, offset: number): Promise<Tooltip | null> => {
    const pipeline = documentNow();
    if (pipeline === null) return null;
    const answer = await ask({ type: 'explain', pipeline, place, offset });
    if (!answer.ok || answer.value === null) return null;
    const { from, to, text, documentation } = answer.value;
    return { pos: from, end: to, above: true, create: () => ({ dom: explanation(text, documentation) }) };
  };

const documentNow = (): Pipeline | null => useDocument.getState().pipeline;

function explanation(text: string, documentation: string): HTMLElement {
  const box = document.createElement('div');
  box.className = 'explanation';
  const signature = document.createElement('pre');
  signature.textContent = text;
  box.append(signature);
  if (documentation === '') return box;
  const paragraph = document.createElement('p');
  paragraph.textContent = documentation;
  box.append(paragraph);
  return box;
}
