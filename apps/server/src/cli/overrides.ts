/**
 * Puts the connectors of the command line into the document before it is compiled, and makes every file path absolute.
 * It owns what a SPEC without a format means for a given node, and the words for a node that is not there or of another kind.
 */
import { isAbsolute, resolve } from 'node:path';
import type {
  Format,
  Pipeline,
  PipelineNode,
  SinkConnector,
  OutputIds,
  SinkMode,
  SinkNode,
  SourceConnector,
  SourceNode,
} from '@potoroo/shared/pipeline';
import { ok } from '@potoroo/shared/result';
import type { Result } from '@potoroo/shared/result';
import type { ConnectorOverride } from './arguments.ts';
import type { ConnectorSide, ConnectorSpec, Ids, Mode, Switch } from './connector-spec.ts';
import type { Refusal } from './failure.ts';
import { nearest } from './nearest.ts';

export type OverrideOptions = { readonly overrides: readonly ConnectorOverride[]; readonly personDirectory: string };

export function applyOverrides(
  pipeline: Pipeline,
  { overrides, personDirectory }: OverrideOptions,
): Result<Pipeline, Refusal> {
  for (const override of overrides) {
    const refusal = refuseMisplaced(pipeline, override);
    if (refusal !== null) return refusal;
  }
  const nodes = pipeline.nodes.map((node) => {
    const override = overrides.find((candidate) => candidate.node === node.id);
    return withAbsolutePath(override === undefined ? node : withConnector(node, override.spec), personDirectory);
  });
  return ok({ ...pipeline, nodes });
}

function refuseMisplaced(
  pipeline: Pipeline,
  { side, node: id, spec }: ConnectorOverride,
): (Result<never, Refusal> & { ok: false }) | null {
  const node = pipeline.nodes.find((candidate) => candidate.id === id);
  if (node === undefined) return refusal(`The pipeline has no ${side} "${id}".`, knownNodes(pipeline, side, id));
  if (node.kind !== side)
    return refusal(`The node "${id}" is a ${node.kind}, not a ${side}.`, knownNodes(pipeline, side, id));
  if (spec.type === 'generator' && node.kind === 'source' && node.generate === null) {
    return refusal(
      `The source "${id}" has no generate snippet, so it cannot be a generator.`,
      'Give it a file: or tcp:// SPEC, or write the snippet.',
    );
  }
  return null;
}

export function knownNodes(pipeline: Pipeline, side: ConnectorSide, wanted: string): string {
  const ids = pipeline.nodes.filter((node) => node.kind === side).map((node) => node.id);
  const close = nearest(wanted, ids);
  if (close !== null) return `Did you mean "${close}"?`;
  return ids.length === 0 ? `It has no ${side}.` : `Its ${side}s are ${ids.join(', ')}.`;
}

function withConnector(node: PipelineNode, spec: ConnectorSpec): PipelineNode {
  if (node.kind === 'source') return { ...node, connector: sourceConnector(node, spec) };
  if (node.kind === 'sink') return { ...node, connector: sinkConnector(node, spec) };
  return node;
}

function sourceConnector(node: SourceNode, spec: ConnectorSpec): SourceConnector {
  switch (spec.type) {
    case 'file':
      return { type: 'file', path: spec.path, format: spec.format ?? sourceFormat(node, spec.path), rate: spec.rate };
    case 'tcp':
      return {
        type: 'tcp',
        host: spec.host,
        port: spec.port,
        format: spec.format ?? sourceFormat(node, ''),
        ...(isUnjournaled(node, spec.journal) ? { journal: 'off' } : {}),
      };
    case 'generator': {
      const drawn = node.connector.type === 'generator' ? node.connector : { rate: null, count: null };
      return { type: 'generator', rate: spec.rate ?? drawn.rate, count: spec.count ?? drawn.count };
    }
    case 'live':
      return node.connector;
  }
}

function sinkConnector(node: SinkNode, spec: ConnectorSpec): SinkConnector {
  switch (spec.type) {
    case 'file':
      return {
        type: 'file',
        path: spec.path,
        format: spec.format ?? sinkFormat(node, spec.path),
        ...modeOf(node, spec.mode),
      };
    case 'tcp':
      return {
        type: 'tcp',
        host: spec.host,
        port: spec.port,
        format: spec.format ?? sinkFormat(node, ''),
        ...modeOf(node, spec.mode),
        ...idsOf(node, spec.ids),
      };
    case 'live':
      return { type: 'live' };
    case 'generator':
      return node.connector;
  }
}

function modeOf({ connector }: SinkNode, wanted: Mode | undefined): { readonly mode?: SinkMode } {
  const drawn = connector.type === 'live' ? undefined : connector.mode;
  const mode = wanted === undefined ? drawn : wanted === 'immediate' ? wanted : undefined;
  return mode === undefined ? {} : { mode };
}

function idsOf({ connector }: SinkNode, wanted: Ids | undefined): { readonly ids?: OutputIds } {
  const drawn = connector.type === 'tcp' ? connector.ids : undefined;
  const ids = wanted === 'none' ? undefined : (wanted ?? drawn);
  return ids === undefined ? {} : { ids };
}

const isUnjournaled = ({ connector }: SourceNode, wanted: Switch | undefined): boolean =>
  wanted === undefined ? connector.type === 'tcp' && connector.journal === 'off' : wanted === 'off';

/** A file's own ending is the plainest sign; then what the document says; then a decode snippet, which reads frames. */
function sourceFormat(node: SourceNode, path: string): Format {
  const drawn = node.connector.type === 'generator' ? null : node.connector.format;
  return formatOfEnding(path) ?? drawn ?? (node.decode === null ? 'lines' : 'framed');
}

/** As for a source. An encode snippet that makes bytes needs frames, because bytes may contain a line's end. */
function sinkFormat(node: SinkNode, path: string): Format {
  const drawn = node.connector.type === 'live' ? null : node.connector.format;
  const makesBytes = node.encode !== null && /\b(Uint8Array|ArrayBuffer|DataView)\b/.test(node.encode);
  return formatOfEnding(path) ?? drawn ?? (makesBytes ? 'framed' : 'lines');
}

function formatOfEnding(path: string): Format | null {
  if (/\.(ndjson|jsonl)$/i.test(path)) return 'ndjson';
  if (/\.csv$/i.test(path)) return 'csv';
  return null;
}

function withAbsolutePath(node: PipelineNode, directory: string): PipelineNode {
  if (node.kind === 'source' && node.connector.type === 'file') {
    return { ...node, connector: { ...node.connector, path: absolute(node.connector.path, directory) } };
  }
  if (node.kind === 'sink' && node.connector.type === 'file') {
    return { ...node, connector: { ...node.connector, path: absolute(node.connector.path, directory) } };
  }
  return node;
}

const absolute = (path: string, directory: string): string => (isAbsolute(path) ? path : resolve(directory, path));
const refusal = (message: string, remedy: string): Result<never, Refusal> & { ok: false } => ({
  ok: false,
  error: { message, remedy },
});
