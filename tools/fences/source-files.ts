/** Lists the source files of a tree, as paths from its root. A file of text is a source by its ending, wherever it stands. */
import { readdirSync } from 'node:fs';
import path from 'node:path';

const roots = ['apps', 'packages', 'e2e', 'examples', 'tools'] as const;
const skipped = new Set(['node_modules', 'dist', 'fixtures', 'test-results', 'playwright-report', '.turbo']);
const source = /\.(ts|tsx|mts|js|mjs|jsx)$/;

export function sourceFiles(root: string): readonly string[] {
  const atRoot = readdirSync(root).filter((name) => source.test(name));
  return [...atRoot, ...roots.flatMap((folder) => filesUnder(root, folder))].toSorted();
}

function filesUnder(root: string, folder: string): readonly string[] {
  return entriesOf(path.join(root, folder)).flatMap((entry) => {
    const child = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : filesUnder(root, child);
    return source.test(entry.name) && !entry.name.endsWith('.d.ts') ? [child] : [];
  });
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // A tree need not have every folder; that too few files were read is noticed by their count.
    return [];
  }
}

export const isTest = (file: string): boolean => /\.test\.tsx?$/.test(file);

/** What tests share stands in a folder `testing`; the zone of that name is the one-thread driver, and no test. */
export const isTestSupport = (file: string): boolean =>
  file.includes('/testing/') && !file.startsWith('packages/runtime/src/testing/');
