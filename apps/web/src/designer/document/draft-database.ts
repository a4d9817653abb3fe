/**
 * Drafts among what the browser keeps. When one is written and when it may go is the business of `draft-keeper.ts` and
 * `opening.ts`. What is read may be of another version of the studio, so documents pass the parser.
 */
import { limits } from '@potoroo/shared/limits';
import { parsePipeline } from '@potoroo/shared/pipeline';
import type { Draft } from './draft.ts';
import { type Kept, putKept, readKept, removeKept } from './kept-database.ts';

export type DraftKey = Kept;

export const putDraft = (draft: Draft): Promise<void> => putKept('drafts', draft);

export const removeDraft = (key: DraftKey): Promise<void> => removeKept('drafts', key);

/** Newest first. A draft that cannot be read stays where it is: a later version of the studio may know it. */
export async function readDrafts(): Promise<readonly Draft[]> {
  const found = await readKept('drafts');
  return found.flatMap(draftIn).toSorted((a, b) => b.editedAtMs - a.editedAtMs);
}

/** None, or the one. */
function draftIn(value: unknown): readonly Draft[] {
  if (typeof value !== 'object' || value === null || !('document' in value)) return [];
  const parsed = parsePipeline(value.document, limits.draftCharsMax);
  return parsed.ok ? [{ ...(value as Draft), document: parsed.value }] : [];
}
