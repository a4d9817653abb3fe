/**
 * The files that the runtime's package consists of: those that its entry points reach, by import or by the name of a file
 * they start as a process. Each keeps its place below the root, so that what looks for a neighbour finds it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { stringLiterals } from '@potoroo/shared/code';

/** A file of the clone, with the files and packages that it names. */
export type PackageSource = {
  /** From the root, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly literals: readonly { readonly start: number; readonly end: number; readonly file: string }[];
  readonly packages: readonly string[];
};

export function packageSources(root: string, entries: readonly string[]): readonly PackageSource[] {
  const found = new Map<string, PackageSource>();
  const waiting = [...entries];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue;
    const source = readSource(root, path);
    found.set(path, source);
    waiting.push(...source.literals.map(({ file }) => file));
  }
  return [...found.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function readSource(root: string, path: string): PackageSource {
  const text = readFileSync(join(root, path), 'utf8');
  const all = stringLiterals(path, text);
  const literals = all.flatMap(({ start, end, text: named, isSpecifier }) => {
    const file = fileNamed(root, path, { named, isSpecifier });
    return file === null ? [] : [{ start, end, file }];
  });
  const packages = [...text.matchAll(/\b(?:from|import|resolve)\s*\(?\s*'([^'.][^']*)'/g)].flatMap(([, name]) =>
    name === undefined || name.startsWith('node:') || name.startsWith('@potoroo/') ? [] : [packageOf(name)],
  );
  return { path, text, literals, packages: [...new Set(packages)] };
}

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

type Named = { readonly named: string; readonly isSpecifier: boolean };

/** The source file that a literal of a file names; null where it names none, as where the name of a package is only written. */
function fileNamed(root: string, from: string, { named: literal, isSpecifier }: Named): string | null {
  const workspace = !isSpecifier ? null : /^@potoroo\/(shared|runtime)(\/.*)?$/.exec(literal);
  if (workspace !== null) return entryOf(root, workspace[1] ?? '', workspace[2] ?? '');
  if (!literal.endsWith('.ts') || literal.endsWith('.d.ts')) return null;
  const path = join(root, dirname(from), literal);
  const inside = relative(root, path).split(sep).join('/');
  return inside.startsWith('..') || !existsSync(path) ? null : inside;
}

/** What the `exports` of a workspace's package.json say. */
function entryOf(root: string, workspace: string, subpath: string): string | null {
  const folder = `packages/${workspace}`;
  const manifest: { readonly exports?: Readonly<Record<string, string>> } = JSON.parse(
    readFileSync(join(root, folder, 'package.json'), 'utf8'),
  );
  const target = manifest.exports?.[`.${subpath}`];
  return target === undefined ? null : `${folder}/${target.replace('./', '')}`;
}

/** The text with every named file called as it is called in the package: `./slots.js`. */
export function withPackageNames({ path, text, literals }: PackageSource): string {
  let renamed = '';
  let from = 0;
  for (const { start, end, file } of literals) {
    renamed += `${text.slice(from, start)}'${relativeName(path, file)}'`;
    from = end;
  }
  return renamed + text.slice(from);
}

export function relativeName(from: string, to: string): string {
  const name = relative(dirname(from), to).split(sep).join('/').replace(/\.ts$/, '.js');
  return name.startsWith('.') ? name : `./${name}`;
}
