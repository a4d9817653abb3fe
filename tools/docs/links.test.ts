/** Breaks when a page of docs/ sends its reader to a file that is not there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const projectRoot = path.resolve(import.meta.dirname, '../..');
const pages = [
  'README.md',
  ...readdirSync(path.join(projectRoot, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** Links, and in WHERE also what stands in code marks and looks like a path from the root. */
function targetsOf(page: string): readonly string[] {
  const text = readFileSync(path.join(projectRoot, page), 'utf8');
  const links = [...text.matchAll(/\]\(([^)#:]+)\)/g)].map(([, to = '']) => path.join(path.dirname(page), to));
  const paths =
    page === 'docs/WHERE.md'
      ? [...text.matchAll(/`((?:packages|apps|tools|e2e|examples)\/[\w./-]+)`/g)].map(([, to = '']) => to)
      : [];
  return [...links, ...paths].filter((to) => !/NAME/.test(to));
}

describe('The pages of docs', () => {
  it.each(pages)('%s points only at what is there', (page) => {
    expect(targetsOf(page).filter((to) => !existsSync(path.join(projectRoot, to)))).toEqual([]);
  });

  it('have targets to be wrong about', () => {
    expect(pages.flatMap(targetsOf).length).toBeGreaterThan(40);
  });
});
