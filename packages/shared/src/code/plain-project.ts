/**
 * A document as a TypeScript project that a person would have written: `pipeline.ts` with one statement for each node, one
 * module for each snippet, `types.ts`, the layout, and what it takes to install, run and test it. A pure function, for the
 * browser and the server alike; the runtime's archive is put beside the files by whoever writes them.
 */
import type { NodeId } from '../ids.ts';
import type { Pipeline, PipelineNode, SnippetField } from '../pipeline/index.ts';
import { fixturesOf, layoutOf } from '../sketch/index.ts';
import type { CodePlace } from './code-place.ts';
import { contractsOf, isPlainType } from './contracts.ts';
import { legibleJson } from './escape.ts';
import { descriptionText, type DescriptionText, type OwnedSnippet, wordsOf } from './description-text.ts';
import { readDescription } from './read-description.ts';
import { type BlockForm, blockForms, writtenModules } from './preserved-code.ts';
import { typesFile } from './preserved-modules.ts';
import { packagesOf } from './preserved-packages.ts';
import { filesOf, importsOf, parseFile, typesNamedIn } from './source-files.ts';
import { projectFiles } from './write-project.ts';
import { snippetModule } from './write-snippet.ts';
import { type TypesModule, typesModule } from './write-types.ts';

/** File name -> text, in the order in which a reader would want them. */
export type ProjectText = ReadonlyMap<string, string>;

export const descriptionFile = 'pipeline.ts';
export const layoutFile = 'pipeline.layout.json';
export const fixturesFile = 'pipeline.fixtures.json';

export type ProjectCode = {
  readonly files: ProjectText;
  readonly places: readonly CodePlace[];
  /** Why code that a person wrote is written anew; null where it is theirs, or there is none. */
  readonly writtenAnew: string | null;
};

/** The project, and where in it each node is. What a person wrote of it is not asked for. */
export function plainProject({ written: _written, ...pipeline }: Pipeline): ProjectCode {
  const forms = blockForms(pipeline, { isFree: isModuleFree }, (tried) => readBack(codeWith(pipeline, tried).files));
  return codeWith(pipeline, forms);
}

const readBack = (files: ProjectText): Pipeline | null =>
  readDescription(filesOf(new Map([...files].map(([name, text]) => [`/${name}`, text]))), `/${descriptionFile}`)
    .pipeline;

/**
 * Whether a preserved module can have its name: a project has files of its own, and nothing that npm, Node or TypeScript obey
 * without being told to may come from a document. Disks take capitals and look-alikes for one.
 */
export function isModuleFree(file: string): boolean {
  const parts = file
    .normalize('NFKC')
    .toLowerCase()
    .split('/')
    .map((part) => part.replace(/[ .]+$/, ''));
  const name = parts.at(-1) ?? '';
  if (parts.includes('node_modules') || parts[0] === 'vendor') return false;
  if (/^(?:package|package-lock|npm-shrinkwrap|node\.config|deno|[jt]sconfig.*)\.json$/.test(name)) return false;
  return parts.length > 1 || !/^(?:pipeline\.|types\.ts$|.*\.(?:test|config)\.[a-z]+$)/.test(name);
}

function codeWith(pipeline: Pipeline, forms: readonly BlockForm[]): ProjectCode {
  const kept = writtenModules(pipeline, forms);
  const snippets = snippetFiles(
    pipeline,
    kept.map(([file]) => file),
  );
  const types = typesModule(pipeline.types);
  const fileNameOf = (node: NodeId, field: SnippetField): string =>
    snippets.find((each) => each.node.id === node && each.field === field)?.fileName ?? '';
  const contracts = contractsOf(pipeline, fileNameOf);
  const modules = snippets.map(({ node, field, fileName, text }): [string, string] => [
    fileName,
    snippetModule({ snippet: text, fileName, contract: contracts.of(node, field), typeNames: types.names }),
  ]);
  const fixtures = fixturesOf(pipeline);
  const description = descriptionText({
    pipeline,
    snippets,
    forms,
    typeNames: types.names,
    options: [['layout', 'layout'], ...(fixtures === null ? [] : [['fixtures', 'fixtures'] as const])],
    imports: (variableOf) => [
      ...(fixtures === null ? [] : [`import fixtures from './${fixturesFile}' with { type: 'json' };`]),
      `import layout from './${layoutFile}' with { type: 'json' };`,
      ...snippets.map((each) => `import ${variableOf(each)} from './${each.fileName}';`),
      ...typesImport(pipeline, types, modules),
    ],
    closing: () => [],
  });
  const files = new Map([
    [descriptionFile, description.text],
    ...modules,
    ...kept,
    ...(types.text === null ? [] : [[typesFile, types.text] as const]),
    [layoutFile, layoutText(pipeline)],
    ...(fixtures === null ? [] : [[fixturesFile, fixturesText(pipeline) ?? ''] as const]),
    ...projectFiles(pipeline, packagesOf(pipeline, forms), null),
  ]);
  const ofModules = modules.map(([file, text], index) => ({
    ...wholeFile(file, text),
    node: snippets[index]?.node.id,
  }));
  return { files, places: [...statementPlaces(description), ...ofModules.flatMap(isOfNode)], writtenAnew: null };
}

