/**
 * A draft: what a window has drawn and the server does not have yet, kept in the browser until it has. What a draft is, and
 * what becomes of one that is found when its project is opened. Pure.
 */
import type { StoredPipeline } from '@potoroo/shared/control';
import { isSameJson, type Pipeline } from '@potoroo/shared/pipeline';

/** The stored revision that edits were made on. Two data directories can have one revision, but hardly saved at one moment. */
export type Base = { readonly revision: number; readonly savedAt: string };
export type Draft = {
  readonly project: string;
  readonly window: string;
  readonly base: Base;
  readonly editedAtMs: number;
  readonly document: Pipeline;
};

/** `known`: the server has it. `continues`: nothing else has happened since. `diverged`: somebody else has saved since. */
export type DraftFate = 'known' | 'continues' | 'diverged';

export function fateOf(draft: Draft, stored: StoredPipeline): DraftFate {
  if (isSameJson(draft.document, stored.document)) return 'known';
  return isSameBase(draft.base, stored) || isOwnSave(draft, stored) ? 'continues' : 'diverged';
}

const isSameBase = (base: Base, { revision, savedAt }: Base): boolean =>
  base.revision === revision && base.savedAt === savedAt;

/** A save of this very window arrived, and its answer was lost: what is stored is an earlier state of the same drawing. */
export const isOwnSave = (
  { window, base }: Pick<Draft, 'window' | 'base'>,
  { savedBy, revision }: Pick<StoredPipeline, 'savedBy' | 'revision'>,
): boolean => savedBy === window && revision === base.revision + 1;
