/** How many errors and warnings a node or an edge has, and the first of them in words. */
import type { Diagnostic } from '@potoroo/shared/pipeline';
import { useCheck } from '../code/check-store.ts';

export type ProblemSign = { readonly severity: 'error' | 'warning'; readonly text: string } | null;

/** As one string, so that a node draws again only when its own sign changes. */
export function useProblemSign(id: string): ProblemSign {
  const text = useCheck(({ diagnostics }) =>
    signText(diagnostics.filter(({ node, edge }) => node === id || edge === id)),
  );
  if (text === null) return null;
  return { severity: text.startsWith('error') ? 'error' : 'warning', text: text.slice(text.indexOf(' ') + 1) };
}

function signText(own: readonly Diagnostic[]): string | null {
  const first = own.find(({ severity }) => severity === 'error') ?? own[0];
  if (first === undefined) return null;
  return `${first.severity} ${first.message}${own.length > 1 ? ` And ${own.length - 1} more.` : ''}`;
}
