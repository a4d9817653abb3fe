/**
 * Checks the types of every tsconfig below the folders it is given, several at a time, and prints what each one says.
 * The last line is the count that the runner of `npm test` adds up: one for each project.
 *
 *   node tools/types/main.ts folder...
 */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { typeScriptCompiler } from './compiler.ts';

const skipped = new Set(['node_modules', 'dist', 'fixtures']);
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const folders = process.argv.slice(2).map((folder) => path.resolve(folder));

type Verdict = { readonly project: string; readonly passed: boolean; readonly output: string };

const verdicts = await Promise.all(folders.flatMap(projectsBelow).map(check));
for (const { project, passed, output } of verdicts) {
  if (!passed) process.stdout.write(`${path.relative(root, project)}\n${output}\n`);
}
const failed = verdicts.filter(({ passed }) => !passed).length;
process.stdout.write(`types: ${verdicts.length - failed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 && verdicts.length > 0 ? 0 : 1;

/** A folder that is a zone but has no source yet has nothing to check. */
function projectsBelow(parent: string): readonly string[] {
  return readdirSync(parent, { withFileTypes: true }).flatMap((entry) => {
    const child = path.join(parent, entry.name);
    if (entry.isDirectory()) return skipped.has(entry.name) || entry.name.startsWith('.') ? [] : projectsBelow(child);
    return /^tsconfig(\.\w+)?\.json$/.test(entry.name) && entry.name !== 'tsconfig.base.json' && hasSources(parent)
      ? [child]
      : [];
  });
}

function hasSources(project: string): boolean {
  return (
    existsSync(project) &&
    readdirSync(project, { recursive: true }).some(
      (name) => /(?<!\.d)\.tsx?$/.test(String(name)) && !String(name).includes('node_modules'),
    )
  );
}

function check(project: string): Promise<Verdict> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [typeScriptCompiler(root), '-p', project, '--pretty', 'false'],
      { cwd: root },
      (error, stdout, stderr) => {
        resolve({ project, passed: error === null, output: `${stdout}${stderr}` });
      },
    );
  });
}
