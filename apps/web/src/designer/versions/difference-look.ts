/** How lines that differ look in an editor. */
import { EditorView } from '@codemirror/view';

export const differenceLook = EditorView.theme({
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
