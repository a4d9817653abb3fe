/**
 * A document's graph as the statements of `pipeline.ts`: one for each node, in the order of the document, save that what a
 * statement needs stands above it. What no stream can carry, such as an edge of an unfinished drawing, is said by `connect`.
 */
import type { NodeId } from '../ids.ts';
import type {
  Pipeline,
  PipelineEdge,
  PipelineNode,
  SinkConnector,
  SnippetField,
  SourceConnector,
} from '../pipeline/index.ts';
import { defaultName } from '../sketch/index.ts';
import type { LayoutField, RecordLayout } from '../record-layout/index.ts';
import { isPlainType } from './contracts.ts';
import { dataLiteral, stringLiteral } from './escape.ts';
import type { Identifiers } from './identifiers.ts';
import { type Argument, callText, inlineCall, type Property } from './layout-lines.ts';

export type Statement = {
  /** Null for edges that stand apart. */
  readonly node: NodeId | null;
  readonly text: string;
};
/** Variables of what a snippet is given: the streams that enter its node, and its state. */
export type Given = { readonly streams: readonly string[]; readonly state?: string | undefined };
export type DescriptionNames = {
  readonly identifiers: Identifiers;
  /** The variable of the description. */
  readonly app: string;
  /** Variables that preserved code speaks of, under the names that it knows. */
  readonly wanted: ReadonlyMap<NodeId, string>;
  /** Nodes that what is preserved before a node speaks of. */
  readonly neededBefore: (node: NodeId) => readonly NodeId[];
  /** The variable that a snippet is imported as. */
  readonly snippet: (node: NodeId, field: SnippetField, given?: Given) => string;
  /** Notes that a function of the package is used. */
  readonly ours: (name: string) => string;
};

export type Statements = {
  readonly statements: readonly Statement[];
  /** What nodes are called that later statements speak of. */
  readonly variables: ReadonlyMap<NodeId, string>;
};

export const statementsOf = (pipeline: Pipeline, names: DescriptionNames): Statements =>
  new Writer(pipeline, names).write();

/** Mutable while it writes: which nodes have been said, and what they are called. */
class Writer {
  readonly #pipeline: Pipeline;
  readonly #names: DescriptionNames;
  readonly #nodes: ReadonlyMap<NodeId, PipelineNode>;
  readonly #variables = new Map<NodeId, string>();
  readonly #said = new Set<NodeId>();
  readonly #carried = new Set<PipelineEdge>();
  readonly #statements: Statement[] = [];

  constructor(pipeline: Pipeline, names: DescriptionNames) {
    this.#pipeline = pipeline;
    this.#names = names;
    this.#nodes = new Map(pipeline.nodes.map((node) => [node.id, node]));
  }

  write(): Statements {
    for (const node of this.#pipeline.nodes) this.#sayWithNeeds(node);
    const loose = this.#pipeline.edges.filter((edge) => !this.#carried.has(edge));
    const apart = loose.map(({ from, to }) => ({
      node: null,
      text: `${this.#names.app}.connect(${stringLiteral(from)}, ${stringLiteral(to)});`,
    }));
    return { statements: [...this.#statements, ...apart], variables: this.#variables };
  }

  /** Depth first with a list of its own: a chain of a thousand nodes is no reason to overflow. */
  #sayWithNeeds(start: PipelineNode): void {
    const path: PipelineNode[] = [start];
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      const missing = this.#needs(node).find((each) => !this.#said.has(each.id) && !path.includes(each));
      if (missing !== undefined) {
        path.push(missing);
        continue;
      }
      path.pop();
      if (!this.#said.has(node.id)) this.#say(node);
    }
  }

  #needs(node: PipelineNode): readonly PipelineNode[] {
    const state = node.kind === 'state-computation' ? this.#nodes.get(node.state) : undefined;
    const before = this.#pipeline.edges
      .filter(({ to }) => to === node.id)
      .flatMap(({ from }) => this.#nodes.get(from) ?? []);
    const spokenOf = this.#names
      .neededBefore(node.id)
      .flatMap((id) => (id === node.id ? [] : (this.#nodes.get(id) ?? [])));
    return [...(state?.kind === 'state' ? [state] : []), ...before.filter((each) => carries(each, node)), ...spokenOf];
  }

  #say(node: PipelineNode): void {
    const call = this.#callOf(node);
    this.#said.add(node.id);
    const wanted = this.#names.wanted.get(node.id);
    const variable = wanted ?? (this.#isNamed(node) ? this.#names.identifiers.fresh(node.id) : null);
    if (variable !== null) this.#variables.set(node.id, variable);
    const before = variable === null ? '' : `const ${variable} = `;
    this.#statements.push({
      node: node.id,
      text: callText(`${before}${call.receiver}.${call.method}`, call.given, ';'),
    });
  }

  /** Whether a later statement speaks of the node. */
  #isNamed(node: PipelineNode): boolean {
    if (node.kind === 'state')
      return this.#pipeline.nodes.some((each) => each.kind === 'state-computation' && each.state === node.id);
    return this.#pipeline.edges.some(({ from, to }) => {
      const target = this.#nodes.get(to);
      return from === node.id && target !== undefined && carries(node, target) && !this.#said.has(to);
    });
  }

