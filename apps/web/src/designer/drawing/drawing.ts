/**
 * A pipeline as a picture that stands still: boxes and curves for previews and for differences. Pure; the canvas has its
 * own drawing, which measures. What was removed is drawn where it was.
 */
import type { NodeKind, Pipeline, PipelineDiff, PipelineEdge, PipelineNode } from '@potoroo/shared/pipeline';
import { getBezierPath, Position } from '@xyflow/react';
import { sizeOf } from '../graph/free-place.ts';

export type Mark = 'added' | 'removed' | 'changed' | 'moved';
export type DrawnNode = {
  readonly key: string;
  readonly kind: NodeKind;
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly mark: Mark | null;
};
export type DrawnEdge = { readonly key: string; readonly path: string; readonly mark: Mark | null };
export type Drawing = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Swimlanes and notes first: what lies in them is drawn over them. */
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
};

const margin = 16;

export function drawingOf(pipeline: Pipeline): Drawing {
  const nodes = pipeline.nodes.map((node) => drawn(node, null));
  const ends = new Map(pipeline.nodes.map((node) => [node.id, node]));
  return framed(nodes, edgesBetween(pipeline.edges, ends, null));
}

/** The later version with what it added and changed, and what it no longer has. */
export function drawingOfDifference(after: Pipeline, before: Pipeline, diff: PipelineDiff): Drawing {
  const added = new Set(diff.added.map(({ id }) => id));
  const changed = new Map(diff.changed.map((each) => [each.after.id, markOf(each.aspects)]));
  const connected = new Set(diff.connected.map(({ id }) => id));
  const present = new Map(after.nodes.map((node) => [node.id, node]));
  const earlier = new Map(before.nodes.map((node) => [node.id, present.get(node.id) ?? node]));
  return framed(
    [
      ...diff.removed.map((node) => drawn(node, 'removed')),
      ...after.nodes.map((node) => drawn(node, added.has(node.id) ? 'added' : (changed.get(node.id) ?? null))),
    ],
    [
      ...edgesBetween(diff.disconnected, earlier, 'removed'),
      ...after.edges.flatMap((edge) => edgesBetween([edge], present, connected.has(edge.id) ? 'added' : null)),
    ],
  );
}

const markOf = (aspects: readonly string[]): Mark =>
  aspects.every((aspect) => aspect === 'place') ? 'moved' : 'changed';

const drawn = (node: PipelineNode, mark: Mark | null): DrawnNode => ({
  key: `${mark === 'removed' ? 'removed ' : ''}${node.id}`,
  kind: node.kind,
  name: node.kind === 'note' ? node.text : node.name,
  ...node.position,
  ...sizeOf(node),
  mark,
});

function edgesBetween(
  edges: readonly PipelineEdge[],
  nodes: ReadonlyMap<string, PipelineNode>,
  mark: Mark | null,
): readonly DrawnEdge[] {
  return edges.flatMap(({ id, from, to }) => {
    const [source, target] = [nodes.get(from), nodes.get(to)];
    if (source === undefined || target === undefined) return [];
    return [{ key: `${mark === 'removed' ? 'removed ' : ''}${id}`, path: curve(source, target), mark }];
  });
}

function curve(source: PipelineNode, target: PipelineNode): string {
  const [from, to] = [sizeOf(source), sizeOf(target)];
  const [path] = getBezierPath({
    sourceX: source.position.x + from.width,
    sourceY: source.position.y + from.height / 2,
    sourcePosition: Position.Right,
    targetX: target.position.x,
    targetY: target.position.y + to.height / 2,
    targetPosition: Position.Left,
  });
  return path;
}

function framed(nodes: readonly DrawnNode[], edges: readonly DrawnEdge[]): Drawing {
  const left = Math.min(...nodes.map(({ x }) => x));
  const top = Math.min(...nodes.map(({ y }) => y));
  const right = Math.max(...nodes.map(({ x, width }) => x + width));
  const bottom = Math.max(...nodes.map(({ y, height }) => y + height));
  const box =
    nodes.length === 0
      ? { x: 0, y: 0, width: 1, height: 1 }
      : { x: left - margin, y: top - margin, width: right - left + 2 * margin, height: bottom - top + 2 * margin };
  return { ...box, nodes: nodes.toSorted((a, b) => depth(a) - depth(b)), edges };
}

const depth = ({ kind }: DrawnNode): number => (kind === 'state' || kind === 'note' ? 0 : 1);
