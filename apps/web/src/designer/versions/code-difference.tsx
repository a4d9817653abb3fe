/** One snippet before and after, in one column: removed lines above the ones that took their place. Loaded when first needed. */
import { unifiedMergeView } from '@codemirror/merge';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { codeLook } from '../code/editor-setup.ts';
import type { CodeDifference } from './difference-rows.ts';

type CodeDifferenceProps = { readonly code: CodeDifference; readonly label: string };

const comparison = (original: string): Extension => [
  unifiedMergeView({ original, mergeControls: false, gutter: true, collapseUnchanged: { margin: 2, minSize: 4 } }),
  look,
];

const look = EditorView.theme({
  // On a tinted ground remarks need a darker ink to be read.
  '&': { '--code-comment': 'var(--ink-2)' },
  '.cm-changedLine, .cm-insertedLine': { background: 'color-mix(in srgb, var(--ok) 8%, transparent)' },
  '.cm-deletedChunk': { background: 'color-mix(in srgb, var(--bad) 8%, transparent)', padding: '0 10px 0 6px' },
  '.cm-changedText, .cm-insertedLine .cm-changedText': {
    background: 'color-mix(in srgb, var(--ok) 12%, transparent)',
  },
  '.cm-deletedText, .cm-deletedChunk .cm-deletedText': {
    background: 'color-mix(in srgb, var(--bad) 12%, transparent)',
  },
  '.cm-changedLineGutter': { background: 'var(--ok)' },
  '.cm-deletedLineGutter': { background: 'var(--bad)' },
  '.cm-collapsedLines': {
    background: 'var(--hover)',
    color: 'var(--ink-2)',
    fontFamily: 'var(--font)',
    padding: '2px 10px',
  },
  '.cm-collapsedLines::before, .cm-collapsedLines::after': { content: '""' },
});

export function CodeDifferenceView({ code: { before, after }, label }: CodeDifferenceProps) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (host.current === null) return;
    const view = new EditorView({
      doc: after,
      parent: host.current,
      extensions: [
        codeLook,
        EditorState.readOnly.of(true),
        EditorView.contentAttributes.of({ 'aria-label': label, 'aria-readonly': 'true' }),
        // Against nothing there is nothing to compare: the code is shown as it is.
        before === '' ? [] : comparison(before),
      ],
    });
    return () => view.destroy();
  }, [before, after, label]);
  return <div ref={host} className="code-editor" />;
}
