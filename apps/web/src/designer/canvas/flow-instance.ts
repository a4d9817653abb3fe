/** React Flow's own handle on the view, for commands, which live outside of React; null until the canvas stands. */
import type { ReactFlowInstance } from '@xyflow/react';
import type { FlowEdge, FlowNode } from './flow-model.ts';

let instance: ReactFlowInstance<FlowNode, FlowEdge> | null = null;

export const rememberInstance = (started: ReactFlowInstance<FlowNode, FlowEdge>): void => {
  instance = started;
};

export const flowInstance = (): ReactFlowInstance<FlowNode, FlowEdge> | null => instance;
