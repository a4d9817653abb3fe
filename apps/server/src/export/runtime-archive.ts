/**
 * The runtime as a package that npm installs where there is no clone: the files it consists of as JavaScript, the types of
 * what an author uses, the `potoroo` command. Made by `npm pack` once for each state of the sources, and kept.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { javaScriptOf, stringLiterals } from '@potoroo/shared/code';
import { err, ok } from '@potoroo/shared/result';
import type { Result } from '@potoroo/shared/result';
import { packageSources, relativeName, withPackageNames } from './package-sources.ts';
import type { PackageSource } from './package-sources.ts';

export type ArchiveRefusal = { readonly message: string; readonly remedy: string };

const run = promisify(execFile);
const version = '0.1.0';
/** What an author imports, with types; and what runs it. */
const entryPoints = {
  '.': 'packages/runtime/src/api/author/index.ts',
  './project': 'packages/runtime/src/project/index.ts',
  './testing': 'packages/runtime/src/testing/index.ts',
  './node': 'packages/runtime/src/hosts/node/index.ts',
} as const;
const command = 'apps/server/src/cli/main.ts';

/** The path of the archive, `potoroo-runtime.tgz`, of the sources as they are. */
export async function runtimeArchive(root: string): Promise<Result<string, ArchiveRefusal>> {
  if (!existsSync(join(root, command)))
    return err({
      message: 'This Potoroo is installed as a package and cannot make a package of itself.',
      remedy: 'Export from a clone of Potoroo, or copy vendor/ from a project that it has exported.',
    });
  const sources = packageSources(root, [...Object.values(entryPoints), command]);
  const archive = join(root, 'node_modules', '.cache', 'potoroo-runtime', `${fingerprint(sources)}.tgz`);
  if (existsSync(archive)) return ok(archive);
  const staging = await mkdtemp(join(tmpdir(), 'potoroo-runtime-'));
  try {
    await stage(root, staging, sources);
    const packed = await pack(staging);
    await mkdir(dirname(archive), { recursive: true });
    // Beside its place first: another export may look for it at this moment.
    await cp(packed, `${archive}.${process.pid}`);
    await rename(`${archive}.${process.pid}`, archive);
    return ok(archive);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `The runtime could not be packed: ${reason}.`;
    return err({ message, remedy: 'Check that npm works here (`npm --version`), and try again.' });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

const fingerprint = (sources: readonly PackageSource[]): string =>
  sources
    .reduce((hash, { path, text }) => hash.update(`${path}\n${text}\n`), createHash('sha256').update(version))
    .digest('hex')
    .slice(0, 32);

async function stage(root: string, staging: string, sources: readonly PackageSource[]): Promise<void> {
  for (const source of sources) {
    await write(join(staging, source.path.replace(/\.ts$/, '.js')), javaScriptOf(withPackageNames(source)));
  }
  await writeDeclarations(root, staging, sources);
  await write(join(staging, 'bin/potoroo.js'), starter);
  await write(join(staging, 'package.json'), `${JSON.stringify(await manifest(root, sources), null, 2)}\n`);
  await cp(join(root, 'LICENSE'), join(staging, 'LICENSE'));
}

/** Paths are those of the project, wherever below it npm was called. */
const starter = `#!/usr/bin/env node
delete process.env['INIT_CWD'];
await import('../${command.replace(/\.ts$/, '.js')}');
`;

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** The types of the entry points that authors use, and of what these name. */
async function writeDeclarations(root: string, staging: string, sources: readonly PackageSource[]): Promise<void> {
  const declared = join(staging, '.declarations');
  const config = {
    extends: join(root, 'tsconfig.base.json'),
    compilerOptions: {
      noEmit: false,
      noCheck: true,
      declaration: true,
      emitDeclarationOnly: true,
      rootDir: root,
      outDir: declared,
      types: ['node'],
      typeRoots: [join(root, 'node_modules/@types')],
    },
    files: Object.values(entryPoints).map((path) => join(root, path)),
  };
  await write(join(staging, 'tsconfig.json'), JSON.stringify(config));
  await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', staging], { cwd: root });
  for (const source of sources) {
    const path = source.path.replace(/\.ts$/, '.d.ts');
    if (existsSync(join(declared, path))) {
      const text = await readFile(join(declared, path), 'utf8');
      await write(join(staging, path), declarationNames(source, text));
    }
  }
  await rm(declared, { recursive: true });
  await rm(join(staging, 'tsconfig.json'));
}

/** A declaration names the same files as its source does. */
function declarationNames(source: PackageSource, text: string): string {
  const files = new Map(source.literals.map(({ start, end, file }) => [source.text.slice(start + 1, end - 1), file]));
  const literals = stringLiterals(source.path, text).flatMap(({ start, end, text: named }) => {
    const file = files.get(named);
    return file === undefined ? [] : [{ start, end, file }];
  });
  return withPackageNames({ ...source, text, literals });
}

async function manifest(root: string, sources: readonly PackageSource[]): Promise<object> {
  const versions = await declaredVersions(root);
  const used = [...new Set(sources.flatMap(({ packages }) => packages))].toSorted();
  const exports = Object.entries(entryPoints).map(([name, path]) => {
    const file = relativeName('package.json', path);
    return [name, { types: file.replace(/\.js$/, '.d.ts'), default: file }] as const;
  });
  return {
    name: '@potoroo/runtime',
    version,
    type: 'module',
    license: 'Apache-2.0',
    description: 'The runtime of Potoroo pipelines, the API they are described with, and the command that runs them.',
    bin: { potoroo: 'bin/potoroo.js' },
    exports: Object.fromEntries(exports),
    dependencies: Object.fromEntries(used.flatMap((name) => (versions.has(name) ? [[name, versions.get(name)]] : []))),
    // No engines: it runs on the Node that the project brings, whichever one installs it.
  };
}

async function declaredVersions(root: string): Promise<ReadonlyMap<string, string>> {
  const versions = new Map<string, string>();
  for (const folder of ['packages/shared', 'packages/runtime', 'apps/server']) {
    const { dependencies = {} }: { readonly dependencies?: Readonly<Record<string, string>> } = JSON.parse(
      await readFile(join(root, folder, 'package.json'), 'utf8'),
    );
    for (const [name, range] of Object.entries(dependencies)) versions.set(name, range);
  }
  return versions;
}

/** By the npm that started this process, or the one on the path. */
async function pack(staging: string): Promise<string> {
  const npm = process.env['npm_execpath'];
  const given = ['pack', '--silent', '--ignore-scripts', '--pack-destination', staging];
  const options = { cwd: staging };
  await (npm === undefined || !/\.[cm]?js$/.test(npm)
    ? run('npm', given, options)
    : run(process.execPath, [npm, ...given], options));
  return join(staging, `potoroo-runtime-${version}.tgz`);
}
