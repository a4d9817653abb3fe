export { file, generator, live, tcp, toFile } from '@potoroo/shared/sketch';
export { type } from './record-type.ts';
export type { RecordType } from './record-type.ts';
export { snippet, unfinished, writtenAs } from './contracts.ts';
export type {
  Computation,
  Context,
  Decode,
  Each,
  Emitted,
  Encode,
  Generate,
  Given,
  Initial,
  KeyFunction,
  StateComputation,
} from './contracts.ts';
export { recordLayout } from './record-layout.ts';
export type { Giving, RecordOf, Taking } from './record-layout.ts';
export { describesPipeline, Description, pipeline } from './pipeline.ts';
export type {
  Flowing,
  Held,
  KeyedStream,
  Naming,
  PipelineOptions,
  SinkOptions,
  SourceOptions,
  State,
  Stream,
} from './pipeline.ts';
