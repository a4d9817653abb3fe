/** Which records were seen to come to a node: its fixtures and samples, and what left the nodes before it in a run. */
import { type NodeId, nodeId } from '@potoroo/shared/ids';
import { type Pipeline, writtenLines } from '@potoroo/shared/pipeline';
import { useEffect } from 'react';
import { seenKept, useSeen, wantSeen } from '../../run/seen-store.ts';
import { useShownRun } from '../../run/shown-run.ts';
import { useDocument } from '../document/document-store.ts';
import { samplesOf } from '../trying/trying-store.ts';
import { useCheck } from './check-store.ts';
import type { SnippetPlace } from './compiler-protocol.ts';

/** As JSON, the ones that a person chose first. */
export function seenBy(node: NodeId, pipeline: Pipeline): readonly string[] {
  return gathered(node, pipeline, new Set()).slice(0, seenKept);
}

/** What comes to a key function goes on from it unchanged. */
function gathered(id: NodeId, pipeline: Pipeline, passed: Set<NodeId>): readonly string[] {
  if (passed.has(id)) return [];
  passed.add(id);
  const node = pipeline.nodes.find((each) => each.id === id);
  if (node === undefined) return [];
  const chosen = [...(node.fixtures ?? []).map(({ records }) => records), samplesOf(id)];
  const before = nodesBefore(id, pipeline);
  return [
    ...chosen.flatMap(writtenLines),
    ...before.flatMap((from) => useSeen.getState().records.get(from) ?? []),
    ...before.flatMap((from) => (isKey(from, pipeline) ? gathered(from, pipeline, passed) : [])),
  ];
}

const nodesBefore = (id: NodeId, { edges }: Pipeline): readonly NodeId[] =>
  edges.filter(({ to }) => to === id).map(({ from }) => from);

const isKey = (id: NodeId, { nodes }: Pipeline): boolean => nodes.find((node) => node.id === id)?.kind === 'key';

/** Of a type as it stands on an edge: whether records tell more than it does. */
export const tellsLittle = (type: string | undefined): boolean =>
  type === undefined || /^(unknown|any|object|string|\{\s*\}|\{ (readonly )?\[.*)$/.test(type);

/** While the code of a node is on screen in a run, records of the edges whose types tell little are asked for. */
export function useSeenWanted({ node, field }: SnippetPlace): void {
  const isShown = useShownRun() && (field === 'code' || field === 'encode');
  const pipeline = useDocument((state) => state.pipeline);
  const edgeTypes = useCheck((state) => state.edgeTypes);
  const wanted = !isShown
    ? ''
    : (pipeline?.edges ?? [])
        .filter(({ id, to }) => to === node && tellsLittle(edgeTypes[id]))
        .map(({ from }) => from)
        .join(' ');
  useWanted(wanted);
}

/** While a source of which nothing tells the type is on screen in a run, its records are asked for. */
export function useLeavingWanted(node: NodeId): void {
  useWanted(useShownRun() ? node : '');
}

/** Ids with blanks between them. */
function useWanted(ids: string): void {
  useEffect(() => {
    if (ids === '') return;
    wantSeen(ids.split(' ').map(nodeId));
    return () => wantSeen([]);
  }, [ids]);
}
