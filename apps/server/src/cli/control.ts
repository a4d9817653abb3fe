/** `worker`, `disturb`, `checkpoint`, `status`, `placement`, `profile` and `state`: asked of the studio's running deployment, over its interface. */
import { resolve } from 'node:path';
import type { Action, ClusterStatus, PlacementReport, ProfileReport, StateObjectReport } from '@potoroo/shared/control';
import type { Movement } from '@potoroo/shared/telemetry';
import { isOver } from '@potoroo/shared/telemetry';
import { ok } from '@potoroo/shared/result';
import type { Console } from './console.ts';
import type { ControlCommand } from './control-arguments.ts';
import { movementText, objectPlaceText, objectText, placementText, statusText } from './control-text.ts';
import { exitCodes } from './failure.ts';
import type { ExitCode } from './failure.ts';
import { runningProfileText } from './profile-text.ts';
import { refusalText } from './refusal-text.ts';
import type { StudioAnswer, StudioClient } from './studio-client.ts';
import { findStudio } from './studio-client.ts';
import { makeProfileDirectory, writeProfiles } from './write-profiles.ts';

export type ControlPlaces = { readonly personDirectory: string; readonly dataDirectories: readonly string[] };

/** Failures are told as sentences on standard error, with `--json` too: standard output has what was asked for, or nothing. */
export async function control(command: ControlCommand, places: ControlPlaces, console: Console): Promise<ExitCode> {
  const { personDirectory, dataDirectories: usual } = places;
  const studio = await findStudio(command.place, { personDirectory, usual });
  if (!studio.ok) return refused(studio.error, console);
  switch (command.type) {
    case 'worker':
    case 'disturb':
      return act(command.action, { command, studio: studio.value, console });
    case 'checkpoint':
      return act({ type: 'checkpoint' }, { command, studio: studio.value, console });
    case 'status':
      return shown(await studio.value.get<ClusterStatus>('/deployment/cluster'), { command, console }, statusText);
    case 'placement':
      return shown(
        await studio.value.get<PlacementReport>('/deployment/placement'),
        { command, console },
        placementText,
      );
    case 'profile':
      return profile(command, { studio: studio.value, console, personDirectory });
    case 'state': {
      const { state, key, action } = command;
      if (action !== null) return act(action, { command, studio: studio.value, console });
      const found = await studio.value.post<StateObjectReport>('/deployment/objects', { state, key });
      if (found.ok && !command.json) console.error.write(objectPlaceText(found.value));
      return shown(found, { command, console }, objectText);
    }
  }
}

type Profiling = {
  readonly studio: StudioClient;
  readonly console: Console;
  readonly personDirectory: string;
};

async function profile(
  command: Extract<ControlCommand, { type: 'profile' }>,
  { studio, console, personDirectory }: Profiling,
): Promise<ExitCode> {
  const { workers, seconds, out } = command;
  const directory = out === null ? null : resolve(personDirectory, out);
  const made = directory === null ? ok(null) : makeProfileDirectory(directory);
  if (!made.ok) return refused({ ...made.error, exit: exitCodes.badInput }, console);
  const answer = await studio.post<ProfileReport>('/deployment/profiles', { workers, seconds, files: out !== null });
  if (!answer.ok) return refused(answer.error, console);
  const written = directory === null ? ok([]) : writeProfiles(directory, answer.value.profiles);
  if (!written.ok) return refused({ ...written.error, exit: exitCodes.badInput }, console);
  return shown(answer, { command, console }, (report) => runningProfileText(report, written.value));
}

type Telling = { readonly command: ControlCommand; readonly console: Console };

function shown<Value>(
  answer: StudioAnswer<Value>,
  { command, console }: Telling,
  textOf: (value: Value) => string,
): ExitCode {
  if (!answer.ok) return refused(answer.error, console);
  console.out(command.json ? `${JSON.stringify(answer.value)}\n` : textOf(answer.value));
  return exitCodes.success;
}

/** Asks, and waits for what becomes of it. */
async function act(
  action: Action,
  { command, studio, console }: Telling & { readonly studio: StudioClient },
): Promise<ExitCode> {
  let answer = await studio.post<Movement>('/deployment/actions', action);
  while (answer.ok && !isOver(answer.value))
    answer = await studio.get<Movement>(`/deployment/movements/${answer.value.id}/outcome`);
  const exit = shown(answer, { command, console }, movementText);
  return answer.ok && answer.value.phase !== 'done' ? exitCodes.runFailed : exit;
}

function refused(
  { exit, ...refusal }: { message: string; remedy: string; exit: ExitCode },
  console: Console,
): ExitCode {
  console.error.write(refusalText(refusal));
  return exit;
}
