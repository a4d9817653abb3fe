/** What code says of a preserved block besides its text, or with it: read from JSON that anybody may have edited. */
import * as z from 'zod/mini';
import { preservedMark } from './document-schema.ts';
import type { PreservedBlock } from './pipeline.ts';

/** The index is the place of the block among all. */
export type PreservedMark = Partial<PreservedBlock> & { readonly index?: number };

/** Null where it is none. */
export function readPreservedMark(json: string): PreservedMark | null {
  try {
    const parsed = z.safeParse(preservedMark, JSON.parse(json));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
