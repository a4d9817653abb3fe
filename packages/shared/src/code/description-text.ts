/**
 * The text of a description around its statements: what it imports, what is preserved at which place, the pipeline itself,
 * and its export. Whether snippets are modules beside it or stand in it is for whoever asks.
 */
import type { NodeId } from '../ids.ts';
import type { Pipeline, PipelineNode, PreservedBlock, SnippetField } from '../pipeline/index.ts';
import { stringLiteral } from './escape.ts';
import { Identifiers } from './identifiers.ts';
import { callText, type Property } from './layout-lines.ts';
import { commentOf, isWholeCode } from './preserved-code.ts';
import { identifiersIn, namesDeclaredBy, parseFile, runtimePackage } from './source-files.ts';
import { type Statement, statementsOf } from './write-description.ts';

/** A snippet of a document, with the node it belongs to. */
export type OwnedSnippet = { readonly node: PipelineNode; readonly field: SnippetField; readonly text: string };

export type DescriptionParts = {
  readonly pipeline: Pipeline;
  readonly snippets: readonly OwnedSnippet[];
  /** Names that its types have. */
  readonly typeNames: ReadonlySet<string>;
  /** What is given to the pipeline besides its name and description. */
  readonly options: readonly Property[];
  /** Lines behind the import of the package; told what each snippet is called. */
  readonly imports: (variableOf: (snippet: OwnedSnippet) => string) => readonly string[];
  /** A snippet that stands in the description: code in the place of its name, or a statement in front of its node's. */
  readonly inPlace?: (snippet: OwnedSnippet, variable: string) => InPlace;
  /** Statements behind all nodes. */
  readonly closing: readonly string[];
};
export type InPlace = {
  readonly code: string;
  /** Above the statement of its node. */
  readonly above: string | null;
  /** A function of the package that it uses. */
  readonly ours: string | null;
};
export type DescriptionText = { readonly text: string; readonly statements: readonly Statement[] };

export function descriptionText(parts: DescriptionParts): DescriptionText {
  const { pipeline, snippets, typeNames, inPlace } = parts;
  const blocks = blocksOf(pipeline);
  const identifiers = new Identifiers([...typeNames, ...blocks.flatMap(({ text }) => namesIn(text))]);
  const variables = new Map(
    snippets.map((each) => [keyOf(each.node.id, each.field), identifiers.fresh(variableOf(each))]),
  );
  const ours = new Set(['pipeline']);
  const above = new Map<NodeId, string[]>();
  const variable = ({ node, field }: OwnedSnippet): string => variables.get(keyOf(node.id, field)) ?? '';
  const codeOf = (node: NodeId, field: SnippetField): string => {
    const snippet = snippets.find((each) => each.node.id === node && each.field === field);
    if (snippet === undefined || inPlace === undefined) return variables.get(keyOf(node, field)) ?? '';
    const placed = inPlace(snippet, variable(snippet));
    if (placed.ours !== null) ours.add(placed.ours);
    if (placed.above !== null) above.set(node, [...(above.get(node) ?? []), placed.above]);
    return placed.code;
  };
  const statements = statementsOf(pipeline, {
    identifiers,
    snippet: codeOf,
    ours: (name) => {
      ours.add(name);
      return name;
    },
  });
  // What is preserved goes on using what the package brings.
  for (const name of preservedNames(blocks)) if (packageNames.includes(name)) ours.add(name);
  const description =
    pipeline.description === '' ? [] : [['description', stringLiteral(pipeline.description)] as const];
  const app = callText('const app = pipeline', [stringLiteral(pipeline.name), [...description, ...parts.options]], ';');
  const lines = [
    ...at(blocks, 'top').map(({ text }) => `${text}\n`),
    `import { ${[...ours].toSorted().join(', ')} } from '${runtimePackage}';`,
    ...parts.imports(variable),
    '',
    ...at(blocks, 'opening').map(({ text }) => text),
    app,
    '',
    ...statements.flatMap((statement, index) => {
      const own = statement.node === null ? [] : (above.get(statement.node) ?? []);
      const isApart = own.length > 0 && index > 0;
      const text = [...(isApart ? [''] : []), ...own, statement.text].join('\n');
      return withBlocks({ ...statement, text }, blocks, index > 0);
    }),
    ...at(blocks, 'end').map(({ text }) => `\n${text}`),
    ...parts.closing.map((text) => `\n${text}`),
    '',
    'export default app;',
    '',
  ];
  return { text: lines.join('\n'), statements };
}

const keyOf = (node: NodeId, field: SnippetField): string => `${node} ${field}`;

/**
 * What is no code by itself could change what follows it, and becomes a comment; so does a `#!` that does not open the
 * file, where alone it is one. What has lost its node stands at the end.
 */
function blocksOf(pipeline: Pipeline): readonly PreservedBlock[] {
  const nodes = new Set<string | null>(pipeline.nodes.map(({ id }) => id));
  const preserved = pipeline.preserved ?? [];
  const first = preserved.find(({ place }) => place === 'top');
  return preserved.map((block) => ({
    ...block,
    text:
      isWholeCode(block.text) && (block === first || !block.text.startsWith('#!')) ? block.text : commentOf(block.text),
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
function variableOf({ node, field }: OwnedSnippet): string {
  if (field === 'code') return `${node.id} ${node.kind === 'key' ? 'key' : 'code'}`;
  return `${field} ${node.id}`;
}

const packageNames = ['file', 'generator', 'live', 'recordLayout', 'snippet', 'tcp', 'toFile', 'type', 'unfinished'];

/** Names that preserved code uses; words of comments are none. */
const preservedNames = (blocks: readonly PreservedBlock[]): readonly string[] =>
  blocks.flatMap(({ text }) => [...identifiersIn(parseFile('/block.ts', text))]);

export const wordsOf = (code: string): readonly string[] => code.split(/[^\p{ID_Continue}$]+/u);
