/** `import`: a TypeScript project to a document, read from its text. Nothing of it runs. */
import { statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { filesOnDiskBelow } from '@potoroo/runtime/project';
import { descriptionFile, importProject } from '@potoroo/shared/code';
import type { ImportCommand } from './arguments.ts';
import type { Console } from './console.ts';
import { diagnosticsText } from './diagnostics-text.ts';
import type { DocumentPlaces } from './documents.ts';
import { exitCodes } from './failure.ts';
import type { ExitCode } from './failure.ts';
import { printable } from './printable.ts';
import { refusalText } from './refusal-text.ts';
import { writeOutput } from './write-file.ts';

export async function importFrom(command: ImportCommand, places: DocumentPlaces, console: Console): Promise<ExitCode> {
  const entry = entryOf(resolve(places.personDirectory, command.project));
  const folder = command.root === null ? dirname(entry) : resolve(places.personDirectory, command.root);
  if (relative(folder, entry).startsWith('..')) {
    const message = `${entry} does not lie below ${folder}.`;
    console.error.write(refusalText({ message, remedy: 'Give a folder above it: --root DIR.' }));
    return exitCodes.badInput;
  }
  const { pipeline, diagnostics } = importProject(filesOnDiskBelow(folder), entry, folder.replace(/[/\\]$/, ''));
  console.error.write(diagnosticsText(diagnostics));
  const hasErrors = diagnostics.some(({ severity }) => severity === 'error');
  if (pipeline === null || hasErrors) {
    const message = `${entry} cannot be made a document.`;
    console.error.write(refusalText({ message, remedy: 'Mend what the lines above name.' }));
    return exitCodes.badInput;
  }
  const text = `${JSON.stringify(pipeline, null, 2)}\n`;
  if (command.out === null) {
    console.out(text);
    return exitCodes.success;
  }
  const written = await writeOutput(resolve(places.personDirectory, command.out), text);
  if (!written.ok) {
    console.error.write(refusalText(written.error));
    return exitCodes.badInput;
  }
  console.out(printable(`${pipeline.name}: ${pipeline.nodes.length} nodes in ${written.value}\n`));
  return exitCodes.success;
}

const entryOf = (path: string): string =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? join(path, descriptionFile) : path;
