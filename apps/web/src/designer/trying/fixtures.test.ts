/** If a fixture were judged wrongly, a person would trust code that has changed its results. */
import { type TrialAnswer, type TrialStep, verdictOf } from '@potoroo/shared/trial';
import { expect, test } from 'vitest';
import { fixtureOf, recordsOnly } from './fixtures.ts';

const step = (fields: Partial<TrialStep>): TrialStep => ({
  input: '',
  outputs: [],
  key: null,
  before: null,
  after: null,
  fault: null,
  ...fields,
});
const answer = (...steps: readonly Partial<TrialStep>[]): TrialAnswer => ({ records: [], steps: steps.map(step) });
const given = { records: ' {"a":1} \n\n{"a":2}', origin: 'pasted', others: [] } as const;
const right = answer({ outputs: ['1', '2'], after: '{"n":1}' }, { outputs: [], after: '{"n":2}' });

function kept() {
  const made = fixtureOf(right, given);
  if (!made.ok) throw new Error(made.error);
  return made.value;
}

test('what a trial gave is kept word for word, under a name that is free', () => {
  expect(kept()).toEqual({
    name: 'Fixture 1',
    origin: 'pasted',
    records: '{"a":1}\n{"a":2}',
    expected: [
      { outputs: '1\n2', state: '{"n":1}' },
      { outputs: '', state: '{"n":2}' },
    ],
  });
  expect(recordsOnly({ ...given, others: [kept()] }).name).toBe('Fixture 2');
});

test('what threw, or is too long to be told whole, is not kept as right', () => {
  const fault = { node: 'n', name: 'n', field: 'code', message: 'Error: no', line: 1 } as const;
  expect(fixtureOf(answer({ fault }), given)).toMatchObject({ ok: false });
  expect(fixtureOf(answer({ outputs: ['1', `${'x'.repeat(2_000)}…`] }), given)).toMatchObject({ ok: false });
  expect(verdictOf(kept(), answer({ outputs: ['1'] }, { fault }))).toEqual({
    passed: false,
    text: 'Record 2 threw: Error: no',
  });
});

test('a trial that gives anything else is told, with what it gave and what is right', () => {
  expect(verdictOf(kept(), right)).toEqual({ passed: true, text: '2 records as expected.' });
  const other = answer({ outputs: ['1', '2'], after: '{"n":1}' }, { outputs: ['3'], after: '{"n":2}' });
  expect(verdictOf(kept(), other)).toEqual({ passed: false, text: 'Record 2 gives 3, not nothing.' });
  const state = answer({ outputs: ['1', '2'], after: '{"n":9}' }, { outputs: [], after: '{"n":2}' });
  expect(verdictOf(kept(), state).text).toBe('Record 1 leaves the state {"n":9}, not {"n":1}.');
  expect(verdictOf(kept(), answer({})).passed).toBe(false);
  expect(verdictOf({ ...kept(), expected: null }, other).passed).toBe(true);
});
