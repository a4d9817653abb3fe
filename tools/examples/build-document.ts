/** Makes the pipeline document of an example from its manifest and the snippet files it names. */
import { join } from 'node:path';
import { edgeId, nodeId } from '@potoroo/shared/ids';
import { pipelineFormat, pipelineVersion } from '@potoroo/shared/pipeline';
import type { Pipeline, PipelineEdge, PipelineNode } from '@potoroo/shared/pipeline';
import type { ExampleManifest, ManifestNode } from './manifest.ts';
import { inlineSnippet, inlineTypes } from './inline.ts';

export type ExampleSource = { readonly directory: string; readonly manifest: ExampleManifest };

export function buildDocument({ directory, manifest }: ExampleSource): Pipeline {
  return {
    format: pipelineFormat,
    version: pipelineVersion,
    name: manifest.name,
    description: manifest.description,
    types: manifest.types === null ? '' : inlineTypes(join(directory, manifest.types)),
    nodes: manifest.nodes.map((node) => buildNode(node, directory)),
    edges: manifest.edges.map(buildEdge),
  };
}

/** The bytes that are committed. */
export const documentText = (document: Pipeline): string => `${JSON.stringify(document, null, 2)}\n`;

const buildEdge = ([from, to]: readonly [string, string]): PipelineEdge => ({
  id: edgeId(`${from}--${to}`),
  from: nodeId(from),
  to: nodeId(to),
});

function buildNode(node: ManifestNode, directory: string): PipelineNode {
  const snippet = (file: string): string => inlineSnippet(join(directory, file));
  const optional = (file: string | null): string | null => (file === null ? null : snippet(file));
  switch (node.kind) {
    case 'source':
      return { ...node, id: nodeId(node.id), decode: optional(node.decode), generate: optional(node.generate) };
    case 'computation':
    case 'key':
      return { ...node, id: nodeId(node.id), code: snippet(node.code) };
    case 'state':
      return { ...node, id: nodeId(node.id), initial: snippet(node.initial) };
    case 'state-computation':
      return { ...node, id: nodeId(node.id), state: nodeId(node.state), code: snippet(node.code) };
    case 'sink':
      return { ...node, id: nodeId(node.id), encode: optional(node.encode) };
    case 'note':
      return { ...node, id: nodeId(node.id) };
  }
}
