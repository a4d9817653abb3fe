/**
 * Whether two nodes may be connected, all told: the rules of kinds, then the types that the compiler has found. Answered at
 * once, from what it said last; while it is still checking, types stand in nobody's way.
 */
import type { NodeId } from '@potoroo/shared/ids';
import type { Pipeline } from '@potoroo/shared/pipeline';
import { connectionFault, type Ends } from '../graph/connection-rules.ts';
import { useDocument } from '../document/document-store.ts';
import { type CheckState, useCheck } from './check-store.ts';

/** Why the two cannot be connected; null where they can. */
export const refusalOf = (pipeline: Pipeline, ends: Ends): string | null =>
  connectionFault(pipeline, ends) ?? typeFaultBetween(ends.from, ends.to);

export function typeFaultBetween(from: NodeId, to: NodeId): string | null {
  const check = useCheck.getState();
  if (check.phase !== 'ready' || check.ports.misfits[to]?.includes(from) !== true) return null;
  const nameOf = (id: NodeId) => useDocument.getState().pipeline?.nodes.find((node) => node.id === id)?.name ?? id;
  return misfitText(check.ports, { from: { id: from, name: nameOf(from) }, to: { id: to, name: nameOf(to) } });
}

type Named = { readonly id: NodeId; readonly name: string };

export const misfitText = (
  { outputs, inputs }: CheckState['ports'],
  { from, to }: { readonly from: Named; readonly to: Named },
): string =>
  `${from.name} gives ${outputs[from.id] ?? 'something else'}, and ${to.name} takes ${inputs[to.id] ?? 'another type'}.`;
