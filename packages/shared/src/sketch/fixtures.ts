/**
 * The fixtures of a pipeline beside its sketch: plain data by node, with a text for each line, so that a change of one record
 * is a change of one line. In a project it is `pipeline.fixtures.json`.
 */
import type { Fixture, FixtureStep, Pipeline } from '../pipeline/index.ts';

type WrittenStep = { readonly outputs: readonly string[]; readonly state?: string };
type WrittenFixture = {
  readonly name: string;
  readonly origin: Fixture['origin'];
  readonly records: readonly string[];
  readonly expected?: readonly WrittenStep[];
};
export type WrittenFixtures = Readonly<Record<string, readonly WrittenFixture[]>>;

/** Null where no node has any. */
export function fixturesOf({ nodes }: Pipeline): WrittenFixtures | null {
  const written = nodes.flatMap(({ id, fixtures }) =>
    fixtures === undefined ? [] : [[id, fixtures.map(writtenFixture)] as const],
  );
  return written.length === 0 ? null : Object.fromEntries(written);
}

const writtenFixture = ({ name, origin, records, expected }: Fixture): WrittenFixture => ({
  name,
  origin,
  records: linesOf(records),
  ...(expected === null ? {} : { expected: expected.map(writtenStep) }),
});

const writtenStep = ({ outputs, state }: FixtureStep): WrittenStep => ({
  outputs: linesOf(outputs),
  ...(state === null ? {} : { state }),
});

const linesOf = (text: string): readonly string[] => (text === '' ? [] : text.split('\n'));

/** What a file says, as anybody may have edited it: one text for many lines, or JSON in the place of its text, is taken too. */
export function readFixtures(json: unknown): ReadonlyMap<string, readonly Fixture[]> {
  return new Map(
    Object.entries(fieldsOf(json)).map(([node, list]) => [node, Array.isArray(list) ? list.map(fixtureOf) : []]),
  );
}

function fixtureOf(entry: unknown): Fixture {
  const { name, origin, records, expected } = fieldsOf(entry);
  return {
    name: typeof name === 'string' ? name : '',
    origin: origin === 'captured' || origin === 'generated' ? origin : 'pasted',
    records: textOf(records),
    expected: Array.isArray(expected) ? expected.map(stepOf) : null,
  };
}

function stepOf(entry: unknown): FixtureStep {
  const { outputs, state } = fieldsOf(entry);
  return { outputs: textOf(outputs), state: typeof state === 'string' ? state : null };
}

function textOf(lines: unknown): string {
  if (Array.isArray(lines)) return lines.map(lineOf).join('\n');
  return lines === undefined ? '' : lineOf(lines);
}

const lineOf = (line: unknown): string => (typeof line === 'string' ? line : JSON.stringify(line));

const fieldsOf = (value: unknown): { readonly [name: string]: unknown } =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
