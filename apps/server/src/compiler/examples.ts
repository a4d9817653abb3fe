/** The reference applications in `examples/<name>/pipeline.json`: what `list` names and what the studio offers as templates. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parsePipelineText } from '@potoroo/shared/pipeline';
import type { Pipeline } from '@potoroo/shared/pipeline';

export type Example = { readonly name: string; readonly document: Pipeline };

const exampleName = /^[a-z0-9][a-z0-9-]{0,63}$/;

export const isExampleName = (name: string): boolean => exampleName.test(name);
export const examplePath = (directory: string, name: string): string => join(directory, name, 'pipeline.json');

/** The names of all examples: Market Spread first, because it is where everybody starts, then by alphabet. */
export function exampleNames(directory: string): readonly string[] {
  const entries = readableEntries(directory).filter(isExampleName);
  return entries.toSorted((a, b) => rank(a) - rank(b) || a.localeCompare(b, 'en'));
}

/** Examples that cannot be read are left out: they are ours, and a test holds that each can. */
export function readExamples(directory: string): readonly Example[] {
  return exampleNames(directory).flatMap((name) => {
    const parsed = parsePipelineText(readFileSync(examplePath(directory, name), 'utf8'));
    return parsed.ok ? [{ name, document: parsed.value }] : [];
  });
}

function readableEntries(directory: string): readonly string[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && readdirSync(join(directory, entry.name)).includes('pipeline.json'))
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}

const rank = (name: string): number => (name === 'market-spread' ? 0 : name.startsWith('market-spread') ? 1 : 2);
