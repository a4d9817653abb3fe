/**
 * What a specifier means: a file of ours, a module of Node, or an npm package. A package of ours is entered through its
 * `exports`, so the fence sees the very file that Node would load.
 */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

export type Target =
  | { readonly type: 'file'; readonly file: string; readonly by: 'path' | 'package' }
  | { readonly type: 'node'; readonly module: string }
  | { readonly type: 'npm'; readonly package: string }
  | { readonly type: 'closed'; readonly package: string };

/** `@potoroo/shared/ids` -> `packages/shared/src/ids.ts`, for every entry point of every package of ours. */
export type EntryPoints = ReadonlyMap<string, string>;

export function entryPoints(root: string): EntryPoints {
  const points = new Map<string, string>();
  for (const folder of workspaceFolders(root)) {
    const manifest: unknown = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
    for (const [specifier, file] of exportsOf(manifest)) points.set(specifier, `${folder}/${file}`);
  }
  return points;
}

function workspaceFolders(root: string): readonly string[] {
  return ['packages', 'apps'].flatMap((parent) =>
    readdirSync(path.join(root, parent)).map((name) => `${parent}/${name}`),
  );
}

function exportsOf(manifest: unknown): readonly (readonly [string, string])[] {
  if (!isRecord(manifest) || typeof manifest['name'] !== 'string' || !isRecord(manifest['exports'])) return [];
  const name = manifest['name'];
  return Object.entries(manifest['exports']).flatMap(([point, file]) =>
    typeof file === 'string' ? [[path.posix.join(name, point), path.posix.normalize(file)] as const] : [],
  );
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

export function targetOf(importer: string, specifier: string, points: EntryPoints): Target {
  if (specifier.startsWith('.')) {
    const bare = specifier.replace(/\?.*$/, '');
    return {
      type: 'file',
      file: path.posix.normalize(path.posix.join(path.posix.dirname(importer), bare)),
      by: 'path',
    };
  }
  if (specifier.startsWith('node:')) return { type: 'node', module: specifier };
  const point = points.get(specifier);
  if (point !== undefined) return { type: 'file', file: point, by: 'package' };
  if (specifier.startsWith('@potoroo/')) return { type: 'closed', package: specifier };
  return { type: 'npm', package: specifier };
}

/** The package that a file belongs to: `packages/shared`, `apps/web`, `e2e`; all else belongs to the root. */
export function packageOf(file: string): string {
  const [first = '', second = ''] = file.split('/');
  if (first === 'packages' || first === 'apps') return `${first}/${second}`;
  return first === 'e2e' ? first : 'root';
}
