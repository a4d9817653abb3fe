export { codeHash } from './code-hash.ts';
export { explain } from './explain.ts';
export { sourceNamed, sourcesOf } from './named-sources.ts';
export { decodesBySnippet } from './topology.ts';
export type {
  Exchange,
  FieldType,
  KeyedInput,
  KeyedStage,
  Module,
  RecordShape,
  SinkStage,
  SourceStage,
  Stage,
  Step,
  Topology,
} from './topology.ts';
