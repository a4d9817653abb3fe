/** A TypeScript file that describes a pipeline, run in a process of its own, to the pipeline's document. */
import { fork } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { link, refsOf, snippetPlaces } from '@potoroo/shared/code';
import { withLineFeeds } from '@potoroo/shared/code/line-feeds';
import type { Linked, PlaceOfSnippet, SourceFiles } from '@potoroo/shared/code';
import { err, ok } from '@potoroo/shared/result';
import type { Result } from '@potoroo/shared/result';
import type { FromDescription } from './description-messages.ts';
import { filesOnDisk } from './files-on-disk.ts';
import { foldersOfProcesses, processLinkBeside } from './process-links.ts';
import { describingEnvironment, isNarrow } from './seat-belt.ts';

export type Described = Pick<Linked, 'pipeline' | 'diagnostics'> & {
  readonly placeOf: PlaceOfSnippet;
};
export type DescriptionRefusal = { readonly message: string; readonly remedy: string };

const timeoutMsDefault = 30_000;
const entry = fileURLToPath(new URL('./description-process.ts', import.meta.url));
const folderName = `${sep}node_modules${sep}`;
const packagesFolder = entry.slice(0, entry.lastIndexOf(folderName) + folderName.length);

export async function describe(
  path: string,
  timeoutMs = timeoutMsDefault,
): Promise<Result<Described, DescriptionRefusal>> {
  const leak = processLinkBeside(path);
  if (leak !== null)
    return err({
      message: `${leak} is a link to what the machine tells of its processes, their secrets among it; nothing was run.`,
      remedy: 'Remove the link, and look at where the project came from.',
    });
  const told = await runDescription(path, timeoutMs);
  if (told.type === 'refused') return err({ message: told.message, remedy: told.remedy });
  const { pipeline, diagnostics } = link(asItIsMeant, path, told.sketch);
  const placeOf = snippetPlaces(asItIsMeant, told.sketch.nodes.flatMap(refsOf), pipeline);
  return ok({ pipeline, diagnostics, placeOf });
}

/** A checkout may have changed the ends of lines. */
const asItIsMeant: SourceFiles = { read: (path) => withLineFeeds(filesOnDisk.read(path)) };

/**
 * Files of the machine, and nothing of its processes: on Linux `/proc` holds the environment of every program of the person's,
 * the secrets of this one included, and `/dev/fd` leads there. From a process that may read less itself, as the tests of a
 * project do, its project and the packages that it is installed with.
 */
function readable(path: string): readonly string[] {
  if (isNarrow()) return [dirname(path), packagesFolder];
  if (process.platform !== 'linux') return ['*'];
  return readdirSync('/').flatMap((name) => (foldersOfProcesses.has(name) ? [] : [`/${name}`]));
}

/** What it prints goes to stderr: stdout is the command's. */
function runDescription(path: string, timeoutMs: number): Promise<FromDescription> {
  return new Promise((resolve) => {
    const child = fork(entry, [path], {
      execArgv: [
        '--permission',
        ...readable(path).map((each) => `--allow-fs-read=${each}`),
        '--disable-warning=ExperimentalWarning',
      ],
      env: describingEnvironment(),
      serialization: 'advanced',
      stdio: ['ignore', 2, 2, 'ipc'],
    });
    const refused = (message: string, remedy: string): void => resolve({ type: 'refused', message, remedy });
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      refused(
        `${path} has not come to an end within ${timeoutMs / 1_000} s.`,
        'A description only says what the pipeline is; end the loop or the wait in it.',
      );
    }, timeoutMs);
    child.on('message', (message: FromDescription) => resolve(message));
    child.on('error', (error) => refused(`${path} could not be run: ${error.message}.`, 'Try again.'));
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      refused(
        `${path} ended ${signal === null ? `with exit code ${code ?? 'unknown'}` : `by ${signal}`} before it described a pipeline.`,
        'Let it export the pipeline and not end its process.',
      );
    });
  });
}
