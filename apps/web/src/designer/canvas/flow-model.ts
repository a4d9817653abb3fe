/**
 * The one file that knows both our pipeline and React Flow's nodes and edges. Pure: it derives the flow from the document,
 * patching what was there, and reads moves back out of the flow.
 *
 *   F1  a node that did not change stays the same object, and a changed one keeps what React Flow measured: else its edges flicker
 *   F2  positions are absolute in the document; in the flow a state computation's is relative to its swimlane
 *   F3  no live number is ever part of a flow node or edge
 */
import type { NodeId } from '@potoroo/shared/ids';
import type { NodeMove, Pipeline, PipelineEdge, PipelineNode, Position } from '@potoroo/shared/pipeline';
import type { Edge, Node } from '@xyflow/react';
import { shownName } from '../graph/names.ts';
import { hasInput, hasOutput } from '../graph/connection-rules.ts';

export type FlowNode = Node<{ readonly node: PipelineNode }, PipelineNode['kind']>;
export type FlowEdge = Edge<{ readonly edge: PipelineEdge }, 'pipeline'>;

export function flowNodesOf(pipeline: Pipeline, previous: readonly FlowNode[]): FlowNode[] {
  const known = new Map(previous.map((flowNode) => [flowNode.id, flowNode]));
  const lanes = new Map(pipeline.nodes.filter(({ kind }) => kind === 'state').map((lane) => [lane.id, lane]));
  return backToFront(pipeline.nodes).map((node) => flowNodeOf(node, lanes, known.get(node.id)));
}

export function flowEdgesOf(pipeline: Pipeline, previous: readonly FlowEdge[]): FlowEdge[] {
  const known = new Map(previous.map((flowEdge) => [flowEdge.id, flowEdge]));
  const names = new Map(pipeline.nodes.map((node) => [node.id, shownName(node)]));
  return pipeline.edges.map((edge) => {
    const old = known.get(edge.id);
    const ariaLabel = `Edge from ${names.get(edge.from) ?? edge.from} to ${names.get(edge.to) ?? edge.to}`;
    if (old?.data?.edge === edge && old.ariaLabel === ariaLabel) return old;
    return { ...old, id: edge.id, type: 'pipeline', source: edge.from, target: edge.to, data: { edge }, ariaLabel };
  });
}

/** Parents must come before their children; swimlanes lie behind all else, and notes behind those, for they may be frames. */
const backToFront = (nodes: readonly PipelineNode[]): readonly PipelineNode[] => [
  ...nodes.filter(({ kind }) => kind === 'state'),
  ...nodes.filter(({ kind }) => kind !== 'state'),
];

function flowNodeOf(node: PipelineNode, lanes: ReadonlyMap<NodeId, PipelineNode>, old: FlowNode | undefined): FlowNode {
  const lane = node.kind === 'state-computation' ? lanes.get(node.state) : undefined;
  const position = lane === undefined ? node.position : difference(node.position, lane.position);
  if (old?.data.node === node && samePosition(old.position, position) && old.parentId === lane?.id) return old;
  const { parentId: _parent, extent: _extent, ...kept } = old ?? {};
  return {
    ...kept,
    id: node.id,
    type: node.kind,
    position,
    data: { node },
    ariaLabel: `${kindTitles[node.kind]} ${shownName(node)}`,
    connectable: hasInput(node.kind) || hasOutput(node.kind),
    ...(lane === undefined ? {} : { parentId: lane.id, extent: 'parent' as const }),
    ...('size' in node ? { width: node.size.width, height: node.size.height } : {}),
    ...(node.kind === 'state' ? { zIndex: -1 } : node.kind === 'note' ? { zIndex: -2 } : {}),
  };
}

export const kindTitles: Readonly<Record<PipelineNode['kind'], string>> = {
  source: 'Source',
  computation: 'Computation',
  key: 'Key',
  state: 'State',
  'state-computation': 'State computation',
  sink: 'Sink',
  note: 'Note',
};

/** Where nodes lie in the flow and not in the document: what a gesture or an arrow key has moved, children of lanes included. */
export function movesIn(flowNodes: readonly FlowNode[], pipeline: Pipeline): readonly NodeMove[] {
  const flow = new Map(flowNodes.map((flowNode) => [flowNode.id, flowNode]));
  return pipeline.nodes.flatMap((node) => {
    const position = absolutePosition(flow, node.id);
    return position === null || samePosition(position, node.position) ? [] : [{ node: node.id, position }];
  });
}

function absolutePosition(flow: ReadonlyMap<string, FlowNode>, id: string): Position | null {
  const node = flow.get(id);
  if (node === undefined) return null;
  const parent = node.parentId === undefined ? null : absolutePosition(flow, node.parentId);
  return { x: Math.round(node.position.x + (parent?.x ?? 0)), y: Math.round(node.position.y + (parent?.y ?? 0)) };
}

const difference = (a: Position, b: Position): Position => ({ x: a.x - b.x, y: a.y - b.y });
const samePosition = (a: Position, b: Position): boolean => a.x === b.x && a.y === b.y;
