/** Documents as files: one that is exported, and ones that are brought in by a button or a drag. What is brought in is not trusted. */
import { limits } from '@potoroo/shared/limits';
import { parsePipelineText, type Pipeline, tooLarge } from '@potoroo/shared/pipeline';
import { fileNameOf } from '../document/document-name.ts';
import { openCopyOf } from '../document/opening.ts';
import { showRefused } from './refused-document.tsx';

/** A character takes at most four bytes; a larger file need not be read to be refused. */
const fileBytesMax = limits.documentBytesMax * 4;

/** Opens the file's document as a project of its own, or shows everything that is wrong with it. */
export async function importFile(file: File): Promise<boolean> {
  if (file.size > fileBytesMax) return showRefused({ origin: file.name, diagnostics: [tooLarge()] });
  const parsed = parsePipelineText(await file.text());
  return parsed.ok ? openCopyOf(parsed.value) : showRefused({ origin: file.name, diagnostics: parsed.error });
}

export function exportFile(pipeline: Pipeline): void {
  const url = URL.createObjectURL(new Blob([`${JSON.stringify(pipeline, null, 2)}\n`], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileNameOf(pipeline);
  link.click();
  URL.revokeObjectURL(url);
}
