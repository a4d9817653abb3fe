/** Names for copies of a document. Pure. */
import { limits } from '@potoroo/shared/limits';
import type { Pipeline } from '@potoroo/shared/pipeline';

/** `Market Spread (copy)`, within what a name may be long. */
export function withAddition(document: Pipeline, addition: string): Pipeline {
  const ending = ` (${addition})`;
  return { ...document, name: `${document.name.slice(0, limits.nameCharsMax - ending.length)}${ending}` };
}

/** For a file: `market-spread.json`. */
export const fileNameOf = ({ name }: Pipeline): string =>
  `${
    name
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-+|-+$/g, '')
      .toLowerCase() || 'pipeline'
  }.json`;
