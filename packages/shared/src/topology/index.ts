export { codeHash } from './code-hash.ts';
export { explain } from './explain.ts';
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
