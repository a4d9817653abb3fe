/** Finds the examples, every folder of `examples/` with a `pipeline.ts`, and makes the documents that these describe. */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe } from '@potoroo/runtime/project';
import type { Pipeline } from '@potoroo/shared/pipeline';

export const examplesDirectory = join(dirname(fileURLToPath(import.meta.url)), '../../examples');
export const documentPath = (name: string): string => join(examplesDirectory, name, 'pipeline.json');

export const exampleNames = (): readonly string[] =>
  readdirSync(examplesDirectory)
    .filter((name) => existsSync(join(examplesDirectory, name, 'pipeline.ts')))
    .toSorted();

export async function describedExample(name: string): Promise<Pipeline> {
  const described = await describe(join(examplesDirectory, name, 'pipeline.ts'));
  if (!described.ok) throw new Error(`${described.error.message} ${described.error.remedy}`);
  const { pipeline, diagnostics } = described.value;
  if (diagnostics.length > 0) throw new Error(`${name}: ${JSON.stringify(diagnostics)}`);
  return pipeline;
}

/** The bytes that are committed. */
export const documentText = (document: Pipeline): string => `${JSON.stringify(document, null, 2)}\n`;
