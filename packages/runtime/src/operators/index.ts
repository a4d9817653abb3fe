export { loadSnippet } from './snippets.ts';
export { programBuilder } from './program.ts';
export { failureReport, strayFailureText } from './failure-report.ts';
export { objectText } from './object-text.ts';
export { generatedCode } from './generated-code.ts';
export { keyStepOf } from './layout-intake.ts';
