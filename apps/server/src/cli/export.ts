/** `export`: a pipeline as a TypeScript project in a folder, with the runtime that it needs beside it; or as one file. */
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import {
  CodeTooDeep,
  descriptionFile,
  exportFile,
  heldInComments,
  projectCode,
  runtimeArchive as archiveName,
} from '@potoroo/shared/code';
import { diagnose } from '@potoroo/shared/pipeline';
import { ok } from '@potoroo/shared/result';
import type { Result } from '@potoroo/shared/result';
import { runtimeArchive } from '../export/runtime-archive.ts';
import { repositoryRoot } from '../places.ts';
import type { ExportCommand } from './arguments.ts';
import type { Console } from './console.ts';
import { diagnosticsText } from './diagnostics-text.ts';
import { readDocument } from './documents.ts';
import type { DocumentPlaces } from './documents.ts';
import { exitCodes, refuse } from './failure.ts';
import type { ExitCode, Refusal } from './failure.ts';
import { printable, shellWord } from './printable.ts';
import { refusalText } from './refusal-text.ts';
import { errorCode, systemReason } from './system-reason.ts';
import { writeOutput } from './write-file.ts';

export async function exportTo(command: ExportCommand, places: DocumentPlaces, console: Console): Promise<ExitCode> {
  try {
    return await exported(command, places, console);
  } catch (error) {
    if (!(error instanceof CodeTooDeep)) throw error;
    console.error.write(
      refusalText({
        message: `${command.document} cannot be written as TypeScript: ${error.message}.`,
        remedy: 'The document itself can be copied as it is.',
      }),
    );
    return exitCodes.badInput;
  }
}

async function exported(command: ExportCommand, places: DocumentPlaces, console: Console): Promise<ExitCode> {
  const loaded = await readDocument(command.document, places);
  if (!loaded.ok) {
    console.error.write(diagnosticsText(loaded.error.diagnostics) + refusalText(loaded.error.refusal));
    return exitCodes.badInput;
  }
  console.error.write(diagnosticsText(loaded.value.remarks));
  if (command.form === 'single-file' || command.out === null) {
    const text = exportFile(loaded.value.pipeline);
    sayHeld(command.out ?? 'The file', text, console);
    return writeFile(text, command.out, places, console);
  }
  const folder = resolve(places.personDirectory, command.out);
  const { files, writtenAnew } = projectCode(loaded.value.pipeline);
  if (writtenAnew !== null) console.error.write(printable(`The code is not as it was written: ${writtenAnew}\n`));
  sayHeld(descriptionFile, files.get(descriptionFile) ?? '', console);
  const written = await writeProject(folder, files);
  if (!written.ok) {
    console.error.write(refusalText(written.error));
    return exitCodes.badInput;
  }
  const shown = relative(places.personDirectory, folder);
  console.out(printable(`${loaded.value.pipeline.name}: ${files.size + 1} files in ${folder}\n`));
  console.out(printable(`  cd ${shellWord(shown === '' ? '.' : shown)} && npm install && npm start\n`));
  return exitCodes.success;
}

/** Code that was to go on working and does not is named: an export must not change in silence what a project does. */
function sayHeld(file: string, text: string, console: Console): void {
  const found = heldInComments(text).map(({ line, reason }) =>
    diagnose('P504', {
      message: `${file}:${line} holds preserved code in a comment, where it does nothing, for it cannot stand there. ${reason}`,
      remedy: 'Write it there anew, by the names that the variables have in this file.',
    }),
  );
  console.error.write(diagnosticsText(found));
}

/** Printed where no path is given; a file that is there stays as it is. */
async function writeFile(
  text: string,
  out: string | null,
  { personDirectory }: DocumentPlaces,
  console: Console,
): Promise<ExitCode> {
  if (out === null) {
    console.out(text);
    return exitCodes.success;
  }
  const path = resolve(personDirectory, out);
  const written = existsSync(path)
    ? refuse(`${path} is there already.`, 'Give the path of a new file: --out FILE.ts.')
    : await writeOutput(path, text);
  if (!written.ok) {
    console.error.write(refusalText(written.error));
    return exitCodes.badInput;
  }
  console.out(printable(`${path}\n`));
  return exitCodes.success;
}

/** Nothing of a person's is overwritten: the folder is new or empty. */
async function writeProject(folder: string, files: ReadonlyMap<string, string>): Promise<Result<null, Refusal>> {
  const free = await isFree(folder);
  if (!free.ok) return free;
  const archive = await runtimeArchive(repositoryRoot);
  if (!archive.ok) return archive;
  const contents = [...files, [archiveName, await readFile(archive.value)] as const];
  for (const [name, content] of contents) {
    const written = await writeOutput(join(folder, name), content);
    if (!written.ok) return written;
  }
  return ok(null);
}

async function isFree(folder: string): Promise<Result<null, Refusal>> {
  try {
    const entries = await readdir(folder);
    return entries.length === 0
      ? ok(null)
      : refuse(`${folder} is not empty.`, 'Give a folder that is new or empty: --out DIR.');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return ok(null);
    return refuse(
      `${folder} cannot be used: ${systemReason(error)}.`,
      'Give a folder that is new or empty: --out DIR.',
    );
  }
}
