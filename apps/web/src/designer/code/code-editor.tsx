/**
 * The code editor: CodeMirror with TypeScript's colours, marks of the compiler in place, completion and explanations from
 * the compiler's worker. React gives it a place and takes the text; CodeMirror owns everything inside.
 */
import type { Diagnostic } from '@potoroo/shared/pipeline';
import { setDiagnostics } from '@codemirror/lint';
import { Annotation } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { type RefObject, useEffect, useRef } from 'react';
import { isSamePlace, useRevelation } from '../problems/reveal.ts';
import type { SnippetPlace } from './compiler-protocol.ts';
import { editorDiagnostics, offsetAt } from './editor-diagnostics.ts';
import { editorSetup } from './editor-setup.ts';

type CodeEditorProps = {
  readonly place: SnippetPlace;
  readonly label: string;
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
  /** Where the caret is, for the next editor of this place, which takes the focus there; null: it was never in it. */
  readonly caret: RefObject<number | null>;
  readonly onChange: (text: string) => void;
};

/** Marks a change that came from the document, so that it is not handed back as typing. */
const fromDocument = Annotation.define<true>();

export function CodeEditor({ place, label, text, diagnostics, caret, onChange }: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const report = useRef(onChange);
  report.current = onChange;
  const wanted = useRevelation((state) => state.wanted);

  useEffect(() => {
    if (host.current === null) return;
    const editor = new EditorView({
      doc: text,
      parent: host.current,
      extensions: [
        editorSetup({ place, label }),
        EditorView.updateListener.of((update) => {
          const isTyping =
            update.docChanged && !update.transactions.some((transaction) => transaction.annotation(fromDocument));
          if (isTyping) report.current(update.state.doc.toString());
          if (update.selectionSet || update.focusChanged) caret.current = update.state.selection.main.head;
        }),
      ],
    });
    view.current = editor;
    goOn(editor, caret.current);
    return () => {
      editor.destroy();
      view.current = null;
    };
    // A new place is a new editor; text and label of the same place are followed below.
  }, [place.node, place.field, caret]);

  useEffect(() => {
    const editor = view.current;
    if (editor === null || editor.state.doc.toString() === text) return;
    editor.dispatch({
      changes: { from: 0, to: editor.state.doc.length, insert: text },
      annotations: fromDocument.of(true),
    });
  }, [text]);

  useEffect(() => {
    const editor = view.current;
    if (editor !== null)
      editor.dispatch(setDiagnostics(editor.state, editorDiagnostics(diagnostics, editor.state.doc)));
  }, [diagnostics]);

  useEffect(() => {
    const editor = view.current;
    if (editor === null || wanted === null || !isSamePlace(wanted.place, place)) return;
    useRevelation.setState({ wanted: null });
    const offset = offsetAt(editor.state.doc, wanted.line, wanted.column);
    editor.dispatch({ selection: { anchor: offset }, effects: EditorView.scrollIntoView(offset, { y: 'center' }) });
    editor.focus();
    host.current?.scrollIntoView({ block: 'nearest' });
  }, [wanted, place.node, place.field]);

  return <div ref={host} className="code-editor" />;
}

function goOn(editor: EditorView, caret: number | null): void {
  if (caret === null) return;
  const anchor = Math.min(caret, editor.state.doc.length);
  editor.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) });
  // A dialog around it opens in the same turn, and would take the focus.
  queueMicrotask(() => editor.focus());
}
