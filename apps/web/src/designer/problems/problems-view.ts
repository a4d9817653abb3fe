/** Problems as they are listed: errors before warnings, each with the name of its place. Pure. */
import type { Diagnostic, Pipeline, SnippetField } from '@potoroo/shared/pipeline';
import { shownName } from '../graph/names.ts';

export type ProblemView = {
  readonly diagnostic: Diagnostic;
  /** `Check order, code, line 3, column 12`. */
  readonly place: string;
};

const fieldTitles: Readonly<Record<SnippetField, string>> = {
  decode: 'decode',
  generate: 'generate',
  code: 'code',
  initial: 'first value',
  encode: 'encode',
  types: 'shared types',
  recordType: 'record type',
};

export function problemViews(diagnostics: readonly Diagnostic[], pipeline: Pipeline): readonly ProblemView[] {
  const rank = ({ severity }: Diagnostic) => (severity === 'error' ? 0 : 1);
  return diagnostics
    .toSorted((a, b) => rank(a) - rank(b))
    .map((diagnostic) => ({ diagnostic, place: placeOf(diagnostic, pipeline) }));
}

function placeOf({ node, edge, at }: Diagnostic, { nodes, edges }: Pipeline): string {
  const named = (id: string | undefined) => {
    const found = nodes.find((each) => each.id === id);
    return found === undefined ? id : shownName(found);
  };
  const wire = edges.find(({ id }) => id === edge);
  const owner =
    node !== undefined ? named(node) : wire !== undefined ? `${named(wire.from)} to ${named(wire.to)}` : 'Pipeline';
  return at === undefined ? `${owner}` : `${owner}, ${fieldTitles[at.field]}, line ${at.line}, column ${at.column}`;
}

export const errorsIn = (diagnostics: readonly Diagnostic[]): number =>
  diagnostics.filter(({ severity }) => severity === 'error').length;
