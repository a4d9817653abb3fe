/**
 * The canvas: React Flow on the flow store. Holds it together; drawing is in nodes/, what gestures mean in gestures.ts, what a
 * change means in the stores. All handlers and type tables are stable, or React Flow would build every node anew.
 */
import { ConnectionMode, type EdgeTypes, type NodeTypes, ReactFlow } from '@xyflow/react';
import { Picker } from '../adding/picker.tsx';
import { CanvasControls } from './canvas-controls.tsx';
import { holdView, useDistance, viewMoves } from './distance.ts';
import { EmptyCanvas } from './empty-canvas.tsx';
import { rememberInstance } from './flow-instance.ts';
import type { FlowEdge, FlowNode } from './flow-model.ts';
import { changeEdges, changeNodes, useFlow } from './flow-store.ts';
import {
  allowDrop,
  beginClicks,
  beginDrag,
  connect,
  drag,
  drop,
  endClicks,
  endDrag,
  endWire,
  isValidConnection,
  leave,
  pickHere,
  pickOne,
} from './gestures.ts';
import { Grid } from './grid.tsx';
import { Minimap } from './minimap.tsx';
import { KeyNodeView } from './nodes/key-node.tsx';
import { NoteNodeView } from './nodes/note-node.tsx';
import { StateNodeView } from './nodes/state-node.tsx';
import { StepNode } from './nodes/step-node.tsx';
import { useOutOfView } from './out-of-view.ts';
import { PipelineEdgeView } from './pipeline-edge.tsx';
import { forgetPointer, notePointer } from './pointer-place.ts';
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

function beginMove(gesture: MouseEvent | TouchEvent | null): void {
  noticeMove(gesture);
  viewMoves(true);
  holdView(gesture !== null && gesture.type !== 'wheel');
}
function endMove(): void {
  viewMoves(false);
  holdView(false);
}

export function Canvas() {
  const nodes = useFlow((state) => state.nodes);
  const edges = useFlow((state) => state.edges);
  useFitOnOpen();
  useFitOnResize();
  useOutOfView();
  useDistance();
  return (
    <section
      className="canvas"
      aria-label="Canvas: your logic"
      onDrop={drop}
      onDragOver={allowDrop}
      onDragLeave={leave}
      onDoubleClick={pickHere}
      onPointerMove={notePointer}
      onPointerLeave={forgetPointer}
    >
      <Grid />
      <ReactFlow<FlowNode, FlowEdge>
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={changeNodes}
        onEdgesChange={changeEdges}
        onNodeClick={pickOne}
        onNodeDragStart={beginDrag}
        onNodeDrag={drag}
        onNodeDragStop={endDrag}
        onConnect={connect}
        onConnectEnd={endWire}
        onClickConnectStart={beginClicks}
        onClickConnectEnd={endClicks}
        onInit={rememberInstance}
        onMoveStart={beginMove}
        onMoveEnd={endMove}
        isValidConnection={isValidConnection}
        connectionMode={ConnectionMode.Strict}
        deleteKeyCode={null}
        multiSelectionKeyCode={multiple}
        zoomOnDoubleClick={false}
        snapToGrid
        snapGrid={grid}
        minZoom={0.1}
        maxZoom={2.5}
        fitView
        fitViewOptions={fitOptions}
        zIndexMode="manual"
        proOptions={noAttribution}
      >
        <Minimap />
      </ReactFlow>
      <p className="layer-title">
        <b>Your logic</b> scale-agnostic: it never says where anything runs
      </p>
      <CanvasControls />
      <Picker />
      {nodes.length === 0 && <EmptyCanvas />}
    </section>
  );
}
