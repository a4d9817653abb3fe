/**
 * The text of a description around its statements: what it imports, what is preserved at which place, the pipeline itself,
 * and its export. Whether snippets are modules beside it or stand in it is for whoever asks.
 */
import type { NodeId } from '../ids.ts';
import type { Pipeline, PipelineNode, SnippetField } from '../pipeline/index.ts';
import { stringLiteral } from './escape.ts';
import { Identifiers, isFreeName } from './identifiers.ts';
import { callText, type Property, widthMax } from './layout-lines.ts';
import { freeNames } from './one-file-checker.ts';
import { packageNames } from './package-names.ts';
import { type BlockForm, declaredIn, type WrittenBlock, writtenBlocks } from './preserved-code.ts';
import { usedVariables } from './preserved-variables.ts';
import { runtimePackage } from './source-files.ts';
import { type Given, type Statement, statementsOf } from './write-description.ts';

/** A snippet of a document, with the node it belongs to. */
export type OwnedSnippet = { readonly node: PipelineNode; readonly field: SnippetField; readonly text: string };

export type DescriptionParts = {
  readonly pipeline: Pipeline;
  readonly snippets: readonly OwnedSnippet[];
  /** How each preserved block is written. */
  readonly forms: readonly BlockForm[];
  /** Names that its types have. */
  readonly typeNames: ReadonlySet<string>;
  /** What is given to the pipeline besides its name and description. */
  readonly options: readonly Property[];
  /** Lines behind the import of the package; told what each snippet is called. */
  readonly imports: (variableOf: (snippet: OwnedSnippet) => string) => readonly string[];
  /** A snippet that stands in the description: code in the place of its name, or a statement in front of its node's. */
  readonly inPlace?: (snippet: OwnedSnippet, place: Placing) => InPlace;
  /** Statements behind all nodes; told what the description is called. */
  readonly closing: (app: string) => readonly string[];
};
export type Placing = {
  readonly variable: string;
  /** Whether preserved code speaks of it, so that it needs to be one. */
  readonly isSpokenOf: boolean;
  readonly given: Given;
};
export type InPlace = {
  readonly code: string;
  /** Above the statement of its node. */
  readonly above: string | null;
  /** What it uses of the package. */
  readonly ours: readonly string[];
};
export type DescriptionText = { readonly text: string; readonly statements: readonly Statement[] };

export function descriptionText(parts: DescriptionParts): DescriptionText {
  const { pipeline, snippets, typeNames, inPlace } = parts;
  const blocks = writtenBlocks(pipeline, parts.forms);
  const used = usedVariables(blocks, (name) => isFreeName(name) && !typeNames.has(name));
  const names = namesIn(blocks);
  const identifiers = new Identifiers([...typeNames, ...names.declared, ...names.free]);
  const variables = new Map(
    snippets.map((each) => {
      const key = keyOf(each.node.id, each.field);
      return [key, used.snippets.get(key) ?? identifiers.fresh(variableOf(each))];
    }),
  );
  const ours = new Set(['pipeline']);
  const above = new Map<NodeId, string[]>();
  const variable = ({ node, field }: OwnedSnippet): string => variables.get(keyOf(node.id, field)) ?? '';
  const codeOf = (node: NodeId, field: SnippetField, given: Given = { streams: [] }): string => {
    const snippet = snippets.find((each) => each.node.id === node && each.field === field);
    if (snippet === undefined || inPlace === undefined) return variables.get(keyOf(node, field)) ?? '';
    const isSpokenOf = used.snippets.has(keyOf(node, field));
    const placed = inPlace(snippet, { variable: variable(snippet), isSpokenOf, given });
    for (const name of placed.ours) ours.add(name);
    if (placed.above !== null) above.set(node, [...(above.get(node) ?? []), placed.above]);
    return placed.code;
  };
  const { statements, variables: called } = statementsOf(pipeline, {
    identifiers,
    app: used.app,
    wanted: used.nodes,
    neededBefore: (node) => blocks.filter((block) => block.node === node).flatMap(used.neededBy),
    snippet: codeOf,
    ours: (name) => {
      ours.add(name);
      return name;
    },
  });
  // What is preserved goes on using what the package brings.
  for (const name of names.free) if (packageNames.includes(name)) ours.add(name);
  const description =
    pipeline.description === '' ? [] : [['description', stringLiteral(pipeline.description)] as const];
  const interval =
    pipeline.checkpointIntervalMs === undefined
      ? []
      : [['checkpointIntervalMs', String(pipeline.checkpointIntervalMs)] as const];
  const app = callText(
    `const ${used.app} = pipeline`,
    [stringLiteral(pipeline.name), [...description, ...interval, ...parts.options]],
    ';',
  );
  const early = blocks.filter(({ place }) => place === 'top' || place === 'opening');
  const withAliases = (block: WrittenBlock): WrittenBlock => ({
    ...block,
    text: [...used.aliasesOf(block, called), block.text].join('\n'),
  });
  const lines = [
    ...at(blocks, 'top').map(({ text }) => `${text}\n`),
    importText([...ours].toSorted()),
    ...parts.imports(variable),
    '',
    ...at(blocks, 'opening').map(({ text }) => text),
    app,
    ...early.flatMap((block) => used.aliasesOf(block, called)),
    ...(statements.length === 0 ? [] : ['']),
    ...statements.flatMap((statement, index) => {
      const own = statement.node === null ? [] : (above.get(statement.node) ?? []);
      const isApart = own.length > 0 && index > 0;
      const text = [...(isApart ? [''] : []), ...own, statement.text].join('\n');
      return withBlocks({ ...statement, text }, blocks.map(withAliases), index > 0);
    }),
    ...at(blocks, 'end').map((block) => `\n${withAliases(block).text}`),
    ...parts.closing(used.app).map((text) => `\n${text}`),
    '',
    `export default ${used.app};`,
    '',
  ];
  return { text: lines.join('\n'), statements };
}

/** A name a line where they do not fit on one. */
function importText(names: readonly string[]): string {
  const line = `import { ${names.join(', ')} } from '${runtimePackage}';`;
  return line.length <= widthMax
    ? line
    : `import {\n${names.map((name) => `  ${name},\n`).join('')}} from '${runtimePackage}';`;
}

const keyOf = (node: NodeId, field: SnippetField): string => `${node} ${field}`;

/** What preserved code declares, and what it takes from elsewhere. */
function namesIn(blocks: readonly WrittenBlock[]): {
  readonly declared: readonly string[];
  readonly free: readonly string[];
} {
  const texts = blocks.flatMap(({ code }) => (code === null ? [] : [code.text]));
  return { declared: texts.flatMap(declaredIn), free: texts.flatMap((text) => [...freeNames(text)]) };
}

const at = (blocks: readonly WrittenBlock[], place: WrittenBlock['place']): readonly WrittenBlock[] =>
  blocks.filter((block) => block.place === place);

function withBlocks({ node, text }: Statement, blocks: readonly WrittenBlock[], isApart: boolean): readonly string[] {
  const before = at(blocks, 'before').filter((block) => block.node === node);
  return before.length === 0 ? [text] : [...(isApart ? [''] : []), ...before.map((block) => block.text), text];
}

/** `checkOrderCode`, `symbolKey`, `encodeRejections`: what the function does for its node. */
function variableOf({ node, field }: OwnedSnippet): string {
  if (field === 'code') return `${node.id} ${node.kind === 'key' ? 'key' : 'code'}`;
  return `${field} ${node.id}`;
}

export const wordsOf = (code: string): readonly string[] => code.split(/[^\p{ID_Continue}$]+/u);
