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
