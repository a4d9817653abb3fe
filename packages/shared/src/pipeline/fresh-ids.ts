/** Ids for what is new in a document: readable, as they are names on the command line, and not taken. */
import { edgeId, type EdgeId, nodeId, type NodeId } from '../ids.ts';
import { limits } from '../limits.ts';
import { forbiddenNames } from './untrusted-json.ts';
import type { Pipeline } from './pipeline.ts';

/** `Check order` gives `check-order`, or `check-order-2` where that is taken. */
export function freshNodeId(pipeline: Pick<Pipeline, 'nodes'>, name: string): NodeId {
  return nodeId(untaken(slug(name, 'node'), new Set(pipeline.nodes.map((node) => node.id))));
}

/** `orders` and `symbol` give `orders-symbol`. */
export function freshEdgeId(pipeline: Pick<Pipeline, 'edges'>, from: NodeId, to: NodeId): EdgeId {
  return edgeId(untaken(slug(`${from}-${to}`, 'edge'), new Set(pipeline.edges.map((edge) => edge.id))));
}

function slug(text: string, otherwise: string): string {
  const plain = text
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .toLowerCase();
  const joined = plain.replaceAll(/[^a-z0-9_]+/g, '-').replaceAll(/^[-_]+|-+$/g, '');
  return joined === '' ? otherwise : joined;
}

function untaken(base: string, taken: ReadonlySet<string>): string {
  for (let count = 1; ; count += 1) {
    const ending = count === 1 ? '' : `-${count}`;
    const id = `${base.slice(0, limits.idCharsMax - ending.length)}${ending}`;
    if (!taken.has(id) && !forbiddenNames.has(id)) return id;
  }
}
