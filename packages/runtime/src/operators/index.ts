export { programBuilder } from './program.ts';
export { failureReport, strayFailureText } from './failure-report.ts';
export type { FailureReport } from './failure-report.ts';
