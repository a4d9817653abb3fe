/**
 * A document as a TypeScript project that a person would have written: `pipeline.ts` with one statement for each node, one
 * module for each snippet, `types.ts`, the layout, and what it takes to install, run and test it. A pure function, for the
 * browser and the server alike; the runtime's archive is put beside the files by whoever writes them.
 */
import type { NodeId } from '../ids.ts';
import type { Pipeline, PipelineNode, PreservedBlock, SnippetField } from '../pipeline/index.ts';
import { layoutOf } from '../sketch/index.ts';
import { contractsOf, isPlainType } from './contracts.ts';
import { stringLiteral } from './escape.ts';
import { Identifiers } from './identifiers.ts';
import { callText } from './layout-lines.ts';
import { commentOf, isWholeCode } from './preserved-code.ts';
import { importsOf, namesDeclaredBy, parseFile, runtimePackage } from './source-files.ts';
import { type Statement, statementsOf } from './write-description.ts';
import { projectFiles } from './write-project.ts';
import { snippetModule } from './write-snippet.ts';
import { type TypesModule, typesModule } from './write-types.ts';

/** File name -> text, in the order in which a reader would want them. */
export type ProjectText = ReadonlyMap<string, string>;

export const descriptionFile = 'pipeline.ts';
export const layoutFile = 'pipeline.layout.json';

/** The lines of a file that say a node, both from 1. */
export type CodePlace = {
  readonly node: NodeId;
  readonly file: string;
  readonly fromLine: number;
  readonly toLine: number;
};
export type ProjectCode = { readonly files: ProjectText; readonly places: readonly CodePlace[] };

export const exportProject = (pipeline: Pipeline): ProjectText => projectCode(pipeline).files;

