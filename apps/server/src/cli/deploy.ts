/**
 * `deploy`: a changed pipeline takes the place of the one that the studio runs. It is saved as the next version of the
 * project, and the run goes on with it behind a barrier. What does not compile, or would lose what nobody said may be lost,
 * is refused before anything is saved.
 */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type {
  CheckReport,
  ClusterStatus,
  DeployedDocument,
  DeploymentStatus,
  StateWish,
  StoredPipeline,
} from '@potoroo/shared/control';
import { changeCount, runningDiff } from '@potoroo/shared/pipeline';
import type { Pipeline } from '@potoroo/shared/pipeline';
import { err, ok } from '@potoroo/shared/result';
import type { Result } from '@potoroo/shared/result';
import type { Console } from './console.ts';
import type { ControlPlaces } from './control.ts';
import type { DeployCommand } from './deploy-arguments.ts';
import { diagnosticsText, errorsIn } from './diagnostics-text.ts';
import { loadDocument } from './documents.ts';
import type { DocumentPlaces } from './documents.ts';
import { exitCodes } from './failure.ts';
import type { ExitCode, Refusal } from './failure.ts';
import { nearest } from './nearest.ts';
import { printable } from './printable.ts';
import { refusalText } from './refusal-text.ts';
import { findStudio } from './studio-client.ts';
import type { StudioClient } from './studio-client.ts';
import { systemReason } from './system-reason.ts';

type Places = DocumentPlaces & Pick<ControlPlaces, 'dataDirectories'>;
type Failure = Refusal & { readonly exit: ExitCode; readonly lines?: string };
type Deployed = {
  readonly status: DeploymentStatus;
  readonly changes: number;
  readonly states: Readonly<Record<string, StateWish['policy']>>;
};

export async function deploy(command: DeployCommand, places: Places, console: Console): Promise<ExitCode> {
  const deployed = await attempt(command, places);
  if (!deployed.ok) {
    const { lines = '', exit, ...refusal } = deployed.error;
    console.error.write(lines + refusalText(refusal));
    return exit;
  }
  console.out(command.json ? `${JSON.stringify(deployed.value)}\n` : textOf(deployed.value));
  return exitCodes.success;
}

async function attempt(command: DeployCommand, places: Places): Promise<Result<Deployed, Failure>> {
  const loaded = await loadDocument(command.document, places);
  if (!loaded.ok)
    return bad({ ...loaded.error.refusal, lines: diagnosticsText(loaded.error.diagnostics) }, exitCodes.badInput);
  const { pipeline } = loaded.value;
  const { personDirectory, dataDirectories: usual } = places;
  const studio = await findStudio(command.place, { personDirectory, usual });
  if (!studio.ok) return studio;
  const running = await runningIn(studio.value);
  if (!running.ok) return running;
  const { status, document } = running.value;
  const wishes = await wishesOf(command, { running: document, personDirectory });
  if (!wishes.ok) return wishes;
  const states = Object.fromEntries(
    document.nodes.flatMap(({ kind, id }) => (kind === 'state' ? [[id, wishes.value[id] ?? { policy: 'keep' }]] : [])),
  ) as Readonly<Record<string, StateWish>>;
  const changes = changeCount(runningDiff({ running: document, present: pipeline }));
  const policies = Object.fromEntries(Object.entries(states).map(([state, { policy }]) => [state, policy]));
  if (changes === 0) return ok({ status, changes, states: policies });
  const started = await handOver(studio.value, { status, pipeline, states: wishes.value });
  return started.ok ? ok({ status: started.value, changes, states: policies }) : started;
}

type Running = { readonly status: DeploymentStatus; readonly document: Pipeline };

/** What runs, of which a change loses nothing. */
async function runningIn(studio: StudioClient): Promise<Result<Running, Failure>> {
  const found = await studio.get<ClusterStatus>('/deployment/cluster');
  if (!found.ok) return found;
  const { status, cluster } = found.value;
  if (cluster === null || status.pipelineId === null)
    return bad({ message: 'Nothing runs.', remedy: 'Start a run first.' });
  if (!cluster.recoverable)
    return bad({
      message: 'A source of the run cannot be read again, so the run cannot go on with changes.',
      remedy: 'End it in the studio and start it anew: state and what was not read yet are lost.',
    });
  const deployed = await studio.get<DeployedDocument>('/deployment/document');
  return deployed.ok ? ok({ status, document: deployed.value.document }) : deployed;
}

