/**
 * The canvas: React Flow on the flow store. Owns gestures and keys on it; drawing is in nodes/, what a change means in the
 * stores. All handlers and type tables are stable, or React Flow would build every node anew.
 */
import { nodeId } from '@potoroo/shared/ids';
import {
  Background,
  BackgroundVariant,
  type Connection,
  ConnectionMode,
  type EdgeTypes,
  type IsValidConnection,
  type NodeTypes,
  type OnConnectEnd,
  ReactFlow,
  useReactFlow,
} from '@xyflow/react';
import { type DragEvent, useCallback } from 'react';
import { notify } from '../../ui/notices.tsx';
import { useDocument } from '../document/document-store.ts';
import { drawnSize } from '../graph/free-place.ts';
import { connectionFault } from '../graph/connection-rules.ts';
import { dropFromPalette, connectNodes, paletteMime } from './canvas-actions.ts';
import { CanvasControls } from './canvas-controls.tsx';
import { EmptyCanvas } from './empty-canvas.tsx';
import { rememberInstance } from './flow-instance.ts';
import { changeEdges, changeNodes, useFlow } from './flow-store.ts';
import type { FlowEdge, FlowNode } from './flow-model.ts';
import { KeyNodeView } from './nodes/key-node.tsx';
import { NoteNodeView } from './nodes/note-node.tsx';
import { StateNodeView } from './nodes/state-node.tsx';
import { StepNode } from './nodes/step-node.tsx';
import { PipelineEdgeView } from './pipeline-edge.tsx';
import { fitOptions, noticeMove, useFitOnOpen, useFitOnResize } from './view.ts';

const nodeTypes: NodeTypes = {
  source: StepNode,
  computation: StepNode,
  'state-computation': StepNode,
  sink: StepNode,
  key: KeyNodeView,
  state: StateNodeView,
  note: NoteNodeView,
};
const edgeTypes: EdgeTypes = { pipeline: PipelineEdgeView };

const grid: [number, number] = [2, 2];
const multiple = ['Shift', 'Meta', 'Control'];
const noAttribution = { hideAttribution: true };

export function Canvas() {
  const nodes = useFlow((state) => state.nodes);
  const edges = useFlow((state) => state.edges);
  const { screenToFlowPosition } = useReactFlow();
  useFitOnOpen();
  useFitOnResize();
  const drop = useCallback(
    (event: DragEvent) => {
      const entry = event.dataTransfer.getData(paletteMime);
      if (entry === '') return;
      event.preventDefault();
      const { x, y } = screenToFlowPosition({ x: event.clientX, y: event.clientY });
      dropFromPalette(entry, { x: x - drawnSize.width / 2, y: y - drawnSize.height / 2 });
    },
    [screenToFlowPosition],
  );
  return (
    <section className="canvas" aria-label="Canvas: your logic" onDrop={drop} onDragOver={allowDrop}>
      <ReactFlow<FlowNode, FlowEdge>
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={changeNodes}
        onEdgesChange={changeEdges}
        onConnect={connect}
        onConnectEnd={explainDrop}
        onInit={rememberInstance}
        onMoveStart={noticeMove}
        isValidConnection={isValidConnection}
        connectionMode={ConnectionMode.Strict}
        deleteKeyCode={null}
        multiSelectionKeyCode={multiple}
        snapToGrid
        snapGrid={grid}
        minZoom={0.1}
        maxZoom={2.5}
        fitView
        fitViewOptions={fitOptions}
        zIndexMode="manual"
        proOptions={noAttribution}
      >
        <Background variant={BackgroundVariant.Dots} gap={18} size={1.4} />
      </ReactFlow>
      <p className="layer-title">
        <b>Your logic</b> scale-agnostic: it never says where anything runs
      </p>
      <CanvasControls />
      {nodes.length === 0 && <EmptyCanvas />}
    </section>
  );
}

function allowDrop(event: DragEvent): void {
  if (!event.dataTransfer.types.includes(paletteMime)) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = 'copy';
}

function connect({ source, target }: Connection): void {
  connectNodes({ from: nodeId(source), to: nodeId(target) });
}

/** A connection that was let go over a node which it may not end at: nothing happens, so it is said why. */
const explainDrop: OnConnectEnd = (event, { isValid, fromHandle }) => {
  const { pipeline } = useDocument.getState();
  const point = 'changedTouches' in event ? event.changedTouches[0] : event;
  if (pipeline === null || isValid === true || fromHandle === null || point === undefined) return;
  const id = document
    .elementFromPoint(point.clientX, point.clientY)
    ?.closest('.react-flow__node')
    ?.getAttribute('data-id');
  if (id == null || id === fromHandle.nodeId) return;
  const [from, to] = fromHandle.type === 'source' ? [fromHandle.nodeId, id] : [id, fromHandle.nodeId];
  const fault = connectionFault(pipeline, { from: nodeId(from), to: nodeId(to) });
  if (fault !== null) notify({ tone: 'bad', message: `Not connected. ${fault}`, remedy: '' });
};

const isValidConnection: IsValidConnection<FlowEdge> = ({ source, target }) => {
  const { pipeline } = useDocument.getState();
  return pipeline !== null && connectionFault(pipeline, { from: nodeId(source), to: nodeId(target) }) === null;
};
