/** A trial of a fixture judged against what a person said is right. Pure. */
import type { Fixture, FixtureStep } from '../pipeline/index.ts';
import type { TrialAnswer, TrialStep } from './run-trial.ts';

export type Verdict = {
  readonly passed: boolean;
  /** Of the first record that went another way: what it gave, and what it should have. */
  readonly text: string;
};

/** What a fixture keeps of a step. */
export const stepOf = ({ outputs, after }: TrialStep): FixtureStep => ({ outputs: outputs.join('\n'), state: after });

export function verdictOf({ expected }: Fixture, { steps }: TrialAnswer): Verdict {
  const thrown = steps.findIndex(({ fault }) => fault !== null);
  if (thrown >= 0) return { passed: false, text: `Record ${thrown + 1} threw: ${steps[thrown]?.fault?.message ?? ''}` };
  if (expected === null) return { passed: true, text: 'Nothing threw; what is right has not been said yet.' };
  if (expected.length !== steps.length)
    return { passed: false, text: `It keeps ${records(expected.length)}, and ${records(steps.length)} were tried.` };
  for (const [index, step] of steps.entries()) {
    const got = stepOf(step);
    const wanted = expected[index];
    if (wanted === undefined || (wanted.outputs === got.outputs && wanted.state === got.state)) continue;
    const isState = wanted.outputs === got.outputs;
    const [was, is] = isState ? [wanted.state, got.state] : [wanted.outputs, got.outputs];
    return {
      passed: false,
      text: `Record ${index + 1} ${isState ? 'leaves the state' : 'gives'} ${told(is)}, not ${told(was)}.`,
    };
  }
  return { passed: true, text: `${records(steps.length)} as expected.` };
}

const records = (count: number): string => `${count} ${count === 1 ? 'record' : 'records'}`;

const told = (text: string | null): string => (text === null ? 'no state' : text === '' ? 'nothing' : text);
