// What the command line refuses: bad flags, nodes, documents and paths end with exit code 2, a reason and a remedy, and
// nothing on standard output; nothing is started.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scratchFolder } from './inputs.ts';
import { runPotoroo } from './potoroo.ts';

let scratch: Awaited<ReturnType<typeof scratchFolder>>;
beforeAll(async () => {
  scratch = await scratchFolder();
  await writeFile(join(scratch.path, 'broken.json'), '{ "format": "potoroo.pipeline", ');
  await writeFile(join(scratch.path, 'strange.json'), '{ "format": "something-else" }');
});
afterAll(() => scratch.dispose());

const here = (text: string): string => text.replace('SCRATCH', scratch.path);

describe('exit code 2', () => {
  test.each<[string, readonly string[], RegExp]>([
    ['no command', [], /command/],
    ['an unknown command', ['go'], /"go"/],
    ['no document', ['run'], /needs a pipeline/],
    ['an unknown example', ['run', 'market-spred'], /market-spred/],
    ['an unknown flag', ['run', 'reverse', '--wrokers', '2'], /--wrokers/],
    ['no number of workers', ['run', 'reverse', '--workers', 'two'], /--workers/],
    ['zero workers', ['run', 'reverse', '--workers', '0'], /--workers/],
    ['too many workers', ['run', 'reverse', '--workers', '65'], /--workers/],
    ['an unknown source', ['run', 'market-spread', '--source', 'order=generator'], /"order"/],
    ['a sink where a source is meant', ['run', 'market-spread', '--source', 'rejections=generator'], /rejections/],
    ['an unknown SPEC', ['run', 'reverse', '--source', 'text=ftp://x'], /ftp/],
    ['an unknown format', ['run', 'reverse', '--source', 'text=file:/etc/hostname?format=xml'], /xml/],
    ['a file that is not there', ['run', 'reverse', '--source', 'text=file:SCRATCH/nothing.txt'], /nothing\.txt/],
    [
      'a sink in a folder that is not there',
      ['run', 'reverse', '--sink', 'reversed=file:SCRATCH/no/where.txt'],
      /where\.txt/,
    ],
    ['an --after that names no source', ['run', 'market-spread', '--after', 'orders=nothing'], /nothing/],
    ['an --after that waits for itself', ['run', 'market-spread', '--after', 'orders=orders'], /orders/],
    [
      'an --after that goes round',
      ['run', 'market-spread', '--after', 'orders=market-data', '--after', 'market-data=orders'],
      /orders|market-data/,
    ],
    ['a document that is not JSON', ['check', 'SCRATCH/broken.json'], /broken\.json|JSON/],
    ['a document that is no pipeline', ['check', 'SCRATCH/strange.json'], /format/],
    ['a document that is not there', ['explain', 'SCRATCH/absent.json'], /absent\.json/],
  ])('for %s', async (_, args, reason) => {
    const { code, stdout, stderr } = await runPotoroo(args.map(here));
    expect(stderr).toMatch(reason);
    expect(code).toBe(2);
    expect(stdout).toBe('');
  });
});

describe('exit code 0', () => {
  test.each<[string, readonly string[], RegExp]>([
    ['list', ['list'], /market-spread-merged/],
    ['check', ['check', 'market-spread'], /no errors/],
    ['explain', ['explain', 'market-spread'], /symbol-data|Symbol data/],
    ['help', ['help'], /--workers/],
  ])('for %s', async (_, args, says) => {
    const { code, stdout } = await runPotoroo(args);
    expect(stdout).toMatch(says);
    expect(code).toBe(0);
  });
});