/** The project, and where in it each node is. */
export function projectCode(pipeline: Pipeline): ProjectCode {
  const snippets = snippetFiles(pipeline);
  const types = typesModule(pipeline.types);
  const fileNameOf = (node: NodeId, field: SnippetField): string =>
    snippets.find((each) => each.node.id === node && each.field === field)?.fileName ?? '';
  const contracts = contractsOf(pipeline, fileNameOf);
  const modules = snippets.map(({ node, field, fileName, text }): [string, string] => [
    fileName,
    snippetModule({ snippet: text, fileName, contract: contracts.of(node, field), typeNames: types.names }),
  ]);
  const description = descriptionText({
    pipeline,
    snippets,
    typeNames: types.names,
    typesImport: typesImport(pipeline, types, modules),
  });
  const files = new Map([
    [descriptionFile, description.text],
    ...modules,
    ...(types.text === null ? [] : [['types.ts', types.text] as const]),
    [layoutFile, layoutText(pipeline)],
    ...projectFiles(pipeline),
  ]);
  const ofModules = modules.map(([file, text], index) => ({
    ...wholeFile(file, text),
    node: snippets[index]?.node.id,
  }));
  return { files, places: [...statementPlaces(description), ...ofModules.flatMap(isOfNode)] };
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

type SnippetFile = {
  readonly node: PipelineNode;
  readonly field: SnippetField;
  readonly text: string;
  readonly fileName: string;
};

function snippetFiles(pipeline: Pipeline): readonly SnippetFile[] {
  const taken = new Set<string>();
  return pipeline.nodes.flatMap((node) =>
    snippetsOf(node).map(({ field, text }) => ({ node, field, text, fileName: freshFile(node, field, taken) })),
  );
}

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
function freshFile(node: PipelineNode, field: SnippetField, taken: Set<string>): string {
  for (let count = 1; ; count += 1) {
    const stem = `${node.id}${count === 1 ? '' : `-${count}`}${node.kind === 'source' ? `.${field}` : ''}`;
    if (taken.has(stem.toLowerCase())) continue;
    taken.add(stem.toLowerCase());
    return `snippets/${stem}.ts`;
  }
}

type Description = {
  readonly pipeline: Pipeline;
  readonly snippets: readonly SnippetFile[];
  readonly typeNames: ReadonlySet<string>;
  readonly typesImport: readonly string[];
};

type DescriptionText = { readonly text: string; readonly statements: readonly Statement[] };

function descriptionText({ pipeline, snippets, typeNames, typesImport: imported }: Description): DescriptionText {
  const blocks = blocksOf(pipeline);
  const identifiers = new Identifiers([...typeNames, ...blocks.flatMap(({ text }) => namesIn(text))]);
  const variables = new Map(
    snippets.map((each) => [`${each.node.id} ${each.field}`, identifiers.fresh(variableOf(each))]),
  );
  const ours = new Set(['pipeline']);
  const statements = statementsOf(pipeline, {
    identifiers,
    snippet: (node, field) => variables.get(`${node} ${field}`) ?? '',
    ours: (name) => {
      ours.add(name);
      return name;
    },
  });
  // What is preserved goes on using what the package brings.
  for (const name of blocks.flatMap(({ text }) => wordsOf(text))) if (packageNames.includes(name)) ours.add(name);
  const description =
    pipeline.description === '' ? [] : [['description', stringLiteral(pipeline.description)] as const];
  const app = callText(
    'const app = pipeline',
    [stringLiteral(pipeline.name), [...description, ['layout', 'layout']]],
    ';',
  );
  const imports = [
    `import { ${[...ours].toSorted().join(', ')} } from '${runtimePackage}';`,
    `import layout from './${layoutFile}' with { type: 'json' };`,
    ...snippets.map(
      ({ node, field, fileName }) => `import ${variables.get(`${node.id} ${field}`)} from './${fileName}';`,
    ),
    ...imported,
  ];
  const lines = [
    ...at(blocks, 'top').map(({ text }) => `${text}\n`),
    ...imports,
    '',
    ...at(blocks, 'opening').map(({ text }) => text),
    app,
    '',
    ...statements.flatMap((statement, index) => withBlocks(statement, blocks, index > 0)),
    ...at(blocks, 'end').map(({ text }) => `\n${text}`),
    '',
    'export default app;',
    '',
  ];
  return { text: lines.join('\n'), statements };
}

/** What is no code by itself could change what follows it, and becomes a comment; what has lost its node stands at the end. */
function blocksOf(pipeline: Pipeline): readonly PreservedBlock[] {
  const nodes = new Set<string | null>(pipeline.nodes.map(({ id }) => id));
  return (pipeline.preserved ?? []).map((block) => ({
    ...block,
    text: isWholeCode(block.text) ? block.text : commentOf(block.text),
    place: block.place === 'before' && !nodes.has(block.node) ? 'end' : block.place,
  }));
}

const namesIn = (code: string): readonly string[] => parseFile('/block.ts', code).statements.flatMap(namesDeclaredBy);

const at = (blocks: readonly PreservedBlock[], place: PreservedBlock['place']): readonly PreservedBlock[] =>
  blocks.filter((block) => block.place === place);

function withBlocks({ node, text }: Statement, blocks: readonly PreservedBlock[], isApart: boolean): readonly string[] {
  const before = at(blocks, 'before').filter((block) => block.node === node);
  return before.length === 0 ? [text] : [...(isApart ? [''] : []), ...before.map((block) => block.text), text];
}

/** `checkOrderCode`, `symbolKey`, `encodeRejections`: what the function does for its node. */
function variableOf({ node, field }: SnippetFile): string {
  if (field === 'code') return `${node.id} ${node.kind === 'key' ? 'key' : 'code'}`;
  return `${field} ${node.id}`;
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
  const imported = [...names].filter((name) => used.includes(name)).toSorted();
  if (imported.length > 0) return [`import type { ${imported.join(', ')} } from './types.ts';`];
  const isFound = modules.some(([name, module]) =>
    importsOf(parseFile(name, module)).some(({ specifier }) => specifier === '../types.ts'),
  );
  return text === null || isFound ? [] : ["import type {} from './types.ts';"];
}

const packageNames = ['file', 'generator', 'live', 'recordLayout', 'tcp', 'toFile', 'type'];

const wordsOf = (code: string): readonly string[] => code.split(/[^\p{ID_Continue}$]+/u);

/** A line for each node and edge, so that a change of one is a change of one line. */
function layoutText(pipeline: Pipeline): string {
  const { nodes, edges } = layoutOf(pipeline);
  const list = (entries: readonly object[]): string =>
    entries.length === 0 ? '[]' : `[\n${entries.map((entry) => `    ${entryText(entry)}`).join(',\n')}\n  ]`;
  return `{\n  "nodes": ${list(nodes)},\n  "edges": ${list(edges)}\n}\n`;
}

const entryText = (entry: object): string =>
  `{ ${Object.entries(entry)
    .map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`)
    .join(', ')} }`;
