/** Fresh ids and names for new parts of a document: readable, because a node's id is also its name on the command line. */
import { type EdgeId, edgeId, type NodeId, nodeId } from '@potoroo/shared/ids';
import type { Pipeline } from '@potoroo/shared/pipeline';

type Taken = Pick<Pipeline, 'nodes' | 'edges'>;

/** `check-order`, or `check-order-2` where that is taken. */
export function freshNodeId({ nodes }: Taken, name: string): NodeId {
  const taken = new Set<string>(nodes.map(({ id }) => id));
  return nodeId(firstFree(idFrom(name), (id) => taken.has(id), '-'));
}

/** `Check order`, or `Check order 2`. */
export function freshName({ nodes }: Taken, name: string): string {
  const taken = new Set(nodes.map((node) => node.name));
  return firstFree(name, (candidate) => taken.has(candidate), ' ');
}

export function freshEdgeId({ edges }: Taken, from: NodeId, to: NodeId): EdgeId {
  const taken = new Set<string>(edges.map(({ id }) => id));
  return edgeId(firstFree(`${from}--${to}`.slice(0, 100), (id) => taken.has(id), '-'));
}

function firstFree(wanted: string, isTaken: (candidate: string) => boolean, separator: string): string {
  if (!isTaken(wanted)) return wanted;
  let number = 2;
  while (isTaken(`${wanted}${separator}${number}`)) number++;
  return `${wanted}${separator}${number}`;
}

function idFrom(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 48);
  return /^[a-z]/.test(plain) ? plain : `node-${plain}`.replace(/-$/, '');
}
