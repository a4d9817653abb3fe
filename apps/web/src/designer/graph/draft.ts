/** Edits that build on each other and become one step: each is applied to what the ones before it have made. Pure. */
import { assert } from '@potoroo/shared/assert';
import { applyEdit, type Edit, type Pipeline } from '@potoroo/shared/pipeline';

export type Draft = { readonly pipeline: Pipeline; readonly edits: readonly Edit[] };

export const draftOf = (pipeline: Pipeline): Draft => ({ pipeline, edits: [] });

/** The edit must have been made for the draft's pipeline. */
export function extended({ pipeline, edits }: Draft, edit: Edit): Draft {
  const applied = applyEdit(pipeline, edit);
  assert(applied.ok, 'an edit that was made for this draft applies to it');
  return { pipeline: applied.value.pipeline, edits: [...edits, edit] };
}

export const editOf = ({ edits }: Draft): Edit => ({ type: 'sequence', edits });
