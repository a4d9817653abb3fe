/**
 * What each snippet of a pipeline is called with, as types of its project. A type refers to the module that tells it, so it
 * is never longer than a name: what `split` emits is `Emitted<typeof split>`, whatever that is.
 */
import ts from 'typescript-6';
import type { NodeId } from '../ids.ts';
import type { Pipeline, PipelineNode, SnippetField, SourceNode } from '../pipeline/index.ts';
import { isFieldName, type RecordLayout, recordTypeText } from '../record-layout/index.ts';
import { hasSyntaxErrors, parseFile } from './source-files.ts';
import type { Contract, TypeText } from './write-snippet.ts';

/** The file that a snippet of a node gets. */
export type FileNameOf = (node: NodeId, field: SnippetField) => string;

export type Contracts = { readonly of: (node: PipelineNode, field: SnippetField) => Contract };

export function contractsOf(pipeline: Pipeline, fileNameOf: FileNameOf): Contracts {
  const nodes = new Map(pipeline.nodes.map((node) => [node.id, node]));
  const emitted = (node: PipelineNode, field: SnippetField, way: 'Emitted' | 'Given' | 'ReturnType'): TypeText => ({
    text: ({ ours, exportedBy }) =>
      `${way === 'ReturnType' ? way : ours(way)}<typeof ${exportedBy(fileNameOf(node.id, field), `${node.id} ${field}`)}>`,
  });

  /** What leaves a node, and what leaves those before it where it only passes on. */
  const leaving = (node: PipelineNode, seen: ReadonlySet<NodeId>): readonly TypeText[] => {
    switch (node.kind) {
      case 'source':
        return [sourceType(node, emitted)];
      case 'computation':
      case 'state-computation':
        return [emitted(node, 'code', 'Emitted')];
      case 'key':
        return seen.has(node.id) ? [] : entering(node.id, new Set([...seen, node.id]));
      case 'state':
      case 'sink':
      case 'note':
        return [];
    }
  };
  const entering = (id: NodeId, seen: ReadonlySet<NodeId>): readonly TypeText[] =>
    pipeline.edges
      .filter(({ to }) => to === id)
      .flatMap(({ from }) => {
        const node = nodes.get(from);
        return node === undefined ? [] : leaving(node, seen);
      });
  const taken = (id: NodeId): TypeText => union(entering(id, new Set([id])));

  return {
    of: (node, field) => {
      switch (node.kind) {
        case 'source':
          return field === 'decode' ? { name: 'Decode', parameters: [] } : { name: 'Generate', parameters: [] };
        case 'computation':
          return { name: 'Computation', parameters: [taken(node.id)] };
        case 'key':
          return { name: 'KeyFunction', parameters: [taken(node.id)] };
        case 'state-computation': {
          const state = nodes.get(node.state);
          const held = state?.kind === 'state' ? emitted(state, 'initial', 'ReturnType') : anything;
          return { name: 'StateComputation', parameters: [taken(node.id), held] };
        }
        case 'sink':
          return { name: 'Encode', parameters: [taken(node.id)] };
        case 'state':
        case 'note':
          return { name: 'Initial', parameters: [] };
      }
    },
  };
}

/** Nothing is known of what does not come yet. */
const anything: TypeText = { text: () => 'any' };
const literally = (text: string): TypeText => ({ text: () => text });

function union(types: readonly TypeText[]): TypeText {
  if (types.length === 0) return anything;
  return { text: (names) => [...new Set(types.map(({ text }) => text(names)))].join(' | ') };
}

function sourceType(
  node: SourceNode,
  emitted: (node: PipelineNode, field: SnippetField, way: 'Given') => TypeText,
): TypeText {
  if (node.recordType !== null && isPlainType(node.recordType)) return literally(node.recordType.trim());
  if (node.decode !== null) return emitted(node, 'decode', 'Given');
  const laidOut = node.recordLayout === undefined ? null : layoutType(node.recordLayout);
  if (laidOut !== null) return literally(laidOut);
  if (node.generate !== null) return emitted(node, 'generate', 'Given');
  if (node.connector.type === 'generator') return literally('unknown');
  switch (node.connector.format) {
    case 'lines':
    case 'framed':
      return literally('string');
    case 'csv':
      return literally('{ readonly [column: string]: string }');
    case 'ndjson':
      return literally('unknown');
  }
}

/** The type of the records that a layout makes; null for names that cannot be. */
const layoutType = (layout: RecordLayout): string | null =>
  layout.fields.every(({ name }) => isFieldName(name)) ? recordTypeText(layout) : null;

/** Whether a text is one type and nothing besides it, so that it may stand in code as it is. */
export function isPlainType(text: string): boolean {
  if (/\/[/*]|[\r\n\u2028\u2029]/.test(text)) return false;
  const file = parseFile('/type.ts', `type T = ${text};`);
  const [only, ...more] = file.statements;
  if (hasSyntaxErrors(file) || only === undefined || more.length > 0 || !ts.isTypeAliasDeclaration(only)) return false;
  return only.end === file.text.length && only.type.end === file.text.trimEnd().length - 1 && !hasImport(only.type);
}

const hasImport = (node: ts.Node): boolean => ts.isImportTypeNode(node) || ts.forEachChild(node, hasImport) === true;
