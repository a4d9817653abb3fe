// What would break: a TypeScript file that a person runs would make another pipeline than it says, or fail without a word
// about where. Each description runs in a process of its own, as for the command line.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { nodeId } from '@potoroo/shared/ids';
import type { Pipeline } from '@potoroo/shared/pipeline';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { describe as described } from './describe.ts';
import { filesOnDisk } from './files-on-disk.ts';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'potoroo-describe-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function pipelineOf(files: Readonly<Record<string, string>>): Promise<Pipeline> {
  const result = await describeFiles(files);
  if (!result.ok) throw new Error(`${result.error.message} ${result.error.remedy}`);
  expect(result.value.diagnostics).toEqual([]);
  return result.value.pipeline;
}

async function refusalOf(app: string): Promise<string> {
  const result = await describeFiles({ 'app.ts': app });
  if (!result.ok) return `${result.error.message} ${result.error.remedy}`;
  return result.value.diagnostics.map(({ code, message }) => `${code} ${message}`).join('\n');
}

function describeFiles(files: Readonly<Record<string, string>>) {
  const project = mkdtempSync(join(directory, 'project-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, name)), { recursive: true });
    writeFileSync(join(project, name), text);
  }
  return described(join(project, 'app.ts'), 100_000);
}

const head = `import { file, live, pipeline } from '@potoroo/runtime';\nconst app = pipeline('Test');\n`;
const codeOf = (pipeline: Pipeline, id: string): string | undefined => {
  const node = pipeline.nodes.find((each) => each.id === nodeId(id));
  return node !== undefined && 'code' in node ? node.code : undefined;
};

test('functions written in place become snippets as they were written, types and comments included', async () => {
  const pipeline = await pipelineOf({
    'app.ts': `${head}
type Total = { total: number };
const limit = 1_000;
function tooMuch(amount: number): boolean {
  return amount > limit;
}
const totals = app.state('totals', (): Total => ({ total: 0 }));
app
  .source('text', { connector: file('in.txt') })
  .compute('length', (text) => text.length /* in UTF-16 */)
  .keyBy('parity', (length: number): string => String(length % 2))
  .compute('sum', totals, (length, total) => {
    total.total += length;
    return tooMuch(total.total) ? { sum: total.total } : null;
  })
  .sink('sums', live());
export default app;
`,
  });
  expect(pipeline.types).toBe('type Total = { total: number };');
  expect(codeOf(pipeline, 'length')).toBe('(text) => text.length');
  expect(codeOf(pipeline, 'parity')).toBe('(length: number): string => String(length % 2)');
  expect(codeOf(pipeline, 'sum')).toBe(`export default (length, total) => {
  total.total += length;
  return tooMuch(total.total) ? { sum: total.total } : null;
};

const limit = 1_000;

function tooMuch(amount: number): boolean {
  return amount > limit;
}`);
  expect(pipeline.nodes.map(({ id, kind }) => `${kind} ${id}`)).toEqual([
    'state totals',
    'source text',
    'computation length',
    'key parity',
    'state-computation sum',
    'sink sums',
  ]);
  expect(pipeline.edges.map(({ id }) => id)).toEqual(['text--length', 'length--parity', 'parity--sum', 'sum--sums']);
});

test('a description may use loops, constants and its own modules: it is a program', async () => {
  const pipeline = await pipelineOf({
    'app.ts': `${head}
import { double } from './steps/double.ts';
import shout from './steps/shout.ts';
let stream = app.source('text', { connector: file('in.txt') }).compute('shout', shout);
for (const step of [1, 2]) stream = stream.compute(\`double-\${step}\`, double);
stream.sink('out', live());
export { app };
`,
    'steps/double.ts': 'export const double = (text: string): string => text + text;\n',
    'steps/shout.ts': `import { mark } from './mark.ts';\n\n// Loud.\nexport default (text: string): string => text.toUpperCase() + mark;\n`,
    'steps/mark.ts': `export const mark = '!';\n`,
  });
  expect(codeOf(pipeline, 'double-2')).toBe('(text: string): string => text + text');
  expect(codeOf(pipeline, 'shout')).toBe(
    `// Loud.\nexport default (text: string): string => text.toUpperCase() + mark;\n\nconst mark = '!';`,
  );
});

test.each([
  ['exports no pipeline', 'export const app = 1;', /exports no pipeline.*export default app/],
  ['a syntax error', `${head}const = 1;`, /app\.ts fails/],
  ['an exception, with its line', `${head}\n\nthrow new Error('no luck');`, /app\.ts:5: no luck/],
  ['two nodes of one id', `${head}app.note('a', '');\napp.note('a', '');`, /app\.ts:4: Two nodes have the id "a"/],
  ['an id that is none', `${head}app.note('*/ process.exit() /*', '');`, /cannot be the id of a node/],
  [
    'a node without its function',
    `${head}app.merge().compute('a', undefined as never);\nexport default app;`,
    /"a" is given nothing/,
  ],
  [
    'a function that is built in',
    `${head}app.merge().keyBy('a', String);\nexport default app;`,
    /"a" is written in no file/,
  ],
  ['the end of the process', 'process.exit(7);', /exit code 7/],
  ['the network', `await fetch('http://127.0.0.1:1/');`, /fails.*may read files but nothing else/],
  ['a file to write', `import { writeFileSync } from 'node:fs';\nwriteFileSync('x', 'y');`, /fails.*app\.ts:2/],
  [
    'what the environment says',
    `throw new Error('env ' + Object.keys(process.env).filter((name) => !/^(PATH|TZ|NODE_\\w+)$/.test(name)));`,
    /: env +Mend/,
  ],
  [
    'a function that needs the one around it',
    `${head}const times = (n: number) => (x: number) => x * n;\napp.merge().compute('a', times(2));\nexport default app;`,
    /P505 .*"a".*it uses "n"/,
  ],
  [
    'a function written as a method',
    `${head}app.merge().sink('a', live(), { encode(value) { return String(value); } });\nexport default app;`,
    /P505 .*not written as a function by itself/,
  ],
])('refuses %s', async (_title, app, reason) => {
  expect(await refusalOf(app)).toMatch(reason);
});

test('a description reads no variable of the one that runs it out of the list of processes', async () => {
  onTestFinished(() => void delete process.env['POTOROO_SECRET_RX']);
  process.env['POTOROO_SECRET_RX'] = 'planted';
  const pipeline = await pipelineOf({
    'app.ts': `import { readFileSync } from 'node:fs';
${head}
function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    return String(error);
  }
}
const parent = \`/proc/\${process.ppid}/environ\`;
const places = [parent, '/proc/self/environ', \`/dev/fd/../root\${parent}\`, '/dev/fd/../environ'];
app.note('read', places.map(read).join(' '));
app.note('itself', read(new URL(import.meta.url).pathname).slice(0, 6));
export default app;
`,
  });
  const notes = Object.fromEntries(
    pipeline.nodes.flatMap((node) => (node.kind === 'note' ? [[node.id, node.text]] : [])),
  );
  expect(notes['read']).not.toContain('planted');
  expect(notes['itself']).toBe('import');
});

test.runIf(process.platform === 'linux')(
  'runs nothing beside a link that leads past what a description may read, and looks at no other link',
  async () => {
    const project = mkdtempSync(join(directory, 'links-'));
    const app = join(project, 'app.ts');
    writeFileSync(
      app,
      `${head}app.source('in', { connector: file('in') }).sink('out', live());\nexport default app;\n`,
    );
    mkdirSync(join(project, 'deep/er'), { recursive: true });
    symlinkSync(directory, join(project, 'deep/fine'));
    symlinkSync('/nowhere', join(project, 'deep/broken'));
    expect((await described(app, 100_000)).ok).toBe(true);
    symlinkSync('/proc/self', join(project, 'deep/er/innocent'));
    const refused = await described(app, 100_000);
    expect(refused.ok ? '' : refused.error.message).toMatch(/deep\/er\/innocent is a link to .* nothing was run/);
  },
);

test('ends a description that does not end by itself', async () => {
  const project = mkdtempSync(join(directory, 'project-'));
  writeFileSync(join(project, 'app.ts'), 'for (;;);\n');
  const result = await described(join(project, 'app.ts'), 1_000);
  expect(result).toMatchObject({ ok: false, error: { message: expect.stringContaining('within 1 s') } });
});

test('a project reads no pipe that nobody writes to, no device, no folder and nothing that is no text', () => {
  const pipe = join(directory, 'pipe.ts');
  execFileSync('mkfifo', [pipe]);
  const bytes = join(directory, 'bytes.ts');
  writeFileSync(bytes, Buffer.of(0x61, 0xff, 0xfe));
  for (const path of [pipe, '/dev/zero', directory, bytes]) expect(filesOnDisk.read(path)).toBeNull();
  writeFileSync(bytes, '\uFEFFone é\r\n');
  expect(filesOnDisk.read(bytes)).toBe('\uFEFFone é\r\n');
});
