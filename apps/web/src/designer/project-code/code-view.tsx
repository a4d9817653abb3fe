/**
 * One file of the project, to be edited or read. The lines of the node that is looked at are lit, the line that is pointed at
 * is told, faults stand where they are; against an earlier text the changes are shown in place.
 */
import { setDiagnostics } from '@codemirror/lint';
import { unifiedMergeView } from '@codemirror/merge';
import {
  Annotation,
  Compartment,
  type EditorState,
  type Extension,
  type Range,
  StateEffect,
  StateField,
} from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view';
import type { CodeFault } from '@potoroo/shared/code';
import { limits } from '@potoroo/shared/limits';
import { useEffect, useRef } from 'react';
import { plainEditing, reading } from '../code/editor-setup.ts';
import { differenceLook } from '../versions/difference-look.ts';

export type Lines = { readonly fromLine: number; readonly toLine: number };
type CodeViewProps = {
  readonly text: string;
  readonly label: string;
  readonly lit: Lines | null;
  readonly faults: readonly CodeFault[];
  /** The text to compare with; null compares nothing. */
  readonly before: string | null;
  /** Null where the file can only be read. */
  readonly onType: ((text: string) => void) | null;
  /** Null when the pointer leaves. The caret tells as the pointer does. */
  readonly onLine: (line: number | null) => void;
};

const fromElsewhere = Annotation.define<true>();
const light = StateEffect.define<Lines | null>();
const lit = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (before, { state, effects, changes }) => {
    const effect = effects.find((each) => each.is(light));
    return effect === undefined ? before.map(changes) : decorated(state, effect.value);
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

const compared = new Compartment();
const comparison = (before: string | null): Extension =>
  before === null ? [] : [unifiedMergeView({ original: before, mergeControls: false, gutter: true }), differenceLook];

export function CodeView({ text, label, lit: lines, faults, before, onType, onLine }: CodeViewProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const isPointedAt = useRef(false);
  const tell = useRef({ onLine, onType });
  tell.current = { onLine, onType };
  const canType = onType !== null;

  useEffect(() => {
    if (host.current === null) return;
    const editor = new EditorView({
      doc: text,
      parent: host.current,
      extensions: [
        canType ? plainEditing(label, limits.writtenCharsMax) : reading(label),
        lit,
        compared.of(comparison(before)),
        EditorView.domEventHandlers({
          mousemove: (event, current) => {
            isPointedAt.current = true;
            const offset = current.posAtCoords({ x: event.clientX, y: event.clientY });
            tell.current.onLine(offset === null ? null : current.state.doc.lineAt(offset).number);
          },
          mouseleave: () => {
            isPointedAt.current = false;
            tell.current.onLine(null);
          },
        }),
        EditorView.updateListener.of(({ docChanged, selectionSet, state, transactions }) => {
          const isElsewhere = transactions.some((each) => each.annotation(fromElsewhere) === true);
          if (docChanged && !isElsewhere) tell.current.onType?.(state.doc.toString());
          if (selectionSet && !isElsewhere) tell.current.onLine(state.doc.lineAt(state.selection.main.head).number);
        }),
      ],
    });
    view.current = editor;
    return () => {
      editor.destroy();
      view.current = null;
    };
    // Another file is another editor; its text is followed below.
  }, [label, canType]);

  useEffect(() => {
    const editor = view.current;
    const shown = editor?.state.doc.toString();
    if (editor === null || shown === undefined || shown === text) return;
    editor.dispatch({ changes: changeBetween(shown, text), annotations: fromElsewhere.of(true) });
  }, [text]);

  useEffect(() => {
    view.current?.dispatch({ effects: compared.reconfigure(comparison(before)) });
  }, [before, label, canType]);

  useEffect(() => {
    const editor = view.current;
    if (editor !== null)
      editor.dispatch(
        setDiagnostics(
          editor.state,
          faults.flatMap((fault) => markOf(fault, editor.state)),
        ),
      );
  }, [faults, label, canType]);

  const { fromLine, toLine } = lines ?? { fromLine: 0, toLine: 0 };
  useEffect(() => {
    const editor = view.current;
    if (editor === null) return;
    const shown = fromLine === 0 ? null : { fromLine, toLine };
    editor.dispatch({ effects: light.of(shown) });
    // What is looked at elsewhere comes into view; code under the pointer or being written does not move.
    if (shown === null || isPointedAt.current || editor.hasFocus || fromLine > editor.state.doc.lines) return;
    const start = editor.state.doc.line(fromLine).from;
    editor.dispatch({ effects: EditorView.scrollIntoView(start, { y: 'nearest', yMargin: 40 }) });
  }, [label, fromLine, toLine]);

  return <div ref={host} className="code-editor" />;
}

/** Only what differs, so that the caret stays where it is. */
function changeBetween(
  before: string,
  after: string,
): { readonly from: number; readonly to: number; readonly insert: string } {
  let from = 0;
  while (from < before.length && from < after.length && before[from] === after[from]) from += 1;
  let [to, end] = [before.length, after.length];
  while (to > from && end > from && before[to - 1] === after[end - 1]) {
    to -= 1;
    end -= 1;
  }
  return { from, to, insert: after.slice(from, end) };
}

function markOf({ line, column, severity, message, remedy }: CodeFault, { doc }: EditorState) {
  if (line === null || line > doc.lines) return [];
  const at = doc.line(line);
  const from = Math.min(at.from + (column ?? 1) - 1, at.to);
  return [{ from, to: Math.max(from, at.to), severity, message: `${message} ${remedy}` }];
}
