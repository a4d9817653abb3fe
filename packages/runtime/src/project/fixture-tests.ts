/** The fixtures of a described pipeline as tests of its project: each node's own code on sample records, judged as in the studio. */
import { runInThisContext } from 'node:vm';
import { trialOf } from '@potoroo/shared/compile';
import type { TrialSnippet } from '@potoroo/shared/compile';
import { fixtureRecords, writtenLines } from '@potoroo/shared/pipeline';
import type { Fixture, Pipeline, PipelineNode } from '@potoroo/shared/pipeline';
import { runTrial, sourceName, verdictOf } from '@potoroo/shared/trial';
import type { Verdict } from '@potoroo/shared/trial';

import { fasten } from './seat-belt.ts';

export type FixtureTest = {
  readonly node: string;
  readonly name: string;
  /** Whether the node's code makes of the records what it should, and in words how it does not. */
  readonly run: () => Verdict;
};

/** Code that the compiler has refused is not run. */
export const fixtureTests = (pipeline: Pipeline, isCompiled: boolean): readonly FixtureTest[] =>
  pipeline.nodes.flatMap((node) =>
    (node.fixtures ?? []).map((fixture) => ({
      node: node.id,
      name: fixture.name,
      run: () => (isCompiled ? judged(pipeline, node, fixture) : refused),
    })),
  );

const refused: Verdict = { passed: false, text: 'The pipeline has errors, so none of its code is run: see `errors`.' };

function judged(pipeline: Pipeline, node: PipelineNode, fixture: Fixture): Verdict {
  fasten();
  const trial = trialOf(pipeline, node.id);
  if (trial === null) return { passed: false, text: 'The node has no code that takes records.' };
  if (trial.kind === 'decode') {
    const records = writtenLines(fixture.records).map((line) => new TextEncoder().encode(line));
    return verdictOf(fixture, runTrial({ trial, records, wanted: 0 }, evaluated));
  }
  const records = fixtureRecords(fixture.records);
  if (!records.ok) return { passed: false, text: records.error };
  return verdictOf(fixture, runTrial({ trial, records: records.value, wanted: 0 }, evaluated));
}

/** The code begins on the first line, so that lines in stacks are its own. */
function evaluated({ code, ...snippet }: TrialSnippet): Readonly<Record<string, unknown>> {
  const exported: Record<string, unknown> = {};
  const make: unknown = runInThisContext(`(function (exports) {${code}\n})`, { filename: sourceName(snippet) });
  if (typeof make === 'function') Reflect.apply(make, undefined, [exported]);
  return exported;
}
