/**
 * Sees that the type fence stands: every zone that must not know Node or the browser has a tsconfig, its program has
 * files, and no declaration of Node or of the DOM is among them (one `import` of a package can bring them all in).
 */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { typeScriptCompiler } from '../types/compiler.ts';
import type { Violation } from './violation.ts';

export const pureZones = [
  'packages/shared/src',
  'packages/runtime/src/api',
  'packages/runtime/src/operators',
  'packages/runtime/src/connectors',
  'packages/runtime/src/core',
  'packages/runtime/src/sim',
  'packages/runtime/src/testing',
] as const;

/** The studio's pages have a DOM and no Node; their tests are another program. */
const pages = 'apps/web';
const node = /@types[/+]node\/|undici-types/;
const nodeOrPage = /@types[/+]node\/|undici-types|lib\.dom\./;

export type PureZoneReport = { readonly zones: number; readonly violations: readonly Violation[] };

export async function checkPureZones(root: string): Promise<PureZoneReport> {
  const inhabited = [...pureZones, pages].filter((zone) => hasSources(path.join(root, zone)));
  const violations = await Promise.all(inhabited.map((zone) => checkZone(root, zone)));
  return { zones: inhabited.length, violations: violations.flat() };
}

async function checkZone(root: string, zone: string): Promise<readonly Violation[]> {
  const project = `${zone}/tsconfig.json`;
  const violation = (message: string): readonly Violation[] => [{ file: project, line: 1, rule: 'pure zone', message }];
  if (!existsSync(path.join(root, project)))
    return violation('A pure zone needs a tsconfig that extends tsconfig.base.json.');
  const files = await filesOfProgram(root, project);
  if (!files.some((file) => file.includes(`/${zone}/`)))
    return violation("The program reads none of the zone's files.");
  const leaked = files.find((file) => (zone === pages ? node : nodeOrPage).test(file));
  return leaked === undefined
    ? []
    : violation(`${path.relative(root, leaked)} is in the program: something imports it.`);
}

async function filesOfProgram(root: string, project: string): Promise<readonly string[]> {
  const args = [typeScriptCompiler(root), '-p', project, '--listFilesOnly'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, maxBuffer: 16 * 1024 * 1024 });
  return stdout.split('\n').filter((line) => line !== '');
}

function hasSources(folder: string): boolean {
  return existsSync(folder) && readdirSync(folder, { recursive: true }).some((name) => isSource(String(name)));
}

const isSource = (name: string): boolean => /(?<!\.test|\.config)\.tsx?$/.test(name) && !name.includes('node_modules');
