/** One file of the project, to be read. The lines of the node that is looked at are lit; the line that is pointed at is told. */
import { EditorState, type Range, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, lineNumbers } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { codeLook } from '../code/editor-setup.ts';

export type Lines = { readonly fromLine: number; readonly toLine: number };
type CodeViewProps = {
  readonly text: string;
  readonly label: string;
  readonly lit: Lines | null;
  /** Null when the pointer leaves. The caret tells as the pointer does. */
  readonly onLine: (line: number | null) => void;
};

const light = StateEffect.define<Lines | null>();
const lit = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (before, { state, effects }) => {
    const effect = effects.find((each) => each.is(light));
    return effect === undefined ? before : decorated(state, effect.value);
  },
  provide: (field) => EditorView.decorations.from(field),
});
const litLine = Decoration.line({ class: 'lit-line' });

function decorated({ doc }: EditorState, lines: Lines | null): DecorationSet {
  if (lines === null) return Decoration.none;
  const ranges: Range<Decoration>[] = [];
  for (let line = lines.fromLine; line <= Math.min(lines.toLine, doc.lines); line += 1)
    ranges.push(litLine.range(doc.line(line).from));
  return Decoration.set(ranges);
}

export function CodeView({ text, label, lit: lines, onLine }: CodeViewProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const isPointedAt = useRef(false);
  const tell = useRef(onLine);
  tell.current = onLine;

  useEffect(() => {
    if (host.current === null) return;
    const editor = new EditorView({
      doc: text,
      parent: host.current,
      extensions: [
        lineNumbers(),
        codeLook,
        lit,
        EditorState.readOnly.of(true),
        EditorView.contentAttributes.of({ 'aria-label': label, 'aria-readonly': 'true', tabindex: '0' }),
        EditorView.domEventHandlers({
          mousemove: (event, current) => {
            isPointedAt.current = true;
            const offset = current.posAtCoords({ x: event.clientX, y: event.clientY });
            tell.current(offset === null ? null : current.state.doc.lineAt(offset).number);
          },
          mouseleave: () => {
            isPointedAt.current = false;
            tell.current(null);
          },
        }),
        EditorView.updateListener.of(({ selectionSet, state }) => {
          if (selectionSet) tell.current(state.doc.lineAt(state.selection.main.head).number);
        }),
      ],
    });
    view.current = editor;
    return () => {
      editor.destroy();
      view.current = null;
    };
  }, [text, label]);

  const { fromLine, toLine } = lines ?? { fromLine: 0, toLine: 0 };
  useEffect(() => {
    const editor = view.current;
    if (editor === null) return;
    const shown = fromLine === 0 ? null : { fromLine, toLine };
    editor.dispatch({ effects: light.of(shown) });
    // What is looked at elsewhere comes into view; code under the pointer does not move away from it.
    if (shown === null || isPointedAt.current || fromLine > editor.state.doc.lines) return;
    const start = editor.state.doc.line(fromLine).from;
    editor.dispatch({ effects: EditorView.scrollIntoView(start, { y: 'nearest', yMargin: 40 }) });
  }, [text, label, fromLine, toLine]);

  return <div ref={host} className="code-editor" />;
}
