export type {
  Failure,
  Gate,
  Generator,
  Intake,
  KeyedOperator,
  NodeCount,
  Outlet,
  Program,
  ProgramBuilder,
  Reading,
  SourceOperator,
  Wiring,
} from './program.ts';
export { plainText } from './text.ts';
export type { TextCodec } from './text.ts';