  #callOf(node: PipelineNode): {
    readonly receiver: string;
    readonly method: string;
    readonly given: readonly Argument[];
  } {
    const { app, snippet, ours } = this.#names;
    const id = stringLiteral(node.id);
    const name: readonly Property[] =
      node.name === defaultName(node.id, node.kind) ? [] : [['name', stringLiteral(node.name)]];
    const streams = this.#streamsInto(node);
    const input = streams.length === 1 ? streams.join('') : `${app}.merge(${streams.join(', ')})`;
    switch (node.kind) {
      case 'source': {
        const properties: readonly (readonly Property[])[] = [
          name,
          [['connector', sourceConnector(node.connector, ours)]],
          node.recordType === null ? [] : [['recordType', recordType(node.recordType, ours)]],
          laidOut(node.recordLayout, ours),
          node.decode === null ? [] : [['decode', snippet(node.id, 'decode')]],
          node.generate === null ? [] : [['generate', snippet(node.id, 'generate')]],
        ];
        return { receiver: app, method: 'source', given: [id, properties.flat()] };
      }
      case 'computation':
        return { receiver: input, method: 'compute', given: [id, snippet(node.id, 'code', { streams }), name] };
      case 'key':
        return { receiver: input, method: 'keyBy', given: [id, snippet(node.id, 'code', { streams }), name] };
      case 'state':
        return { receiver: app, method: 'state', given: [id, snippet(node.id, 'initial'), name] };
      case 'state-computation': {
        const variable = this.#nodes.get(node.state)?.kind === 'state' ? this.#variables.get(node.state) : undefined;
        const state = variable ?? `${app}.stateNamed(${stringLiteral(node.state)})`;
        const code = snippet(node.id, 'code', { streams, state: variable });
        return { receiver: input, method: 'compute', given: [id, state, code, name] };
      }
      case 'sink': {
        const encode: readonly Property[] =
          node.encode === null ? [] : [['encode', snippet(node.id, 'encode', { streams })]];
        const connector = sinkConnector(node.connector, ours);
        return {
          receiver: input,
          method: 'sink',
          given: [id, connector, [...name, ...encode, ...laidOut(node.recordLayout, ours)]],
        };
      }
      case 'note':
        return { receiver: app, method: 'note', given: [id, stringLiteral(node.text), name] };
    }
  }

  /** The streams that enter a node; the edges that they carry are said with them. */
  #streamsInto(node: PipelineNode): readonly string[] {
    const origins = new Map<NodeId, string>();
    for (const edge of this.#pipeline.edges) {
      const from = this.#nodes.get(edge.from);
      const variable = this.#variables.get(edge.from);
      if (edge.to !== node.id || from === undefined || variable === undefined) continue;
      if (!carries(from, node) || origins.has(edge.from)) continue;
      origins.set(edge.from, variable);
      this.#carried.add(edge);
    }
    return [...origins.values()];
  }
}

