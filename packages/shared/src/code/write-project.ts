/**
 * What a project needs besides its description and snippets: the manifest that installs it, how its code is checked, tests,
 * a container, and words for whoever finds it. Nothing a document says gets in here but through an escape.
 */
import type { Pipeline } from '../pipeline/index.ts';
import { stringLiteral } from './escape.ts';
import { composeOf, dockerfile, endlessSources, outputFolder, secretOf, secretsOf } from './write-container.ts';

export const runtimeArchive = 'vendor/potoroo-runtime.tgz';

/**
 * `packages` are those of npm that its code imports, with their versions; `written` the files of the person who wrote it, null
 * where an export has written them.
 */
export function projectFiles(
  pipeline: Pipeline,
  packages: Readonly<Record<string, string>>,
  written: readonly string[] | null,
): ReadonlyMap<string, string> {
  return new Map([
    ['package.json', manifest(pipeline, packages)],
    ['tsconfig.json', checking],
    ['pipeline.test.ts', tests(pipeline)],
    ['README.md', readme(pipeline, Object.keys(packages), written ?? exported(pipeline))],
    ['Dockerfile', dockerfile],
    ['compose.yaml', composeOf(pipeline)],
    ['.dockerignore', 'node_modules\n'],
    ['.gitignore', 'node_modules\n'],
    // A package that a document asks for is not trusted to run something when it is installed.
    ...(Object.keys(packages).length === 0 ? [] : [['.npmrc', 'strict-allow-scripts=true\n'] as const]),
  ]);
}

