/** A project as one zip archive, with the runtime that it brings along, handed to the browser as a download. */
import type { RuntimeArchive } from '@potoroo/shared/control';
import { err, ok, type Result } from '@potoroo/shared/result';
import { type Failure, request, unreachable } from '../../link/http.ts';

/** Where the manifest of a project looks for the runtime; the compiler's worker writes the same name into it. */
const archiveFile = 'vendor/potoroo-runtime.tgz';

export async function downloadProject(
  name: string,
  files: ReadonlyMap<string, string>,
): Promise<Result<null, Failure>> {
  const runtime = await request<RuntimeArchive>({ method: 'GET', path: '/runtime-archive' });
  if (!runtime.ok) return err(runtime.error);
  const zipper = await import('fflate').catch(() => null);
  if (zipper === null) return err(unreachable);
  const { strToU8, zipSync } = zipper;
  const texts = [...files].map(([file, text]) => [`${name}/${file}`, strToU8(text)] as const);
  const archive = Uint8Array.from(atob(runtime.value.base64), (character) => character.charCodeAt(0));
  const zip = zipSync({ ...Object.fromEntries(texts), [`${name}/${archiveFile}`]: [archive, { level: 0 }] });
  saveAs(`${name}.zip`, new Blob([zip.slice()], { type: 'application/zip' }));
  return ok(null);
}

/** Handed to the browser as a download. */
export function saveAs(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
