/** Diagnostics as lines for a terminal: severity, number, place, what is wrong, what to do. */
import type { Diagnostic } from '@potoroo/shared/pipeline';
import { printable } from './printable.ts';

export function diagnosticsText(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map((diagnostic) => `${printable(diagnosticText(diagnostic))}\n`).join('');
}

function diagnosticText(diagnostic: Diagnostic): string {
  const { severity, code, message, remedy } = diagnostic;
  const place = placeOf(diagnostic);
  return `${severity} ${code}${place === '' ? '' : ` ${place}`}: ${message}\n  ${remedy}`;
}

function placeOf({ node, edge, path, at }: Diagnostic): string {
  const parts: string[] = [];
  if (node !== undefined) parts.push(`at ${node}`);
  if (edge !== undefined) parts.push(`at edge ${edge}`);
  if (path !== undefined) parts.push(`at ${path}`);
  if (at !== undefined) parts.push(`(${at.field} ${at.line}:${at.column})`);
  return parts.join(' ');
}

export const errorsIn = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] =>
  diagnostics.filter(({ severity }) => severity === 'error');
