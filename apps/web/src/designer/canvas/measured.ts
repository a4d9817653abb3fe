/** How large nodes are as the browser has drawn them, where it has. */
import type { PipelineNode } from '@potoroo/shared/pipeline';
import { type Size, sizeOf } from '../graph/free-place.ts';
import type { FlowNode } from './flow-model.ts';

export function measuredSizes(nodes: readonly FlowNode[]): (node: PipelineNode) => Size {
  const measured = new Map<string, FlowNode['measured']>(nodes.map((node) => [node.id, node.measured]));
  return (node) => {
    const { width, height } = measured.get(node.id) ?? {};
    return width === undefined || height === undefined ? sizeOf(node) : { width, height };
  };
}
