/**
 * Fixtures of a node: sample records that are kept in the document, with what its snippet made of them when a person said that
 * this is right. What a trial gave becomes one. Pure.
 */
import { limits } from '@potoroo/shared/limits';
import { type Fixture, writtenLines } from '@potoroo/shared/pipeline';
import { err, ok, type Result } from '@potoroo/shared/result';
import { isCut, stepOf, type TrialAnswer } from '@potoroo/shared/trial';

export type Origin = Fixture['origin'];
type Given = { readonly records: string; readonly origin: Origin; readonly others: readonly Fixture[] };

/** The error is for a person: why these results cannot be kept as what is right. */
export function fixtureOf({ steps }: TrialAnswer, given: Given): Result<Fixture, string> {
  if (steps.some(({ fault }) => fault !== null)) return err('A record threw: a fixture keeps what is right.');
  const expected = steps.map(stepOf);
  if (expected.some(({ outputs, state }) => isCut(outputs) || (state !== null && isCut(state))))
    return err('A result is too long to be kept.');
  return ok({ ...recordsOnly(given), expected });
}

/** Records that nobody has judged yet: captured ones. */
export const recordsOnly = ({ records, origin, others }: Given): Fixture => ({
  name: freeName(others),
  origin,
  records: writtenLines(records).join('\n'),
  expected: null,
});

export const fullText = `A node has at most ${limits.fixturesPerNodeMax} fixtures: remove one first.`;
export const isFull = (fixtures: readonly Fixture[]): boolean => fixtures.length >= limits.fixturesPerNodeMax;

function freeName(others: readonly Fixture[]): string {
  const taken = new Set(others.map(({ name }) => name));
  for (let number = 1; ; number++) if (!taken.has(`Fixture ${number}`)) return `Fixture ${number}`;
}
