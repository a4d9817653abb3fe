/**
 * A pipeline as the files of one TypeScript project. Each node has a contract, a module of types that says what its snippets
 * take (`In`, `State`) and what leaves it (`Out`); each snippet is a module held to its contract. A contract's `In` refers to
 * the `Out` of the nodes before it, so TypeScript itself carries types along the edges, whatever the snippets infer.
 *
 * Files are in topological order: checked in this order, no type waits for a long chain of others.
 */
import type { EdgeId, NodeId } from '../ids.ts';
import { isFieldName, type RecordLayout, recordTypeText } from '../record-layout/index.ts';
import type { PipelineNode, SnippetField } from '../pipeline/index.ts';
import type { FlowNode, Graph } from './graph.ts';
import { declarationsText, snippetText, type SnippetText, typeText } from './snippet-text.ts';

export type SnippetFile = {
  readonly fileName: string;
  /** Null for the document's shared types. */
  readonly node: PipelineNode | null;
  readonly field: SnippetField;
  readonly snippet: SnippetText;
};

export type Project = {
  readonly graph: Graph;
  /** File name -> text, in topological order. */
  readonly files: ReadonlyMap<string, string>;
  readonly snippets: readonly SnippetFile[];
  /** For each node the edges whose types its contract takes, in the order of `In0`, `In1`, … */
  readonly inputs: ReadonlyMap<NodeId, readonly EdgeId[]>;
};

export const contractFile = (id: NodeId): string => `/contracts/${id}.ts`;
export const snippetFile = (id: NodeId, field: SnippetField): string => `/snippets/${id}.${field}.ts`;
export const sharedTypesFile = '/types.ts';

/** What every snippet sees besides the language. */
const globals = `
/** What a computation is told about the record besides the record itself. */
type Context = { readonly key: string };
declare class TextEncoder { encode(text?: string): Uint8Array; }
declare class TextDecoder {
  constructor(encoding?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes?: Uint8Array | DataView | ArrayBuffer): string;
}
`;

/** `Emitted`: one, many or none. `Given`: one or none. An unfinished snippet is `any`, to spare its neighbours. */
const vocabulary = `
export type Bytes = Uint8Array;
type Nothing = null | undefined | void;
type Each<R> = R extends Nothing ? never : R extends readonly (infer E)[] ? Exclude<E, Nothing> : R;
export type Emitted<F> = F extends (...args: never) => infer R ? Each<R> : any;
export type Given<F> = F extends (...args: never) => infer R ? Exclude<R, Nothing> : any;
`;
export const vocabularyFile = '/contracts.ts';

export function projectOf(graph: Graph): Project {
  const files = new Map([
    ['/globals.d.ts', globals],
    [vocabularyFile, vocabulary],
  ]);
  const snippets: SnippetFile[] = [];
  const inputs = new Map<NodeId, readonly EdgeId[]>();
  const add = (node: PipelineNode | null, field: SnippetField, fileName: string, snippet: SnippetText) => {
    files.set(fileName, snippet.text);
    snippets.push({ fileName, node, field, snippet });
  };

  add(null, 'types', sharedTypesFile, declarationsText(graph.pipeline.types));
  const before = new Set<NodeId>();
  for (const node of [...graph.states.values(), ...graph.order]) {
    const edges = node.kind === 'state' ? [] : graph.incoming(node.id);
    inputs.set(
      node.id,
      edges.map((edge) => edge.id),
    );
    const given = edges.map((edge) => (before.has(edge.from) ? `import("${contractFile(edge.from)}").Out` : 'any'));
    const written = snippetsOf(node);
    files.set(contractFile(node.id), contractOf(node, graph, given, written));
    for (const { field, snippet } of written) add(node, field, snippetFile(node.id, field), snippet);
    before.add(node.id);
  }
  return { graph, files, snippets, inputs };
}

type Written = { readonly field: SnippetField; readonly snippet: SnippetText };
type Typed = FlowNode | Extract<PipelineNode, { kind: 'state' }>;

