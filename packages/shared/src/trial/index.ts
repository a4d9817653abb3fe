export { isCut, runTrial, shown, sourceName } from './run-trial.ts';
export type { Evaluate, TrialAnswer, TrialFault, TrialRequest, TrialStep } from './run-trial.ts';
export { stepOf, verdictOf } from './verdict.ts';
export type { Verdict } from './verdict.ts';
