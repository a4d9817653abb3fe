/** Finds the examples: every folder of `examples/` with a `pipeline.ts`. */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ExampleSource } from './build-document.ts';
import type { ExampleManifest } from './manifest.ts';

export const examplesDirectory = join(dirname(fileURLToPath(import.meta.url)), '../../examples');
export const documentPath = (name: string): string => join(examplesDirectory, name, 'pipeline.json');

export const exampleNames = (): readonly string[] =>
  readdirSync(examplesDirectory)
    .filter((name) => existsSync(join(examplesDirectory, name, 'pipeline.ts')))
    .toSorted();

export async function loadExample(name: string): Promise<ExampleSource> {
  const directory = join(examplesDirectory, name);
  const module: { readonly manifest: ExampleManifest } = await import(
    pathToFileURL(join(directory, 'pipeline.ts')).href
  );
  return { directory, manifest: module.manifest };
}
