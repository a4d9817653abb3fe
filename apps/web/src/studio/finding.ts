/**
 * What a few typed words mean: commands by their titles, nodes by their names, and lines of code. Pure. Every word must
 * occur; what begins with the first of them comes first, and otherwise the order stays as it is.
 */
import { parametersOf } from '@potoroo/shared/catalogue';
import type { Pipeline, PipelineNode, SnippetField } from '@potoroo/shared/pipeline';
import type { Command } from '../commands/command.ts';

export type Found =
  | { readonly type: 'command'; readonly command: Command }
  | { readonly type: 'node'; readonly node: PipelineNode }
  | {
      readonly type: 'code';
      /** Null: the types of the pipeline. */
      readonly node: PipelineNode | null;
      readonly field: SnippetField;
      /** Both from 1. */
      readonly line: number;
      readonly column: number;
      readonly text: string;
    };

export type Finding = {
  readonly query: string;
  readonly commands: readonly Command[];
  readonly pipeline: Pipeline | null;
};

const nodesMax = 12;
const linesMax = 30;

/** With nothing typed: every command, and no node or line. */
export function find({ query, commands, pipeline }: Finding): readonly Found[] {
  const words = wordsIn(query);
  const found = ranked(commands, words, commandText).map((command): Found => ({ type: 'command', command }));
  if (words.length === 0 || pipeline === null) return found;
  const nodes = ranked(pipeline.nodes, words, nodeText)
    .slice(0, nodesMax)
    .map((node): Found => ({ type: 'node', node }));
  return [...found, ...nodes, ...linesWith(pipeline, query.trim())];
}

const wordsIn = (query: string): readonly string[] =>
  query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');

const commandText = ({ title, group, words = [] }: Command): string => [title, group, ...words].join(' ');

const nodeText = (node: PipelineNode): string =>
  [node.name, node.id, node.kind, node.kind === 'note' ? node.text : ''].join(' ');

function ranked<Item>(
  items: readonly Item[],
  words: readonly string[],
  textOf: (item: Item) => string,
): readonly Item[] {
  const [first = ''] = words;
  return items
    .map((item) => ({ item, text: textOf(item).toLowerCase() }))
    .filter(({ text }) => words.every((word) => text.includes(word)))
    .toSorted((a, b) => Number(b.text.startsWith(first)) - Number(a.text.startsWith(first)))
    .map(({ item }) => item);
}

/** Code is searched for what was typed as one, in capitals or not. */
function linesWith(pipeline: Pipeline, text: string): readonly Found[] {
  const wanted = text.toLowerCase();
  const found: Found[] = [];
  for (const { node, field, code } of snippetsOf(pipeline)) {
    for (const [index, line] of code.split('\n').entries()) {
      const at = line.toLowerCase().indexOf(wanted);
      if (at !== -1) found.push({ type: 'code', node, field, line: index + 1, column: at + 1, text: line.trim() });
      if (found.length === linesMax) return found;
    }
  }
  return found;
}

type FoundSnippet = { readonly node: PipelineNode | null; readonly field: SnippetField; readonly code: string };

function snippetsOf({ types, nodes }: Pipeline): readonly FoundSnippet[] {
  const own = nodes.flatMap((node) =>
    parametersOf(node).flatMap((parameter): readonly FoundSnippet[] => {
      if (parameter.type !== 'snippet') return [];
      const code: unknown = Object.entries(node).find(([name]) => name === parameter.field)?.[1];
      return typeof code === 'string' ? [{ node, field: parameter.field, code }] : [];
    }),
  );
  return [...own, { node: null, field: 'types', code: types }];
}
