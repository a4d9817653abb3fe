/** Completion and explanations in an editor, asked of the compiler's worker about the document as it is now. */
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import type { EditorView, Tooltip } from '@codemirror/view';
import type { Completions } from '@potoroo/shared/compile/language';
import type { Pipeline } from '@potoroo/shared/pipeline';
import { useDocument } from '../document/document-store.ts';
import { ask } from './compiler-client.ts';
import type { SnippetPlace } from './compiler-protocol.ts';
import { seenBy } from './seen-records.ts';

export const completeFrom =
  (place: SnippetPlace) =>
  async (context: CompletionContext): Promise<CompletionResult | null> => {
    const pipeline = useDocument.getState().pipeline;
    const before = context.matchBefore(/[\w$]+|\./);
    if (pipeline === null || (before === null && !context.explicit)) return null;
    const offset = context.pos;
    const answer = await ask({ type: 'complete', pipeline, place, offset, records: seenAt(place, pipeline) });
    if (!answer.ok || answer.value === null || context.aborted) return null;
    return {
      from: answer.value.from,
      options: answer.value.items.map((item) => option(item, { pipeline, place, offset })),
      validFor: /^[\w$]*$/,
    };
  };

const seenAt = ({ node }: SnippetPlace, pipeline: Pipeline): readonly string[] =>
  node === null ? [] : seenBy(node, pipeline);

type Asked = { readonly pipeline: Pipeline; readonly place: SnippetPlace; readonly offset: number };

/** What belongs to the record or the snippet comes before what the language offers everywhere. */
const option = ({ label, kind, sortText, detail }: Completions['items'][number], asked: Asked): Completion => ({
  label,
  type: kind,
  detail: detail === undefined ? kind : `seen: ${detail}`,
  boost: sortText <= '11' ? 50 : sortText < '15' ? 0 : -50,
  info: async () => {
    if (detail !== undefined) return explanation(`${label}: ${detail}`, 'Seen in records that came here.');
    const answer = await ask({ type: 'detail', ...asked, label });
    if (!answer.ok || answer.value === null) return null;
    return explanation(answer.value.signature, answer.value.documentation);
  },
});

export const explainAt =
  (place: SnippetPlace) =>
  async (_view: EditorView, offset: number): Promise<Tooltip | null> => {
    const pipeline = useDocument.getState().pipeline;
    if (pipeline === null) return null;
    const answer = await ask({ type: 'hover', pipeline, place, offset });
    if (!answer.ok || answer.value === null) return null;
    const { from, to, signature, documentation } = answer.value;
    return { pos: from, end: to, above: true, create: () => ({ dom: explanation(signature, documentation) }) };
  };

function explanation(signature: string, documentation: string): HTMLElement {
  const box = document.createElement('div');
  box.className = 'explanation';
  const code = document.createElement('pre');
  code.textContent = signature;
  box.append(code);
  if (documentation === '') return box;
  const paragraph = document.createElement('p');
  paragraph.textContent = documentation;
  box.append(paragraph);
  return box;
}
