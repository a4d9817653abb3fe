/**
 * What a new data directory starts with: Market Spread. Each seed is planted once in the life of the directory and
 * remembered, so that a person who deletes it does not meet it again.
 */
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { Example } from '../compiler/examples.ts';
import { readRegularFile } from '../files/regular-file.ts';
import { writeAtomically } from './atomic-write.ts';
import type { PipelineStore } from './pipeline-store.ts';

const seeds = ['market-spread'];
const memoryBytesMax = 65_536;
const memorySchema = z.array(z.string());

export async function plantSeeds({
  store,
  dataDirectory,
  examples,
}: {
  readonly store: PipelineStore;
  readonly dataDirectory: string;
  readonly examples: readonly Example[];
}): Promise<void> {
  const memoryPath = join(dataDirectory, 'seeded.json');
  const planted = await readMemory(memoryPath);
  const due = examples.filter(({ name }) => seeds.includes(name) && !planted.includes(name));
  for (const { name, document } of due) await store.plant(name, document);
  if (due.length > 0)
    await writeAtomically(memoryPath, `${JSON.stringify([...planted, ...due.map(({ name }) => name)])}\n`);
}

async function readMemory(path: string): Promise<readonly string[]> {
  try {
    const text = await readRegularFile(path, memoryBytesMax);
    if (!text.ok) return [];
    const memory = memorySchema.safeParse(JSON.parse(text.value));
    return memory.success ? memory.data : [];
  } catch {
    return [];
  }
}
