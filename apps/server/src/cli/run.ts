/**
 * `run`: document -> overrides -> preflight -> compile -> deployment -> summary. It is the supervisor of the run: its
 * signals stop the deployment gracefully, and when it dies the processes of the run end too.
 */
import { resolve } from 'node:path';
import { startDeployment, startProfiling } from '@potoroo/runtime/node';
import type { Deployment } from '@potoroo/runtime/node';
import { limits } from '@potoroo/shared/limits';
import type { Pipeline } from '@potoroo/shared/pipeline';
import { err, ok } from '@potoroo/shared/result';
import type { Result } from '@potoroo/shared/result';
import type { RunSummary } from '@potoroo/shared/telemetry';
import type { Topology } from '@potoroo/shared/topology';
import { createPatientCompiler } from '../compiler/compiler.ts';
import { resolveAfterRules } from './after-rules.ts';
import type { SourceOrder } from './after-rules.ts';
import type { RunCommand } from './arguments.ts';
import type { Console } from './console.ts';
import { diagnosticsText, errorsIn } from './diagnostics-text.ts';
import { loadDocument } from './documents.ts';
import type { DocumentPlaces, LoadedDocument } from './documents.ts';
import { endlessText } from './endless-sources.ts';
import { exitCodes } from './failure.ts';
import type { ExitCode, Refusal } from './failure.ts';
import { applyOverrides } from './overrides.ts';
import { checkStateDirectory, preflight } from './preflight.ts';
import { printable } from './printable.ts';
import { profileText } from './profile-text.ts';
import { createProgress } from './progress.ts';
import type { StepOutcome } from './script.ts';
import { ScriptPlay, unknownName } from './script.ts';
import { refusalText } from './refusal-text.ts';
import { summaryText, warningText } from './summary-text.ts';
import type { RunFacts } from './summary-text.ts';
import { makeProfileDirectory } from './write-profiles.ts';

/** A TCP source has ended when its last connection has, and no other came within this time. */
const tcpLingerMs = 1_000;

type Prepared = {
  readonly name: string;
  readonly topology: Topology;
  readonly after: readonly SourceOrder[];
  readonly barrierIntervalMs: number;
};

export async function run(command: RunCommand, places: DocumentPlaces, console: Console): Promise<ExitCode> {
  const prepared = await prepare(command, places, console);
  if (!prepared.ok) {
    console.error.write(refusalText(prepared.error));
    return exitCodes.badInput;
  }
  const { summary, script } = await supervise(command, prepared.value, places, console);
  if (command.json) console.out(`${JSON.stringify({ ...summary, ...(script.length > 0 && { script }) })}\n`);
  else console.out(summaryText(factsOf(prepared.value, summary), summary));
  if (summary.ok) {
    console.error.write(warningText(summary) ?? '');
    return exitCodes.success;
  }
  console.error.write(printable(`potoroo: the run failed: ${summary.error ?? 'no reason was given'}\n`));
  return exitCodes.runFailed;
}

/** `performance.now()` counts from the start of this process, which is when a person began to wait. */
const factsOf = ({ name, topology }: Prepared, { seconds }: RunSummary): RunFacts => ({
  name,
  hasStates: topology.stages.some((stage) => stage.kind === 'keyed'),
  secondsAround: Math.max(0, performance.now() / 1_000 - seconds),
});

async function prepare(
  command: RunCommand,
  places: DocumentPlaces,
  console: Console,
): Promise<Result<Prepared, Refusal>> {
  const loaded = await loadDocument(command.document, places);
  if (!loaded.ok) {
    console.error.write(diagnosticsText(loaded.error.diagnostics));
    return err(loaded.error.refusal);
  }
  const overridden = applyOverrides(loaded.value.pipeline, {
    overrides: command.overrides,
    personDirectory: places.personDirectory,
  });
  if (!overridden.ok) return overridden;
  const after = resolveAfterRules(overridden.value, command.after);
  if (!after.ok) return after;
  const ready = await preflight(overridden.value);
  if (!ready.ok) return ready;
  const topology = await compiled(overridden.value, loaded.value, console);
  if (!topology.ok) return topology;
  const unknown = unknownName(command.script, topology.value);
  if (unknown !== null) return err(unknown);
  const state = command.state === null ? ok(null) : checkStateDirectory(resolve(places.personDirectory, command.state));
  if (!state.ok) return state;
  const profiles =
    command.profile === null ? ok(null) : makeProfileDirectory(resolve(places.personDirectory, command.profile));
  if (!profiles.ok) return profiles;
  const { name, checkpointIntervalMs = limits.barrierIntervalMs } = overridden.value;
  const barrierIntervalMs = command.barrierIntervalMs ?? checkpointIntervalMs;
  return ok({ name, topology: topology.value, after: after.value, barrierIntervalMs });
}

/** Warnings are the business of `check`: they would hide what a run has to say. */
async function compiled(
  pipeline: Pipeline,
  { origin, placeOf }: Pick<LoadedDocument, 'origin' | 'placeOf'>,
  console: Console,
): Promise<Result<Topology, Refusal>> {
  const compiler = createPatientCompiler();
  const topology = await compiler.compile(pipeline);
  await compiler.close();
  if (topology.ok) return topology;
  const errors = errorsIn(topology.error.diagnostics);
  console.error.write(diagnosticsText(errors, placeOf));
  const count = errors.length;
  return err({
    message: `${origin} has ${count === 1 ? 'an error' : `${count} errors`} and cannot run.`,
    remedy: 'Mend what the lines above name.',
  });
}

type Supervised = { readonly summary: RunSummary; readonly script: readonly StepOutcome[] };

async function supervise(
  command: RunCommand,
  { topology, after, barrierIntervalMs }: Prepared,
  { personDirectory }: DocumentPlaces,
  console: Console,
): Promise<Supervised> {
  const endless = endlessText(topology);
  if (endless !== null) console.error.write(printable(endless));
  const progress = createProgress(console.error);
  const tell = (text: string): void => {
    progress.clear();
    console.error.write(`${printable(text)}\n`);
  };
  const script = new ScriptPlay(command.script, tell);
  const profiling = command.profile === null ? null : startProfiling(resolve(personDirectory, command.profile));
  const deployment: Deployment = startDeployment({
    ...(profiling === null ? {} : { preload: profiling.preload }),
    ...(command.state === null ? {} : { stateDirectory: resolve(personDirectory, command.state) }),
    topology,
    workers: command.workers,
    after,
    barrierIntervalMs,
    // A profile is one of workers from their start.
    ...(command.hasSpare && profiling === null ? {} : { spareAfterMs: null }),
    tcpLingerMs,
    onTelemetry: progress.show,
    onNote: tell,
    onListening: (addresses) => {
      for (const [node, address] of Object.entries(addresses)) console.error.write(`${node} listens on ${address}\n`);
      script.begin({ deployment, topology });
    },
  });
  console.onStop(() => {
    progress.clear();
    console.error.write('Stopping: what is in flight is finished first. Press Ctrl-C again to end at once.\n');
    void deployment.stop();
  });
  const summary = await deployment.done;
  progress.clear();
  const outcomes = await script.end();
  if (profiling !== null) console.error.write(profileText(profiling.collect(topology)));
  return { summary, script: outcomes };
}
