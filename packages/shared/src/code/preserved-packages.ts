/**
 * Packages of npm that preserved code imports: an export asks for them in its package.json. Their versions are held by a document
 * as one more preserved module, a part of the package.json that it came with. Only what npm fetches by its name is taken over.
 */
import type { Pipeline, PreservedBlock } from '../pipeline/index.ts';
import type { BlockForm } from './preserved-code.ts';
import { folderOf, type SourceFiles, specifiersIn } from './source-files.ts';

export const manifestFile = 'package.json';
const reason = 'Preserved code imports these packages.';
const anyVersion = '*';

/** What Node brings itself, also without `node:` in front. */
const builtin = new Set(
  `assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain events fs http
  http2 https inspector module net os path perf_hooks process punycode querystring readline repl stream string_decoder sys timers
  tls trace_events tty url util v8 vm wasi worker_threads zlib`.split(/\s+/),
);
/** Nothing that an export needs itself is asked for in another version. */
const ours = new Set(['@potoroo/runtime', 'node', 'typescript-6']);

/** What `zod/v4` is installed as; null where npm does not fetch it by its name. */
export function packageOf(specifier: string): string | null {
  const [name = ''] = /^(?:@[^/]+\/)?[^/]+/.exec(specifier) ?? [];
  return isPackageName(name) && !isBuiltin(specifier) && !ours.has(name) ? name : null;
}

export const isBuiltin = (specifier: string): boolean => builtin.has(specifier.split('/', 1).join(''));

const isPackageName = (name: string): boolean =>
  name.length <= 214 && /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/.test(name);

/** A range of versions or a tag; no address, path or other name. */
const isVersion = (version: unknown): version is string =>
  typeof version === 'string' &&
  version.length <= 100 &&
  /^[\w^~<>=*][\w.^~<>=|*+ -]*$/.test(version) &&
  !/\.(?:tgz|tar|gz)$/i.test(version) &&
  version !== anyVersion;

/** The versions that the project's own package.json asks for, of those packages that it names. */
export function packagesBlock(files: SourceFiles, entry: string, names: ReadonlySet<string>): PreservedBlock | null {
  if (names.size === 0) return null;
  const manifest = jsonOf(files.read(`${folderOf(entry)}/${manifestFile}`));
  const packages = [...names].toSorted().flatMap((name): readonly Asked[] => {
    const versions = ['dependencies', 'devDependencies'].map((field) => fieldOf(fieldOf(manifest, field), name));
    const version = versions.find(isVersion);
    return version === undefined ? [] : [[name, version]];
  });
  return packages.length === 0
    ? null
    : { text: textOf(packages), reason, place: 'module', node: null, file: manifestFile };
}

type Asked = readonly [name: string, version: string];

/** What a block says; nothing where it is none as `packagesBlock` makes it. */
export function packagesIn({ place, file, text }: PreservedBlock): readonly Asked[] {
  const said = place === 'module' && file === manifestFile ? fieldOf(jsonOf(text), 'dependencies') : null;
  const packages = typeof said === 'object' && said !== null ? Object.entries(said) : [];
  const sound = packages.filter(
    (each): each is [string, string] => packageOf(each[0]) === each[0] && isVersion(each[1]),
  );
  return textOf(sound) === text ? sound : [];
}

/** What preserved code imports where it is written as code, each package in the version that the document has of it, or in any. */
export function packagesOf(
  { preserved = [] }: Pipeline,
  forms: readonly BlockForm[],
): Readonly<Record<string, string>> {
  const written = preserved.filter((_, index) => forms[index] !== 'quoted');
  const versions = new Map(written.flatMap(packagesIn));
  const code = written.filter(({ file = '' }) => !file.endsWith('.json'));
  const names = new Set(code.flatMap(({ text }) => specifiersIn(text)).flatMap((each) => packageOf(each) ?? []));
  return Object.fromEntries([...names].toSorted().map((name) => [name, versions.get(name) ?? anyVersion]));
}

const textOf = (packages: readonly Asked[]): string =>
  `${JSON.stringify({ dependencies: Object.fromEntries(packages) }, null, 2)}\n`;

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;

function jsonOf(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
