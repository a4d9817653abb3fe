export { programBuilder } from './program.ts';
export { failureReport, strayFailureText } from './failure-report.ts';
