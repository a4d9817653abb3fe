/** One snippet before and after, in one column: removed lines above the ones that took their place. Loaded when first needed. */
import { unifiedMergeView } from '@codemirror/merge';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { codeLook } from '../code/editor-setup.ts';
import { differenceLook } from './difference-look.ts';
import type { CodeDifference } from './difference-rows.ts';

type CodeDifferenceProps = { readonly code: CodeDifference; readonly label: string };

const comparison = (original: string): Extension => [
  unifiedMergeView({ original, mergeControls: false, gutter: true, collapseUnchanged: { margin: 2, minSize: 4 } }),
  differenceLook,
];

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