const wholeFile = (file: string, text: string) => ({ file, fromLine: 1, toLine: text.trimEnd().split('\n').length });

const isOfNode = ({ node, ...place }: Omit<CodePlace, 'node'> & { readonly node: NodeId | undefined }) =>
  node === undefined ? [] : [{ node, ...place }];

/** Statements stand in their order, so each is looked for behind the one before. */
function statementPlaces({ text, statements }: DescriptionText): readonly CodePlace[] {
  let offset = 0;
  return statements.flatMap(({ node, text: said }) => {
    const start = text.indexOf(`\n${said}\n`, offset) + 1;
    offset = start + said.length;
    const fromLine = text.slice(0, start).split('\n').length;
    return node === null
      ? []
      : [{ node, file: descriptionFile, fromLine, toLine: fromLine + said.split('\n').length - 1 }];
  });
}

type SnippetFile = OwnedSnippet & { readonly fileName: string };

function snippetFiles(pipeline: Pipeline, kept: readonly string[]): readonly SnippetFile[] {
  const taken = new Set(kept.map((file) => file.toLowerCase()));
  return snippetsIn(pipeline).map((each) => ({ ...each, fileName: freshFile(each.node, each.field, taken) }));
}

/** Every snippet of a document, in the order of its nodes. */
export const snippetsIn = ({ nodes }: Pick<Pipeline, 'nodes'>): readonly OwnedSnippet[] =>
  nodes.flatMap((node) => snippetsOf(node).map((snippet) => ({ node, ...snippet })));

function snippetsOf(node: PipelineNode): readonly { readonly field: SnippetField; readonly text: string }[] {
  const held = (field: SnippetField, text: string | null) => (text === null ? [] : [{ field, text }]);
  switch (node.kind) {
    case 'source':
      return [...held('decode', node.decode), ...held('generate', node.generate)];
    case 'computation':
    case 'key':
    case 'state-computation':
      return held('code', node.code);
    case 'state':
      return held('initial', node.initial);
    case 'sink':
      return held('encode', node.encode);
    case 'note':
      return [];
  }
}

/** Two ids that differ in nothing but capitals are one name on some disks. */
export function freshFile(node: PipelineNode, field: SnippetField, taken: Set<string>): string {
  for (let count = 1; ; count += 1) {
    const stem = `${node.id}${count === 1 ? '' : `-${count}`}${node.kind === 'source' ? `.${field}` : ''}`;
    const file = `snippets/${stem}.ts`;
    if (taken.has(file.toLowerCase())) continue;
    taken.add(file.toLowerCase());
    return file;
  }
}

/** What the description names of `types.ts`. Where nobody names anything of it, it is imported all the same, to be found. */
function typesImport(
  pipeline: Pipeline,
  { names, text }: TypesModule,
  modules: readonly (readonly [string, string])[],
): readonly string[] {
  const used = pipeline.nodes.flatMap((node) =>
    node.kind === 'source' && node.recordType !== null && isPlainType(node.recordType) ? wordsOf(node.recordType) : [],
  );
  const kept = (pipeline.preserved ?? []).flatMap(({ text: block }) => [
    ...typesNamedIn(parseFile('/block.ts', block)),
  ]);
  const imported = [...names].filter((name) => used.includes(name) || kept.includes(name)).toSorted();
  if (imported.length > 0) return [`import type { ${imported.join(', ')} } from './types.ts';`];
  const isFound = modules.some(([name, module]) =>
    importsOf(parseFile(name, module)).some(({ specifier }) => specifier === '../types.ts'),
  );
  return text === null || isFound ? [] : ["import type {} from './types.ts';"];
}

export function fixturesText(pipeline: Pipeline): string | null {
  const fixtures = fixturesOf(pipeline);
  return fixtures === null ? null : `${legibleJson(JSON.stringify(fixtures, null, 2))}\n`;
}

/** A line for each node and edge, so that a change of one is a change of one line. */
export function layoutText(pipeline: Pipeline): string {
  const { nodes, edges } = layoutOf(pipeline);
  const list = (entries: readonly object[]): string =>
    entries.length === 0 ? '[]' : `[\n${entries.map((entry) => `    ${entryText(entry)}`).join(',\n')}\n  ]`;
  return `{\n  "nodes": ${list(nodes)},\n  "edges": ${list(edges)}\n}\n`;
}

const entryText = (entry: object): string =>
  `{ ${Object.entries(entry)
    .map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`)
    .join(', ')} }`;
