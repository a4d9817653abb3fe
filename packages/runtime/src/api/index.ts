export type {
  Apply,
  Failure,
  Gate,
  Generator,
  GeneratorPosition,
  Intake,
  IntakePosition,
  KeyedOperator,
  KeyPlace,
  NodeCount,
  Outlet,
  Program,
  ProgramBuilder,
  Reading,
  RecordBytes,
  SendBytes,
  SourceOperator,
  Valve,
  ValvePlace,
  Wiring,
  Witness,
} from './program.ts';
export type { Origin, Quarantined, Watch } from '@potoroo/shared/origins';
export { streamStart } from './program.ts';
export { plainText } from './text.ts';
export type { TextCodec } from './text.ts';
