/** Diagnostics as lines for a terminal: severity, number, place, what is wrong, what to do. */
import type { PlaceOfSnippet } from '@potoroo/shared/code';
import type { Diagnostic } from '@potoroo/shared/pipeline';
import { printable } from './printable.ts';

/** A person who wrote files is told of places in them, and not of places in the snippets that were made of them. */
export function diagnosticsText(diagnostics: readonly Diagnostic[], inFile: PlaceOfSnippet = () => null): string {
  return diagnostics.map((diagnostic) => `${printable(diagnosticText(diagnostic, inFile))}\n`).join('');
}

function diagnosticText(diagnostic: Diagnostic, inFile: PlaceOfSnippet): string {
  const { severity, code, message, remedy } = diagnostic;
  const place = placeOf(diagnostic, inFile);
  return `${severity} ${code}${place === '' ? '' : ` ${place}`}: ${message}\n  ${remedy}`;
}

function placeOf({ node, edge, path, at }: Diagnostic, inFile: PlaceOfSnippet): string {
  const parts: string[] = [];
  if (node !== undefined) parts.push(`at ${node}`);
  if (edge !== undefined) parts.push(`at edge ${edge}`);
  if (path !== undefined) parts.push(`at ${path}`);
  const written = at === undefined || node === undefined ? null : inFile(node, at.field, at);
  if (written !== null) parts.push(`(${written.path}:${written.line}:${written.column})`);
  else if (at !== undefined) parts.push(`(${at.field} ${at.line}:${at.column})`);
  return parts.join(' ');
}

export const errorsIn = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] =>
  diagnostics.filter(({ severity }) => severity === 'error');
