/**
 * The form of a pipeline's file: revision, time and document in one JSON object. Reading trusts nothing: a file that was
 * damaged by hand or by a disk becomes a reason in words, never an exception.
 */
import { limits } from '@potoroo/shared/limits';
import { parsePipeline } from '@potoroo/shared/pipeline';
import type { Pipeline } from '@potoroo/shared/pipeline';
import { err, ok } from '@potoroo/shared/result';
import type { Result } from '@potoroo/shared/result';
import * as z from 'zod/mini';

export type StoredFile = {
  readonly revision: number;
  readonly savedAt: string;
  readonly savedBy: string | null;
  readonly document: Pipeline;
};

const fileSchema = z.strictObject({
  revision: z.int().check(z.minimum(1)),
  savedAt: z.string().check(z.maxLength(40)),
  savedBy: z._default(z.nullable(z.string().check(z.maxLength(limits.windowNameCharsMax))), null),
  document: z.unknown(),
});
/** Indentation and the envelope make a file larger than its document. */
export const storedFileBytesMax = limits.documentBytesMax * 4;

export const storedFileText = (file: StoredFile): string => `${JSON.stringify(file, null, 2)}\n`;

export function parseStoredFile(text: string): Result<StoredFile, string> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return err(`it is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const envelope = fileSchema.safeParse(json);
  if (!envelope.success) return err('it is JSON, but not a stored pipeline');
  const document = parsePipeline(envelope.data.document);
  if (!document.ok) return err(document.error[0]?.message ?? 'its document is not a pipeline');
  return ok({ ...envelope.data, document: document.value });
}