/** Whether an edge between two nodes is what the methods of a stream make. */
function carries(from: PipelineNode, to: PipelineNode): boolean {
  if (to.kind === 'state-computation') return from.kind === 'key';
  const isTaken = to.kind === 'computation' || to.kind === 'key' || to.kind === 'sink';
  return isTaken && (from.kind === 'source' || from.kind === 'computation' || from.kind === 'state-computation');
}

export function recordType(text: string, ours: (name: string) => string): string {
  return `${ours('type')}${isPlainType(text) ? `<${text.trim()}>` : ''}(${stringLiteral(text)})`;
}

export function laidOut(layout: RecordLayout | undefined, ours: (name: string) => string): readonly Property[] {
  if (layout === undefined) return [];
  const order: readonly Property[] = layout.byteOrder === 'big' ? [] : [['byteOrder', stringLiteral(layout.byteOrder)]];
  return [['recordLayout', inlineCall(ours('recordLayout'), [dataLiteral(layout.fields.map(inReadingOrder)), order])]];
}

/** As one would say it, in whatever order a document has it. */
function inReadingOrder(field: LayoutField): object {
  const ranked = ['name', 'type', 'at', 'bytes', 'size', 'padding', 'byteOrder', 'equals'];
  return Object.fromEntries(Object.entries(field).toSorted(([a], [b]) => ranked.indexOf(a) - ranked.indexOf(b)));
}

export function sourceConnector(connector: SourceConnector, ours: (name: string) => string): string {
  switch (connector.type) {
    case 'generator': {
      const { type: _type, rate, count, ...rest } = connector;
      return inlineCall(ours('generator'), [[...number('rate', rate), ...number('count', count), ...complete(rest)]]);
    }
    case 'file': {
      const { type: _type, path, format: written, rate, ...rest } = connector;
      const options = [...format(written), ...number('rate', rate), ...complete(rest)];
      return inlineCall(ours('file'), [stringLiteral(path), options]);
    }
    case 'tcp': {
      const { type: _type, journal, ...address } = connector;
      return tcpText(address, option('journal', journal), ours);
    }
  }
}

export function sinkConnector(connector: SinkConnector, ours: (name: string) => string): string {
  switch (connector.type) {
    case 'live': {
      const { type: _type, ...rest } = connector;
      return inlineCall(ours('live'), [complete(rest)]);
    }
    case 'file': {
      const { type: _type, path, format: written, mode, ...rest } = connector;
      const options = [...format(written), ...option('mode', mode), ...complete(rest)];
      return inlineCall(ours('toFile'), [stringLiteral(path), options]);
    }
    case 'tcp': {
      const { type: _type, mode, ids, ...address } = connector;
      return tcpText(address, [...option('mode', mode), ...option('ids', ids)], ours);
    }
  }
}

type Receiver = Omit<Extract<SinkConnector, { type: 'tcp' }>, 'type' | 'mode' | 'ids'>;

function tcpText(
  { host, port, format: written, ...rest }: Receiver,
  more: readonly Property[],
  ours: (name: string) => string,
): string {
  const address: readonly Property[] = host === '127.0.0.1' ? [] : [['host', stringLiteral(host)]];
  return inlineCall(ours('tcp'), [
    [...address, ['port', String(port)], ...format(written), ...more, ...complete(rest)],
  ]);
}

const option = (name: string, value: string | undefined): readonly Property[] =>
  value === undefined ? [] : [[name, stringLiteral(value)]];

/** Nothing is left of a connector: one with a new field does not compile here until it is written, too. */
const complete = (_rest: Readonly<Record<string, never>>): readonly Property[] => [];

const format = (name: string): readonly Property[] => (name === 'lines' ? [] : [['format', stringLiteral(name)]]);
const number = (name: string, value: number | null): readonly Property[] =>
  value === null ? [] : [[name, numberLiteral(value)]];

/** Thousands are set apart, as everywhere in the code: `20_000`. */
function numberLiteral(value: number): string {
  const text = String(value);
  return /^\d{4,}$/.test(text) ? text.replaceAll(/\B(?=(\d{3})+$)/g, '_') : text;
}