/** The `node` package brings the Node that the runtime needs, whatever the machine has. */
function manifest(pipeline: Pipeline, packages: Readonly<Record<string, string>>): string {
  const content = {
    name: packageName(pipeline.name),
    version: '0.1.0',
    private: true,
    type: 'module',
    scripts: {
      start: 'potoroo run pipeline.ts',
      // Snippets run in it, and one may have the name of a test: it reads this folder with its packages, and nothing else.
      test: 'node --permission --allow-fs-read=. --allow-child-process --disable-warning=SecurityWarning --test "*.test.ts"',
      check: 'potoroo check pipeline.ts',
      types: 'tsc',
    },
    dependencies: { '@potoroo/runtime': `file:${runtimeArchive}`, node: '^26.10.0', ...packages },
    // The same one that the runtime brings, so that it is there once.
    devDependencies: { 'typescript-6': 'npm:typescript@^6.0.3' },
    allowScripts: { node: true, 'msgpackr-extract': false },
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

export function packageName(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return plain === '' ? 'pipeline' : plain.slice(0, 100);
}

const checking = `${JSON.stringify(
  {
    compilerOptions: {
      target: 'ES2023',
      module: 'NodeNext',
      lib: ['ES2023'],
      types: [],
      strict: true,
      verbatimModuleSyntax: true,
      erasableSyntaxOnly: true,
      allowImportingTsExtensions: true,
      resolveJsonModule: true,
      skipLibCheck: true,
      noEmit: true,
    },
    include: ['pipeline.ts', 'snippets/*.ts', 'types.ts'],
  },
  null,
  2,
)}\n`;

/** The compiler's opinion, and for each generator a thousand records through every step that they reach. */
function tests(pipeline: Pipeline): string {
  const generators = pipeline.nodes.filter(
    (node) => node.kind === 'source' && node.connector.type === 'generator' && node.generate !== null,
  );
  const runs = generators.map(
    ({ id }) => `
test(${stringLiteral(`${id} makes records that every step accepts`)}, () => {
  const run = project.run();
  run.generate(${stringLiteral(id)}, 1_000);
  assert.deepEqual(run.failures, []);
});
`,
  );
  const hasFixtures = pipeline.nodes.some(({ fixtures = [] }) => fixtures.length > 0);
  return `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openProject } from '@potoroo/runtime/project';

const project = await openProject(new URL('pipeline.ts', import.meta.url));

test('the pipeline has no errors', () => {
  assert.deepEqual(project.errors, []);
});
${runs.join('')}${hasFixtures ? fixtureTests : ''}`;
}

const fixtureTests = `
for (const { node, name, run } of project.fixtures) {
  test(\`\${node}: \${name}\`, () => {
    const { passed, text } = run();
    assert.ok(passed, text);
  });
}
`;

const holds: Readonly<Record<string, string>> = {
  'pipeline.ts': 'the pipeline: a statement for each node',
  'snippets/': 'the functions of its nodes, one a file',
  'types.ts': 'the types of its records, where it declares any',
  'pipeline.layout.json': 'where the nodes stand on the screen; nothing else depends on it',
  'pipeline.fixtures.json': 'sample records of nodes and what comes of them: tests',
};

const exported = ({ nodes }: Pipeline): readonly string[] => {
  const hasFixtures = nodes.some(({ fixtures = [] }) => fixtures.length > 0);
  return Object.keys(holds).filter((file) => file !== 'pipeline.fixtures.json' || hasFixtures);
};

/** Modules of a person's own stand in one row for each folder. */
function fileRows(files: readonly string[]): string {
  const rows = new Map(
    files.map((file) => {
      const known = holds[file];
      if (known !== undefined)
        return [file, file === 'pipeline.ts' && !files.includes('snippets/') ? 'the pipeline' : known];
      return [file.includes('/') ? file.slice(0, file.lastIndexOf('/') + 1) : file, 'what the pipeline imports'];
    }),
  );
  return [...rows].map(([file, what]) => `| \`${file}\` | ${what} |\n`).join('');
}

const readme = (
  pipeline: Pipeline,
  packages: readonly string[],
  files: readonly string[],
): string => `# ${markdown(pipeline.name)}

${pipeline.description === '' ? '' : `${markdown(pipeline.description)}\n\n`}A Potoroo pipeline as a project of its own: it installs, runs and is tested without the studio.

\`\`\`sh
npm install
npm test       # checks it, and runs generated records through it
npm start      # runs it ${howItEnds(pipeline)}
\`\`\`

\`npm start -- --help\` lists what can be changed for one run: the number of workers, where a source reads, where a sink writes.
${secretsNeeded(pipeline)}
| file | holds |
|---|---|
${fileRows(files)}| \`vendor/\` | the runtime |
${packagesRow(packages)}
\`npx potoroo import . --out pipeline.json\` makes a document of it again, which the studio opens; so it does a zip of this folder.
With Docker, \`docker compose up --build\` runs it in a container, and Ctrl-C stops it.${inContainer(pipeline)}
`;

/** A project says which secrets it needs, and holds none. */
function secretsNeeded({ nodes }: Pipeline): string {
  const variables = secretsOf(nodes);
  const [first] = variables;
  if (first === undefined) return '';
  const rows = variables.map(
    (variable) =>
      `| \`${variable}\` | ${nodes
        .filter((node) => secretOf(node) === variable)
        .map(({ id, kind }) => `the host of the ${kind} \`${id}\``)
        .join(', ')} |\n`,
  );
  return `
It refers to ${variables.length === 1 ? 'a secret, which is' : 'secrets, which are'} read from the environment when it runs, as in \`${first}=HOST npm start\`. Compose passes
on those of sinks, from the shell or from a file \`.env\` beside it; in a container a source listens on every address, and needs none.

| variable | is |
|---|---|
${rows.join('')}`;
}

function howItEnds(pipeline: Pipeline): string {
  const endless = endlessSources(pipeline);
  if (endless.length === 0) return 'until every source has ended, or until Ctrl-C';
  return `until Ctrl-C: ${endless.join(' and ')} ${endless.length === 1 ? 'has' : 'have'} no end`;
}

const inContainer = ({ nodes }: Pipeline): string =>
  nodes.some((node) => node.kind === 'sink' && node.connector.type === 'file')
    ? ` It can write into one volume only:\nwhat sinks write to files is in its folder \`${outputFolder}\`, and \`docker compose cp pipeline:/app/${outputFolder} .\` fetches it.`
    : ' It can write nothing.';

const packagesRow = (packages: readonly string[]): string =>
  packages.length === 0
    ? ''
    : `\nIts code imports ${packages.map((name) => `\`${name}\``).join(', ')}, which \`npm install\` fetches, and allows to run nothing (\`.npmrc\`).\n`;

/**
 * Text that stays text: no heading, list, link, image, formula, code or HTML of its own. An address or a name after `@` becomes a link without
 * any mark, and no escape keeps it from that: a character that is not seen, and breaks no line, does.
 */
function markdown(text: string): string {
  return text
    .replaceAll(/\p{Cs}/gu, '\ufffd')
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .replaceAll(/[\\`*_{}[\]()<>#+!|~&$-]|(?<=^\d+)\./g, '\\$&')
    .replaceAll(/:(?=\/\/)|@|www(?=\.)/gi, `$&${wordJoiner}`);
}

const wordJoiner = '\u2060';
