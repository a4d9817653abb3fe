export { diagnose, diagnosticCatalogue } from './diagnostic-catalogue.ts';
export type { DiagnosticCode } from './diagnostic-catalogue.ts';
export type { Diagnostic, SnippetField } from './diagnostic.ts';
export { changeCount, runningDiff } from './running-diff.ts';
export { diffPipelines, isEmptyDiff } from './diff.ts';
export type { NodeAspect, NodeDifference, PipelineDiff } from './diff.ts';
export { diffText } from './diff-text.ts';
export { fixtureRecords, valueText, writtenLines } from './fixture-text.ts';
export { applyEdit } from './edits.ts';
export type { Applied, Edit, NodeMove, PlacedEdge, PlacedNode } from './edits.ts';
export { freshEdgeId, freshNodeId } from './fresh-ids.ts';
export { integrityFaults } from './integrity.ts';
export { documentJsonSchema } from './json-schema.ts';
export { parsePipeline, parsePipelineText } from './parse.ts';
export { emptyPipeline, pipelineFormat, pipelineVersion } from './pipeline.ts';
export { isSameJson } from './same-json.ts';
export type {
  ComputationNode,
  Fixture,
  FixtureStep,
  Format,
  KeyNode,
  NodeKind,
  NoteNode,
  Pipeline,
  PipelineEdge,
  PipelineNode,
  Position,
  PreservedBlock,
  PreservedUse,
  SinkConnector,
  OutputIds,
  SinkMode,
  SinkNode,
  Snippet,
  SourceConnector,
  SourceNode,
  StateComputationNode,
  StateNode,
  WrittenFile,
} from './pipeline.ts';
export { readPreservedMark } from './preserved-mark.ts';
export { secretVariable } from './secret-reference.ts';
export { tooLarge } from './untrusted-json.ts';
