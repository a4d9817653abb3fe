/**
 * A temporary tree with the real configuration of this one and only the sources that a test plants in it.
 * The tools run on it as they run on the real tree, so a test sees a fence catch something, not a copy of the fence.
 */
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

const rootFiles = [
  'package.json',
  'package-lock.json',
  'turbo.json',
  'tsconfig.base.json',
  '.oxlintrc.json',
  '.oxfmtrc.json',
];
const packages = ['packages/shared', 'packages/runtime', 'apps/server', 'apps/web', 'e2e'];
const zones = ['api', 'operators', 'connectors', 'core', 'sim', 'testing', 'hosts/node'];
const packageFiles = [
  ...packages.flatMap((folder) => [`${folder}/package.json`, `${folder}/tsconfig.json`]),
  'packages/shared/src/tsconfig.json',
  ...zones.map((zone) => `packages/runtime/src/${zone}/tsconfig.json`),
];

export type Ended = { readonly code: number; readonly output: string };

export type PlantedTree = {
  readonly root: string;
  readonly plant: (file: string, text: string) => void;
  /** Runs a script of a tool of ours, or of an installed one, in the tree. */
  readonly run: (script: string, args: readonly string[]) => Promise<Ended>;
  readonly fell: () => void;
};

export function plantTree(): PlantedTree {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'potoroo-planted-')));
  for (const file of [...rootFiles, ...packageFiles]) copy(root, file);
  symlinkSync(path.join(projectRoot, 'node_modules'), path.join(root, 'node_modules'));
  return {
    root,
    plant: (file, text) => write(path.join(root, file), text),
    run: (script, args) => runScript(root, script, args),
    fell: () => rmSync(root, { recursive: true, force: true }),
  };
}

function copy(root: string, file: string): void {
  const from = path.join(projectRoot, file);
  if (!existsSync(from)) throw new Error(`${file} is gone from the project: the planted tree no longer resembles it.`);
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  cpSync(from, path.join(root, file));
}

function write(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function runScript(root: string, script: string, args: readonly string[]): Promise<Ended> {
  return runNode(root, [path.join(projectRoot, script), ...args]);
}

export function runNode(cwd: string, args: readonly string[]): Promise<Ended> {
  const environment = {
    ...process.env,
    TURBO_TELEMETRY_DISABLED: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
    NO_COLOR: '1',
    CI: 'true',
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [...args], { cwd, env: environment }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ code, output: `${stdout}${stderr}` });
    });
  });
}
