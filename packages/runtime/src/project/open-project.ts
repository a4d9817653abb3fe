/** A described pipeline for the tests of its project: what the compiler says of it, and runs of it in one thread. */
import { fileURLToPath } from 'node:url';
import { compile } from '@potoroo/shared/compile';
import { nodeId } from '@potoroo/shared/ids';
import type { Diagnostic } from '@potoroo/shared/pipeline';
import { fixtureTests } from './fixture-tests.ts';
import type { FixtureTest } from './fixture-tests.ts';
import type { Failure } from '../api/index.ts';
import { TopologyDriver } from '../testing/index.ts';
import { describe } from './describe.ts';
import { fasten } from './seat-belt.ts';
import { typeScriptLibraries } from './typescript-libraries.ts';

/** One run: records in, depth first, records out. */
export type ProjectRun = {
  /** Feeds a source all of its input, as bytes or as text. */
  readonly feed: (source: string, input: Uint8Array | string) => void;
  /** Lets a generator make records until its count, or this many. */
  readonly generate: (source: string, recordsMax: number) => void;
  /** What a sink was given, as text. */
  readonly lines: (sink: string) => readonly string[];
  /** The state objects of a state, by key. */
  readonly state: (state: string) => ReadonlyMap<string, unknown>;
  /** Records that could not be decoded, and those at which a snippet threw. */
  readonly failures: readonly Failure[];
};
export type Project = {
  readonly errors: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
  /** The fixtures of its nodes, each to be run. */
  readonly fixtures: readonly FixtureTest[];
  /** Throws where the pipeline has errors. */
  readonly run: () => ProjectRun;
};

/** Opens the file that describes a pipeline. */
export async function openProject(file: URL | string): Promise<Project> {
  const path = typeof file === 'string' ? file : fileURLToPath(file);
  const described = await describe(path);
  if (!described.ok) throw new Error(`${described.error.message} ${described.error.remedy}`);
  const { pipeline, diagnostics } = described.value;
  const compiled = compile(pipeline, typeScriptLibraries());
  const found = [...diagnostics, ...compiled.diagnostics];
  return {
    errors: found.filter(({ severity }) => severity === 'error'),
    warnings: found.filter(({ severity }) => severity === 'warning'),
    fixtures: fixtureTests(pipeline, compiled.topology !== null),
    run: () => {
      if (compiled.topology === null) throw new Error('The pipeline has errors and cannot run: see `errors`.');
      fasten();
      return runOf(new TopologyDriver(compiled.topology));
    },
  };
}

const runOf = (driver: TopologyDriver): ProjectRun => ({
  feed: (source, input) =>
    driver.feed(nodeId(source), typeof input === 'string' ? new TextEncoder().encode(input) : input),
  generate: (source, recordsMax) => driver.generate(nodeId(source), recordsMax),
  lines: (sink) => driver.lines(nodeId(sink)),
  state: (state) => driver.state(nodeId(state)),
  failures: driver.failures,
});
