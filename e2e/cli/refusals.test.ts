/**
 * What the command line refuses: bad flags, nodes, documents and paths end with exit code 2, a reason and a remedy, and nothing on
 * standard output; nothing is started. One of each kind, as a process: the many ways to mistype each are tested where it is read,
 * beside the sources of apps/server/src/cli.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scratchFolder } from './inputs.ts';
import { runPotoroo } from './potoroo.ts';

let scratch: Awaited<ReturnType<typeof scratchFolder>>;
beforeAll(async () => {
  scratch = await scratchFolder();
  await writeFile(join(scratch.path, 'broken.json'), '{ "format": "potoroo.pipeline", ');
});
afterAll(() => scratch.dispose());

const here = (text: string): string => text.replace('SCRATCH', scratch.path);

describe('exit code 2', () => {
  test.each<[string, readonly string[], RegExp]>([
    ['no command', [], /command/],
    ['an unknown example', ['run', 'market-spred'], /market-spred/],
    ['an unknown flag', ['run', 'reverse', '--wrokers', '2'], /--wrokers/],
    ['too many workers', ['run', 'reverse', '--workers', '65'], /--workers/],
    ['an unknown source', ['run', 'market-spread', '--source', 'order=generator'], /"order"/],
    ['an unknown SPEC', ['run', 'reverse', '--source', 'text=ftp://x'], /ftp/],
    ['a file that is not there', ['run', 'reverse', '--source', 'text=file:SCRATCH/nothing.txt'], /nothing\.txt/],
    ['an --after that names no source', ['run', 'market-spread', '--after', 'orders=nothing'], /nothing/],
    ['a document that is not JSON', ['check', 'SCRATCH/broken.json'], /broken\.json|JSON/],
  ])('for %s', async (_, args, reason) => {
    const { code, stdout, stderr } = await runPotoroo(args.map(here));
    expect(stderr).toMatch(reason);
    expect(code).toBe(2);
    expect(stdout).toBe('');
  });
});
