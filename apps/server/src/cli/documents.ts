/** The pipeline that a command line names: an example by its name, or a document or a description by its path. */
import { statSync } from 'node:fs';
import { parse, resolve } from 'node:path';
import type { PlaceOfSnippet } from '@potoroo/shared/code';
import { limits } from '@potoroo/shared/limits';
import { parsePipeline, parsePipelineText } from '@potoroo/shared/pipeline';
import type { Diagnostic, Pipeline } from '@potoroo/shared/pipeline';
import { err, ok } from '@potoroo/shared/result';
import type { Result } from '@potoroo/shared/result';
import { exampleNames, examplePath, isExampleName } from '../compiler/examples.ts';
import { readRegularFile } from '../files/regular-file.ts';
import { refuse } from './failure.ts';
import type { Refusal } from './failure.ts';
import { nearest } from './nearest.ts';
import { systemReason } from './system-reason.ts';

export type DocumentPlaces = { readonly personDirectory: string; readonly examplesDirectory: string };
export type LoadedDocument = {
  readonly pipeline: Pipeline;
  readonly origin: string;
  /** What is to be said of it all the same: code that is preserved, and what is left out. */
  readonly remarks: readonly Diagnostic[];
  /** Of a description: where a place of a snippet was written. */
  readonly placeOf?: PlaceOfSnippet;
};
/** Diagnostics are kept apart from refusals because `check --json` prints them as data. */
export type LoadFailure = { readonly refusal: Refusal; readonly diagnostics: readonly Diagnostic[] };

/** To be run: a description is a program, and runs. */
export const loadDocument = (name: string, places: DocumentPlaces): Promise<Result<LoadedDocument, LoadFailure>> =>
  load(name, places, describedDocument);

/** To be written or drawn: of a description the code of its project is read, and nothing of it runs. */
export const readDocument = (name: string, places: DocumentPlaces): Promise<Result<LoadedDocument, LoadFailure>> =>
  load(name, places, (path) => writtenDocument(path, null));

/** To be judged: of a description the code is read, wherever it lies, and nothing of it runs or leaves the terminal. */
export const inspectedDocument = (name: string, places: DocumentPlaces): Promise<Result<LoadedDocument, LoadFailure>> =>
  load(name, places, (path) => writtenDocument(path, parse(path).root));

type FromCode = (path: string) => Promise<Result<LoadedDocument, LoadFailure>>;

async function load(
  name: string,
  places: DocumentPlaces,
  fromCode: FromCode,
): Promise<Result<LoadedDocument, LoadFailure>> {
  const path = locate(name, places);
  if (!path.ok) return err({ refusal: path.error, diagnostics: [] });
  if (/\.m?[jt]s$/.test(path.value)) return fromCode(path.value);
  const text = await readText(path.value);
  if (!text.ok) return err({ refusal: text.error, diagnostics: [] });
  const parsed = parsePipelineText(text.value);
  if (parsed.ok) return ok({ pipeline: parsed.value, origin: path.value, remarks: [] });
  return err({
    refusal: { message: `${path.value} is not a pipeline document.`, remedy: 'Mend what the lines above name.' },
    diagnostics: parsed.error,
  });
}

/** A TypeScript file builds its document; what is then wrong with that is said as of any document. */
async function describedDocument(path: string): Promise<Result<LoadedDocument, LoadFailure>> {
  const { describe } = await import('@potoroo/runtime/project');
  const described = await describe(path);
  if (!described.ok) return err({ refusal: described.error, diagnostics: [] });
  const parsed = parsePipeline(described.value.pipeline);
  const diagnostics = [...described.value.diagnostics, ...(parsed.ok ? [] : parsed.error)];
  const { placeOf } = described.value;
  if (parsed.ok && diagnostics.length === 0) return ok({ pipeline: parsed.value, origin: path, remarks: [], placeOf });
  return err({ refusal: cannotRun(path), diagnostics });
}

const cannotRun = (path: string): Refusal => ({
  message: `${path} does not describe a pipeline that can run.`,
  remedy: 'Mend what the lines above name.',
});

async function writtenDocument(path: string, root: string | null): Promise<Result<LoadedDocument, LoadFailure>> {
  const { importFromDisk } = await import('./project-folder.ts');
  const { pipeline, diagnostics, placeOf } = importFromDisk(path, root);
  const hasErrors = diagnostics.some(({ severity }) => severity === 'error');
  if (pipeline !== null && !hasErrors) return ok({ pipeline, origin: path, remarks: diagnostics, placeOf });
  const refusal = {
    message: `${path} cannot be read as a pipeline, which is done without running it.`,
    remedy: 'Mend what the lines above name. `run` needs none of it to be drawable: it runs the file as a program.',
  };
  return err({ refusal, diagnostics });
}

function locate(name: string, places: DocumentPlaces): Result<string, Refusal> {
  const examples = exampleNames(places.examplesDirectory);
  if (isExampleName(name) && examples.includes(name)) return ok(examplePath(places.examplesDirectory, name));
  const path = resolve(places.personDirectory, name);
  const kind = kindOf(path);
  if (kind === 'file') return ok(path);
  if (kind === 'directory')
    return refuse(
      `${path} is a directory, not a pipeline document.`,
      'Give the path of a file, such as pipeline.json or pipeline.ts.',
    );
  if (!isExampleName(name))
    return refuse(`There is no pipeline document at ${path}.`, 'Check the path, or name an example (see `list`).');
  const close = nearest(name, examples);
  const hint = close === null ? `The examples are ${examples.join(', ')}.` : `Did you mean ${close}?`;
  return refuse(`There is no example and no file named "${name}".`, `${hint} A document is given by its path.`);
}

function kindOf(path: string): 'file' | 'directory' | 'missing' {
  try {
    return statSync(path).isDirectory() ? 'directory' : 'file';
  } catch {
    return 'missing';
  }
}

async function readText(path: string): Promise<Result<string, Refusal>> {
  try {
    const text = await readRegularFile(path, limits.documentBytesMax);
    if (text.ok) return ok(text.value.replace(/^\uFEFF/, ''));
    return text.error === 'not-regular'
      ? refuse(`${path} is not a regular file.`, 'Save the pipeline document in a file, and give its path.')
      : refuse(
          `${path} holds more than the ${limits.documentBytesMax / 1_048_576} MiB that a document may have.`,
          'Give the pipeline document, not the data it reads.',
        );
  } catch (error) {
    return refuse(`${path} cannot be read: ${systemReason(error)}.`, 'Check its permissions.');
  }
}
