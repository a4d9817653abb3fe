// A pipeline as a project of its own: exported, installed, tested and run by npm in a folder that knows nothing of this one,
// with the same results as here; and opened again as the same document. `npm run roundtrip` does so with every template.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scratchFolder } from './inputs.ts';
import { root, runPotoroo, runToSummary } from './potoroo.ts';

const run = promisify(execFile);
let scratch: Awaited<ReturnType<typeof scratchFolder>>;
beforeAll(async () => {
  scratch = await scratchFolder();
});
afterAll(() => scratch.dispose());

/** npm as a person calls it: nothing of the npm that runs these tests is handed on but where packages come from. */
async function npm(
  cwd: string,
  ...args: readonly string[]
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const handedOn = Object.entries(process.env).filter(
    ([name]) =>
      !/^npm_(package|lifecycle|command|node|execpath)|^npm_config_(local_prefix|prefix|loglevel|silent)$|^INIT_CWD$/i.test(
        name,
      ),
  );
  const options = { cwd, env: Object.fromEntries(handedOn), timeout: 150_000, maxBuffer: 10_000_000 };
  const script = process.env['npm_execpath'];
  return script !== undefined && /\.[cm]?js$/.test(script)
    ? run(process.execPath, [script, ...args], options)
    : run('npm', [...args], options);
}

