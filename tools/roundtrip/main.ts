/**
 * Code out and back, as a person would try it: `npm run roundtrip`.
 *
 *   npm run roundtrip -- [--pipelines 200] [--from 1]   every template, and so many generated pipelines
 *   npm run roundtrip -- --only 17                      the generated pipeline of one seed, whose folders are kept
 *
 * Templates and every twentieth pipeline go by the command line and npm alone, into an empty folder; the others by what npm
 * would call, with packages that it has installed. Every second generated project is edited by hand before it goes on.
 * Exits with 1 where something fails; the last line says how much was done.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Pipeline } from '@potoroo/shared/pipeline';
import { documentPath, exampleNames } from '../examples/examples.ts';
import { type Journey, travel } from './journey.ts';
import { orUsage, wholeOf } from '../command-line/or-usage.ts';
import { npm, potoroo } from './project.ts';
import { soundPipeline } from './sound-pipelines.ts';

const usage = 'npm run roundtrip -- [--pipelines 200] [--from 1] [--no-templates] | --only SEED';

const { pipelines, from, only, withTemplates } = orUsage(usage, () => {
  const { values } = parseArgs({
    options: {
      pipelines: { type: 'string', default: '200' },
      from: { type: 'string', default: '1' },
      only: { type: 'string' },
      'no-templates': { type: 'boolean', default: false },
    },
  });
  return {
    pipelines: wholeOf('--pipelines', values.pipelines, 0),
    from: wholeOf('--from', values.from, 1),
    only: values.only === undefined ? null : wholeOf('--only', values.only, 1),
    withTemplates: !values['no-templates'],
  };
});

const generated = (seed: number): Journey => ({
  name: `seed ${seed}`,
  ...soundPipeline(seed),
  flags: ['--workers', String(1 + (seed % 3))],
  edited: seed % 2 === 0 ? seed : null,
  byNpm: seed % 20 === 1,
});

/** Its generators make a few thousand records, and its sinks write files. */
async function template(name: string): Promise<Journey> {
  const described: Pipeline = JSON.parse(await readFile(documentPath(name), 'utf8'));
  const outputs: string[] = [];
  const nodes = described.nodes.map((node): Pipeline['nodes'][number] => {
    if (node.kind === 'source' && node.connector.type === 'generator')
      return { ...node, connector: { ...node.connector, rate: null, count: 3_000 } };
    if (node.kind !== 'sink') return node;
    outputs.push(`${node.id}.out`);
    return { ...node, connector: { type: 'file', path: `${node.id}.out`, format: 'ndjson' } };
  });
  const sources = nodes.filter((node) => node.kind === 'source').map(({ id }) => id);
  // Where two sources meet one state, the answer is one if one of them waits for the other.
  const flags = sources.length < 2 ? [] : ['--after', `${sources.find((id) => id !== 'market-data')}=market-data`];
  return { name, pipeline: { ...described, nodes }, inputs: new Map(), outputs, flags, edited: null, byNpm: true };
}

async function journeys(): Promise<readonly Journey[]> {
  if (only !== null) return [generated(only)];
  const templates = withTemplates ? await Promise.all(exampleNames().map(template)) : [];
  const seeds = Array.from({ length: pipelines }, (_, index) => from + index);
  return [...templates, ...seeds.map(generated)];
}

const scratch = await mkdtemp(join(tmpdir(), 'potoroo-roundtrip-'));
const startedAt = performance.now();
let failed = 0;
const all = await journeys();
const packages = await installedPackages();
for (const journey of all) {
  const failures = await travel(journey, { folder: join(scratch, 'journey'), packages });
  if (failures.length > 0) failed += 1;
  process.stdout.write(`${journey.name}: ${failures.length === 0 ? 'as it was' : `\n  ${failures.join('\n  ')}`}\n`);
}
if (only === null) await rm(scratch, { recursive: true, force: true });
else process.stdout.write(`Its folders are in ${scratch}.\n`);
const seconds = Math.round((performance.now() - startedAt) / 1_000);
process.stdout.write(`${all.length} pipelines out and back in ${seconds} s; ${failed} failed.\n`);
process.exitCode = failed === 0 ? 0 : 1;

/** What any project installs: those of one that is nearly empty. */
async function installedPackages(): Promise<string> {
  const project = join(scratch, 'packages');
  await potoroo(scratch, 'export', 'reverse', '--out', project);
  await npm(project, 'install', '--prefer-offline', '--no-audit', '--no-fund');
  return join(project, 'node_modules');
}
