/** Diagnostics of the compiler as marks in an editor: lines and columns from 1 become offsets, kept inside the text. Pure. */
import type { Diagnostic as EditorDiagnostic } from '@codemirror/lint';
import type { Text } from '@codemirror/state';
import type { Diagnostic } from '@potoroo/shared/pipeline';

export function editorDiagnostics(diagnostics: readonly Diagnostic[], text: Text): EditorDiagnostic[] {
  return diagnostics.flatMap(({ at, severity, message, remedy, code }) => {
    if (at === undefined) return [];
    const from = offsetAt(text, at.line, at.column);
    const to = Math.max(from, offsetAt(text, at.endLine, at.endColumn));
    return [
      {
        from,
        to: to > from ? to : Math.min(from + 1, text.length),
        severity,
        message: `${message} ${remedy}`,
        source: code,
      },
    ];
  });
}

/** A place that the text no longer has, because it changed since, is its nearest place. */
export function offsetAt(text: Text, line: number, column: number): number {
  const { from, length } = text.line(Math.min(Math.max(1, line), text.lines));
  return from + Math.min(Math.max(0, column - 1), length);
}
