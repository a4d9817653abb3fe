/** An example's committed document, compiled, with its connectors replaced by files of a given format or by fast generators. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { collectLibraries, compile } from '@potoroo/shared/compile';
import type { TypeScriptLibraries } from '@potoroo/shared/compile';
import { parsePipelineText } from '@potoroo/shared/pipeline';
import type { Pipeline, PipelineNode, SinkConnector, SourceConnector } from '@potoroo/shared/pipeline';
import type { Topology } from '@potoroo/shared/topology';
import { documentPath } from '../examples/examples.ts';
import type { InputFormat } from '../inputs/formats.ts';

export type Wiring = {
  /** What feeds the sources: bytes in a format, or the example's own generators for so many records. */
  readonly source: { readonly format: InputFormat } | { readonly count: number };
  readonly sink: InputFormat;
};

const compiled = new Map<string, Topology>();

export function compiledExample(name: string, wiring: Wiring): Topology {
  const cacheKey = JSON.stringify([name, wiring]);
  const known = compiled.get(cacheKey);
  if (known !== undefined) return known;
  const { diagnostics, topology } = compile(rewired(exampleDocument(name), wiring), libraries());
  if (topology === null) throw new Error(`${name} does not compile: ${JSON.stringify(diagnostics, null, 2)}`);
  compiled.set(cacheKey, topology);
  return topology;
}

export function exampleDocument(name: string): Pipeline {
  const parsed = parsePipelineText(readFileSync(documentPath(name), 'utf8'));
  if (!parsed.ok) throw new Error(`${name} does not parse: ${JSON.stringify(parsed.error)}`);
  return parsed.value;
}

const rewired = (document: Pipeline, wiring: Wiring): Pipeline => ({
  ...document,
  nodes: document.nodes.map((node) => rewiredNode(node, wiring)),
});

function rewiredNode(node: PipelineNode, { source, sink }: Wiring): PipelineNode {
  const unread = { type: 'file', path: '/unread', rate: null } as const;
  const from: SourceConnector =
    'count' in source ? { type: 'generator', rate: null, count: source.count } : { ...unread, format: source.format };
  const to: SinkConnector = { type: 'file', path: '/unwritten', format: sink };
  if (node.kind === 'source') return { ...node, connector: from };
  return node.kind === 'sink' ? { ...node, connector: to } : node;
}

let loaded: TypeScriptLibraries | undefined;

/** TypeScript's own library files, which every compilation needs. */
export function libraries(): TypeScriptLibraries {
  const folder = dirname(createRequire(import.meta.url).resolve('typescript-6'));
  loaded ??= collectLibraries((fileName) => readFileSync(join(folder, fileName), 'utf8'));
  return loaded;
}
