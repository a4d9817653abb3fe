/** `import`: a TypeScript project to a document, read from its text. Nothing of it runs. */
import { statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { descriptionFile } from '@potoroo/shared/code';
import type { ImportCommand } from './arguments.ts';
import type { Console } from './console.ts';
import { diagnosticsText } from './diagnostics-text.ts';
import type { DocumentPlaces } from './documents.ts';
import { exitCodes } from './failure.ts';
import type { ExitCode, Refusal } from './failure.ts';
import { printable } from './printable.ts';
import { importFromDisk } from './project-folder.ts';
import { refusalText } from './refusal-text.ts';
import { writeOutput } from './write-file.ts';

export async function importFrom(command: ImportCommand, places: DocumentPlaces, console: Console): Promise<ExitCode> {
  const entry = entryOf(resolve(places.personDirectory, command.project));
  const root = command.root === null ? null : resolve(places.personDirectory, command.root);
  const refusal = notToBeRead(entry, root);
  if (refusal !== null) {
    console.error.write(refusalText(refusal));
    return exitCodes.badInput;
  }
  const { pipeline, diagnostics } = importFromDisk(entry, root);
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

function notToBeRead(entry: string, root: string | null): Refusal | null {
  if (entry.endsWith('.json'))
    return {
      message: `${entry} is JSON, as a document is; a project that can be imported is TypeScript.`,
      remedy:
        'Open the document in the studio or run it as it is; or give the path of a pipeline.ts, or of the folder it is in.',
    };
  if (entry.endsWith('.zip'))
    return {
      message: `${entry} is an archive.`,
      remedy: 'Unpack it and give the folder, or open it in the studio as it is.',
    };
  if (root !== null && relative(root, entry).startsWith('..'))
    return { message: `${entry} does not lie below ${root}.`, remedy: 'Give a folder above it: --root DIR.' };
  return null;
}

function entryOf(path: string): string {
  try {
    return statSync(path).isDirectory() ? join(path, descriptionFile) : path;
  } catch {
    // What cannot be looked at, such as a link in a circle, cannot be read either, which is told there.
    return path;
  }
}
