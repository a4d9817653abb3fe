/** Makes a module of a snippet's code. It runs with the rights of whoever calls: only the trial's sealed worker does, and tests. */
import type { TrialSnippet } from '@potoroo/shared/compile';
import { sourceName } from '@potoroo/shared/trial';

/** The code begins on the first line, so that lines in stacks are its own. */
export function evaluated({ code, ...snippet }: TrialSnippet): Readonly<Record<string, unknown>> {
  const exported: Record<string, unknown> = {};
  const make: unknown = indirectEval(`(function (exports) {${code}\n})\n//# sourceURL=${sourceName(snippet)}`);
  if (typeof make === 'function') Reflect.apply(make, undefined, [exported]);
  return exported;
}

/** Not by its own name: the code sees globals only. */
// Its caller is a worker that was made for nothing else, and that reaches nothing.
// oxlint-disable-next-line no-eval
const indirectEval = eval;