type Wishing = { readonly running: Pipeline; readonly personDirectory: string };

/** By the ids of the states that run. */
async function wishesOf(
  { resets, migrations }: DeployCommand,
  { running, personDirectory }: Wishing,
): Promise<Result<Readonly<Record<string, StateWish>>, Failure>> {
  const all = running.nodes.filter(({ kind }) => kind === 'state');
  const wishes: Record<string, StateWish> = {};
  for (const { name, file } of [...resets.map((name) => ({ name, file: null })), ...migrations.map(named)]) {
    const state = all.find((each) => each.id === name) ?? all.find((each) => each.name === name);
    if (state === undefined) return bad(noState(name, all), exitCodes.badInput);
    if (file === null) {
      wishes[state.id] = { policy: 'reset' };
      continue;
    }
    const path = resolve(personDirectory, file);
    try {
      wishes[state.id] = { policy: 'migrate', code: await readFile(path, 'utf8') };
    } catch (error) {
      const message = `The migration ${path} cannot be read: ${systemReason(error)}.`;
      return bad(
        { message, remedy: 'Give the path of a file that holds (old, key) => new object.' },
        exitCodes.badInput,
      );
    }
  }
  return ok(wishes);
}

const named = ({ state, file }: { readonly state: string; readonly file: string }) => ({ name: state, file });

function noState(name: string, all: Pipeline['nodes']): Refusal {
  const ids = all.map(({ id }) => id);
  const close = nearest(name, ids);
  const hint = close === null ? `Its states are ${ids.join(', ') || 'none'}.` : `Did you mean ${close}?`;
  return { message: `The run has no state "${name}".`, remedy: hint };
}

type HandOver = Pick<Running, 'status'> & {
  readonly pipeline: Pipeline;
  readonly states: Readonly<Record<string, StateWish>>;
};

async function handOver(
  studio: StudioClient,
  { status, pipeline, states }: HandOver,
): Promise<Result<DeploymentStatus, Failure>> {
  const report = await studio.post<CheckReport>('/check', { document: pipeline });
  if (!report.ok) return report;
  if (errorsIn(report.value.diagnostics).length > 0)
    return bad(
      {
        message: 'The pipeline has errors, so nothing was deployed; the run goes on.',
        remedy: 'Mend what the lines above name.',
        lines: diagnosticsText(report.value.diagnostics),
      },
      exitCodes.badInput,
    );
  const path = `/pipelines/${status.pipelineId}`;
  const stored = await studio.get<StoredPipeline>(path);
  if (!stored.ok) return stored;
  const saved = await studio.put<StoredPipeline>(path, { document: pipeline, revision: stored.value.revision });
  if (!saved.ok) return saved;
  const { pipelineId, workers, id: replaces } = status;
  const started = await studio.post<DeploymentStatus>('/deployment', { pipelineId, workers, replaces, states });
  if (started.ok) return started;
  const { message, remedy, exit } = started.error;
  return bad({ message: `${message} The pipeline is saved, and the run goes on as it was.`, remedy }, exit);
}

const bad = (refusal: Omit<Failure, 'exit'>, exit: ExitCode = exitCodes.runFailed): Result<never, Failure> =>
  err({ ...refusal, exit });

function textOf({ status, changes, states }: Deployed): string {
  if (changes === 0) return 'There is nothing to deploy: what runs is this pipeline.\n';
  const lines = Object.entries(states).map(([state, policy]) => `  state ${state}: ${policyWords[policy]}\n`);
  const what = `${changes} ${changes === 1 ? 'change is' : 'changes are'} deployed`;
  return printable(`${what}; the run goes on, on ${status.workers} workers.\n`) + printable(lines.join(''));
}

const policyWords: Readonly<Record<StateWish['policy'], string>> = {
  keep: 'kept',
  reset: 'reset, it began empty',
  migrate: 'migrated',
};
