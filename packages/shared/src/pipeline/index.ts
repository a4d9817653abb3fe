export { pipelineFormat, pipelineVersion } from './pipeline.ts';
export type {
  ComputationNode,
  Format,
  KeyNode,
  NodeKind,
  NoteNode,
  Pipeline,
  PipelineEdge,
  PipelineNode,
  Position,
  SinkConnector,
  SinkNode,
  Snippet,
  SourceConnector,
  SourceNode,
  StateComputationNode,
  StateNode,
} from './pipeline.ts';
export type { Diagnostic, SnippetField } from './diagnostic.ts';