async function exported(name: string, document = name): Promise<string> {
  const folder = join(scratch.path, name);
  const { code, stdout, stderr } = await runPotoroo(['export', document, '--out', folder]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('npm install && npm start');
  return folder;
}

const sortedLines = async (path: string): Promise<readonly string[]> =>
  (await readFile(path, 'utf8')).split('\n').toSorted();

type Wiring = { readonly source: string; readonly sink: string; readonly script: readonly string[] };

/** A node's sample record, and what the project's tests have to find comes of it; and another checkpoint interval. */
async function withMore(name: string, { node, ...fixture }: { node: string; records: string; outputs: string }) {
  const document = JSON.parse(await readFile(join(root, 'examples', name, 'pipeline.json'), 'utf8'));
  const expected = [{ outputs: fixture.outputs, state: null }];
  document.nodes.find(({ id }: { id: string }) => id === node).fixtures = [
    { name: 'is as it was', origin: 'pasted', records: fixture.records, expected },
  ];
  document.checkpointIntervalMs = 600_000;
  const path = join(scratch.path, `${name}.json`);
  await writeFile(path, JSON.stringify(document));
  return path;
}

/** In both places the same generated records go through the same pipeline. */
async function expectSameResults(name: string, folder: string, { source, sink, script }: Wiring): Promise<string> {
  const from = `${source}=generator?count=3000&rate=1500`;
  const [here, there] = [join(scratch.path, `${name}.here`), join(scratch.path, `${name}.there`)];
  await runToSummary(name, { workers: 2, source: [from], sink: [`${sink}=file:${here}?format=lines`] });
  const flags = ['--source', from, '--sink', `${sink}=file:${there}?format=lines`, ...script];
  const { stderr } = await npm(folder, 'start', '--', ...flags);
  const lines = await sortedLines(here);
  expect(lines.length).toBeGreaterThan(3_000);
  expect(await sortedLines(there)).toEqual(lines);
  return stderr;
}

test(
  'a project installs, passes its tests, and runs to the same results over the loss of a worker',
  { timeout: 240_000 },
  async () => {
    const fixture = { node: 'letter', records: '{"letter":"x","votes":1}', outputs: '"x"' };
    const alphabet = await exported('alphabet', await withMore('alphabet', fixture));
    await npm(alphabet, 'install', '--prefer-offline', '--no-audit', '--no-fund');
    expect((await npm(alphabet, 'test')).stdout).toMatch(/letter: is as it was[^]*pass 3\n.*fail 0\n/);
    await npm(alphabet, 'run', 'types');
    expect((await npm(alphabet, 'start', '--', '--help')).stdout).toMatch(/npx potoroo <command>[^]*--workers N/);
    // By then a run of the usual interval has a checkpoint.
    const script = ['--script', 'at 1400ms kill w1'];
    const said = await expectSameResults('alphabet', alphabet, { source: 'votes', sink: 'totals', script });
    expect(said).toMatch(/kill w1: process \d+ is killed\n[^]*w1 lost; everything goes on from checkpoint 0$/m);
  },
);

test('a project is opened again as the document that it was, and a folder with something in it is left alone', async () => {
  const folder = await exported('market-spread');
  const document = join(scratch.path, 'again.json');
  const imported = await runPotoroo(['import', folder, '--out', document]);
  expect(imported).toMatchObject({ code: 0, stderr: '' });
  const original = await readFile(join(root, 'examples/market-spread/pipeline.json'), 'utf8');
  expect(JSON.parse(await readFile(document, 'utf8'))).toEqual(JSON.parse(original));

  const again = await runPotoroo(['export', 'market-spread', '--out', folder]);
  expect(again.code).toBe(2);
  expect(again.stderr).toMatch(/is not empty.*\n.*new or empty/);
  expect(existsSync(join(folder, 'vendor/potoroo-runtime.tgz'))).toBe(true);
});

test(
  'one file runs and comes back as the document that it was, and a file that is there is left alone',
  { timeout: 120_000 },
  async () => {
    const file = join(scratch.path, 'alphabet.ts');
    const single = ['export', 'alphabet', '--single-file'];
    expect(await runPotoroo([...single, '--out', file])).toMatchObject({ code: 0, stderr: '' });
    expect((await runPotoroo([...single, '--out', file])).stderr).toMatch(/is there already/);
    expect((await runPotoroo(single)).stdout).toBe(await readFile(file, 'utf8'));
    const imported = await runPotoroo(['import', file]);
    const original = await readFile(join(root, 'examples/alphabet/pipeline.json'), 'utf8');
    expect(JSON.parse(imported.stdout)).toEqual(JSON.parse(original));
    const summary = await runToSummary(file, { workers: 1, source: ['votes=generator?count=500'] });
    expect(summary).toMatchObject({ ok: true, sinks: { totals: 500 } });
  },
);

test('import refuses what it cannot read, with the place, and draw and schema print what tools can read', async () => {
  const broken = join(scratch.path, 'broken.ts');
  await writeFile(broken, "import { pipeline } from '@potoroo/runtime';\nconst app = pipeline('A';\n");
  const refused = await runPotoroo(['import', broken]);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/error P506: .*broken\.ts:2:25: .*\n/);
  const program = join(scratch.path, 'program.ts');
  await writeFile(
    program,
    `import { file, live, pipeline } from '@potoroo/runtime';
const app = pipeline('A program');
app.source('text', { connector: file('in.txt') }).sink('out', live());
throw new Error('it was run');
`,
  );
  const judged = await runPotoroo(['check', program]);
  expect(judged.stderr).toMatch(/^warning P504: .*program\.ts:4:1 .*\n.*\n$/);
  expect(judged.stdout).toMatch(/^A program: no errors, 1 warning\. What is preserved has not been judged/);
  const document = await runPotoroo(['import', join(root, 'examples/reverse/pipeline.json')]);
  expect(document).toMatchObject({ code: 2, stderr: expect.stringMatching(/^potoroo: .*is JSON, as a document is/) });
  const archive = await runPotoroo(['import', 'reverse.zip']);
  expect(archive).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^potoroo: .*is an archive\.\n {2}Unpack it/),
  });
  expect((await runPotoroo(['draw', 'reverse'])).stdout).toMatch(/^flowchart LR\n {2}n0\(\["Text"\]\)\n/);
  expect(JSON.parse((await runPotoroo(['schema'])).stdout)).toMatchObject({
    type: 'object',
    required: expect.arrayContaining(['nodes']),
  });
});