function snippetsOf(node: Typed): readonly Written[] {
  const held = (field: SnippetField, text: string | null, contract: string): readonly Written[] =>
    text === null ? [] : [{ field, snippet: snippetText(text, `import("${contractFile(node.id)}").${contract}`) }];
  switch (node.kind) {
    case 'source':
      return [
        ...(node.recordType === null ? [] : [{ field: 'recordType' as const, snippet: typeText(node.recordType) }]),
        ...held('decode', node.decode, 'Decode'),
        ...held('generate', node.generate, 'Generate'),
      ];
    case 'computation':
    case 'key':
    case 'state-computation':
      return held('code', node.code, 'Code');
    case 'state':
      return held('initial', node.initial, 'Initial');
    case 'sink':
      return held('encode', node.encode, 'Encode');
  }
}

function contractOf(node: Typed, graph: Graph, given: readonly string[], written: readonly Written[]): string {
  const incoming = [
    ...given.map((type, index) => `export type In${index} = ${type};`),
    `export type In = ${given.length === 0 ? 'any' : given.map((_, index) => `In${index}`).join(' | ')};`,
  ];
  const exported = (field: SnippetField, name = 'default') => `typeof import("${snippetFile(node.id, field)}").${name}`;
  const context = 'export type Context = globalThis.Context;';
  const emitted = `export type Out = import("${vocabularyFile}").Emitted<${exported('code')}>;`;
  switch (node.kind) {
    case 'source':
      return sourceContract(node, exported, written);
    case 'computation':
      return lines(...incoming, context, 'export type Code = (record: In, context: Context) => unknown;', emitted);
    case 'key':
      return lines(...incoming, 'export type Code = (record: In) => unknown;', 'export type Out = In;');
    case 'state':
      return lines(
        'export type Initial = (key: string) => unknown;',
        `export type State = import("${vocabularyFile}").Given<${exported('initial')}>;`,
      );
    case 'state-computation': {
      const state = graph.states.has(node.state) ? `import("${contractFile(node.state)}").State` : 'any';
      return lines(
        ...incoming,
        context,
        `export type State = ${state};`,
        'export type Code = (record: In, state: State, context: Context) => unknown;',
        emitted,
      );
    }
    case 'sink':
      return lines(...incoming, ...layoutContract(node.recordLayout), 'export type Encode = (value: In) => unknown;');
  }
}

/** A layout with names that cannot be is told elsewhere, and types nothing. */
const layoutContract = (layout: RecordLayout | undefined): readonly string[] =>
  layout !== undefined && layout.fields.every(({ name }) => isFieldName(name))
    ? [`export type RecordLayout = ${recordTypeText(layout)};`]
    : [];

/** The record type is what is declared, else what decode or the layout gives, else what generate gives, else what the format gives. */
function sourceContract(
  node: Extract<PipelineNode, { kind: 'source' }>,
  exported: (field: SnippetField, name?: string) => string,
  written: readonly Written[],
): string {
  const has = (field: SnippetField) => written.some((each) => each.field === field);
  const given = (field: SnippetField) => `import("${vocabularyFile}").Given<${exported(field)}>`;
  const layout = layoutContract(node.recordLayout);
  const teller = (['recordType', 'decode', 'generate'] as const).find(
    (field) => has(field) && (field !== 'generate' || layout.length === 0),
  );
  const out =
    teller === undefined
      ? layout.length > 0
        ? 'RecordLayout'
        : untoldType(node)
      : teller === 'recordType'
        ? `import("${snippetFile(node.id, 'recordType')}").Declared`
        : given(teller);
  const wanted = (field: SnippetField) =>
    (teller === undefined && layout.length === 0) || teller === field ? 'unknown' : 'Out | null | undefined';
  const remembers = written.some(({ field, snippet }) => field === 'generate' && snippet.exportsMemory);
  return lines(
    ...layout,
    `export type Out = ${out};`,
    `export type Memory = ${remembers ? `import("${vocabularyFile}").Given<${exported('generate', 'memory')}>` : '{ readonly [name: string]: never }'};`,
    'export type Random = () => number;',
    `export type Decode = (bytes: Uint8Array) => ${wanted('decode')};`,
    `export type Generate = (index: number, memory: Memory, random: Random) => ${wanted('generate')};`,
  );
}

function untoldType(node: Extract<PipelineNode, { kind: 'source' }>): string {
  if (node.connector.type === 'generator') return 'unknown';
  switch (node.connector.format) {
    case 'lines':
    case 'framed':
      return 'string';
    case 'csv':
      return '{ readonly [column: string]: string }';
    case 'ndjson':
      return 'unknown';
  }
}

const lines = (...each: readonly string[]): string => each.join('\n');
