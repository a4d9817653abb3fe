/** Documents as files: one that is exported, and ones that are brought in by a button or a drag. What is brought in is not trusted. */
import { limits } from '@potoroo/shared/limits';
import { type Diagnostic, diagnose, parsePipelineText, type Pipeline, tooLarge } from '@potoroo/shared/pipeline';
import { unreachable } from '../../link/http.ts';
import { notify } from '../../ui/notices.tsx';
import { ask } from '../code/compiler-client.ts';
import { fileNameOf } from '../document/document-name.ts';
import { openCopyOf } from '../document/opening.ts';
import { showRefused } from './refused-document.tsx';

/** A character takes at most four bytes; a larger file need not be read to be refused. */
const fileBytesMax = limits.documentBytesMax * 4;
/** A zip with the runtime in it is well below. */
const archiveBytesMax = 16 * limits.documentBytesMax;

/** Opens the file's document as a project of its own, or shows everything that is wrong with it. */
export async function importFile(file: File): Promise<boolean> {
  if (/\.(?:ts|zip)$/i.test(file.name)) return importProjectFile(file);
  if (file.size > fileBytesMax) return showRefused({ origin: file.name, diagnostics: [tooLarge()] });
  const text = await file.text().catch(() => null);
  if (text === null) return showRefused({ origin: file.name, diagnostics: [unreadable()] });
  const parsed = parsePipelineText(text);
  return parsed.ok ? openCopyOf(parsed.value) : showRefused({ origin: file.name, diagnostics: parsed.error });
}

/** Of several that were dropped or chosen together the first is opened, and the others are not passed over in silence. */
export async function importFiles([first, ...others]: readonly File[]): Promise<boolean> {
  if (first === undefined) return false;
  const isOpen = await importFile(first);
  if (isOpen && others.length > 0)
    notify({ tone: 'bad', message: `Only ${first.name} was opened.`, remedy: 'Bring the other files one by one.' });
  return isOpen;
}

/** A folder, too, is handed over as a file: one that nobody can read. */
const unreadable = (): Diagnostic =>
  diagnose('P101', {
    message: 'The browser cannot read it: it is a folder, or it was moved or locked.',
    remedy: 'Bring a file that Potoroo has saved. Of a folder with a TypeScript project, bring a zip.',
  });

/** A TypeScript project is read and never run. What of it cannot be drawn is preserved, and said. */
async function importProjectFile(file: File): Promise<boolean> {
  const refused = (reason: string, remedy: string): boolean =>
    showRefused({ origin: file.name, diagnostics: [diagnose('P501', { message: reason, remedy })] });
  if (file.size > archiveBytesMax)
    return refused(
      `It is larger than ${archiveBytesMax / 1_048_576} MiB.`,
      'Leave out what is not its source, such as node_modules.',
    );
  const reader = await import('../project-code/project-files.ts').catch(() => null);
  if (reader === null) return refused(unreachable.message, unreachable.remedy);
  const { fileOfProject, filesOfZip } = reader;
  const content = await file.arrayBuffer().catch(() => null);
  if (content === null) return showRefused({ origin: file.name, diagnostics: [unreadable()] });
  const bytes = new Uint8Array(content);
  const found = file.name.toLowerCase().endsWith('.ts') ? fileOfProject(file.name, bytes) : filesOfZip(bytes);
  if (!found.ok)
    return refused(found.error, 'Bring a zip that Potoroo has made, or the file that describes the pipeline.');
  const answer = await ask({ type: 'read', ...found.value });
  if (!answer.ok) return refused(answer.error, 'Try again.');
  const { pipeline, diagnostics } = answer.value;
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (pipeline === null || errors.length > 0) return showRefused({ origin: file.name, diagnostics: errors });
  const isOpen = await openCopyOf(pipeline);
  if (isOpen && diagnostics.length > 0) notify({ tone: 'good', ...importNotice(diagnostics) });
  return isOpen;
}

/** What is told besides of what cannot be drawn, such as a package without a version, is on the Code screen, too. */
function importNotice(diagnostics: readonly Diagnostic[]): { readonly message: string; readonly remedy: string } {
  const count = diagnostics.filter(({ code }) => code === 'P504').length;
  const [first] = diagnostics;
  if (count === 0 && first !== undefined) return first;
  return {
    message: `${count === 1 ? 'One statement' : `${count} statements`} of the project cannot be drawn.`,
    remedy:
      'It is preserved, does nothing here, and is there again in the TypeScript project. The Code screen names each line.',
  };
}

export function exportFile(pipeline: Pipeline): void {
  const url = URL.createObjectURL(new Blob([`${JSON.stringify(pipeline, null, 2)}\n`], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileNameOf(pipeline);
  link.click();
  URL.revokeObjectURL(url);
}
