/** The whole pipeline in small, where the view is in it, and a way to move the view. */
import { MiniMap } from '@xyflow/react';
import type { FlowNode } from './flow-model.ts';
import { useMinimap } from './minimap-store.ts';
import { kindColours } from './nodes/node-parts.tsx';

export function Minimap() {
  const isShown = useMinimap((state) => state.isShown);
  return isShown ? (
    <MiniMap<FlowNode>
      className="minimap"
      ariaLabel="The whole pipeline in small"
      position="bottom-right"
      pannable
      zoomable
      nodeColor={colourOf}
      nodeStrokeWidth={0}
      nodeBorderRadius={8}
      style={size}
    />
  ) : null;
}

const size = { width: 168, height: 104 };

const colourOf = ({ data: { node } }: FlowNode): string =>
  `color-mix(in srgb, ${kindColours[node.kind]} 55%, transparent)`;
