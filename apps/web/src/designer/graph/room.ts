/** Whether a pipeline has room for more, before edits are made that build on each other. Pure. */
import { limits } from '@potoroo/shared/limits';
import type { Pipeline } from '@potoroo/shared/pipeline';
import { count } from '../../ui/numbers.ts';

type Added = { readonly nodes: number; readonly edges: number };

/** Why there is none; null where there is. */
export function roomFault({ nodes, edges }: Pipeline, more: Added): string | null {
  if (nodes.length + more.nodes > limits.nodesMax) return tooMany('nodes', nodes.length + more.nodes, limits.nodesMax);
  if (edges.length + more.edges > limits.edgesMax) return tooMany('edges', edges.length + more.edges, limits.edgesMax);
  return null;
}

const tooMany = (what: string, wanted: number, most: number): string =>
  `A pipeline has at most ${count(most)} ${what}, and this could make it ${count(wanted)}.`;
