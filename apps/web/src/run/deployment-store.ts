/** The one deployment as the server tells it, the state of the link to it, and starting and stopping. */
import type { CheckReport, DeploymentStatus, StateWishes } from '@potoroo/shared/control';
import { limits } from '@potoroo/shared/limits';
import type { Movement } from '@potoroo/shared/telemetry';
import { create } from 'zustand';
import { saveNow } from '../designer/document/autosave.ts';
import { useProject } from '../designer/document/project-store.ts';
import { takeOver } from '../designer/code/check-store.ts';
import { readDeployment, type Start, startDeployment, stopDeployment } from '../link/deployment-api.ts';
import type { Failure } from '../link/http.ts';
import { type Link, openLiveFeed } from '../link/live-feed.ts';
import { readRecording } from '../link/recording-feed.ts';
import { openProblems, useLayout } from '../studio/layout-store.ts';
import { isBuildShown, useScreen } from '../studio/screen-store.ts';
import { announce, dismissFailures, notify } from '../ui/notices.tsx';
import { endRun, forgetRun, readLive, takeFrame, takeMissed } from './live-store.ts';
import { migrationFault } from './migration-fault.ts';
import { tellNews } from './movement-news.ts';
import { forgetMovements, takeMovement, useMovements } from './movement-store.ts';
import { sentenceByName } from './node-names.ts';
import { isOvertaken, runStateOf } from './run-state.ts';
import { SilenceWatch, turnMs, useSilence } from './silence.ts';
import { recall, remember } from '../ui/remembered.ts';

type DeploymentStore = {
  readonly status: DeploymentStatus;
  readonly link: Link;
  /** A start or a stop has been asked for and not yet answered. */
  readonly asking: 'start' | 'replace' | 'stop' | null;
  /** How many workers the next run has. */
  readonly workers: number;
};

const idle: DeploymentStatus = {
  revision: 0,
  phase: 'idle',
  id: null,
  pipelineId: null,
  workers: 0,
  startedAt: null,
  summary: null,
};
const workersDefault = 3;
const watch = new SilenceWatch();
const storageKey = 'potoroo.workers';

export const useDeployment = create<DeploymentStore>(() => ({
  status: idle,
  link: 'connecting',
  asking: null,
  workers: storedWorkers(),
}));

/** Called once, at the start. */
export function followDeployment(): void {
  openLiveFeed({
    onLink: (link) => {
      useDeployment.setState({ link });
      if (link === 'connected') void lookBack();
    },
    onStatus: takeStatus,
    onTelemetry: (frame) => {
      watch.heard(performance.now());
      if (useSilence.getState().seconds !== null) useSilence.setState({ seconds: null });
      takeFrame(frame);
    },
    onMovement: hearMovement,
  });
  setInterval(listenForSilence, turnMs);
  void readDeployment().then((answer) => {
    if (answer.ok) takeAnswer(answer.value);
  });
}

/** Frames begin with the first one of a run: a start takes as long as it takes. */
function listenForSilence(): void {
  const { status, link } = useDeployment.getState();
  const isDue = link === 'connected' && status.phase === 'running' && readLive().span !== null;
  const seconds = watch.turn(performance.now(), isDue);
  if (seconds !== useSilence.getState().seconds) useSilence.setState({ seconds });
}

export function chooseWorkers(workers: number): void {
  const chosen = Math.min(limits.workersMax, Math.max(1, Math.round(workers)));
  remember(storageKey, String(chosen));
  useDeployment.setState({ workers: chosen });
}

export async function run(): Promise<void> {
  const { workers } = useDeployment.getState();
  await start({ workers, replaces: null });
}

/**
 * What is on screen takes the place of what runs, on as many workers. `states`: the run goes on with it. Resolves with why it is
 * not deployed, for whoever asked, or null; the failure is told besides.
 */
export async function deploy(states: StateWishes | null): Promise<string | null> {
  const { workers, id } = useDeployment.getState().status;
  return start({ workers, replaces: id, ...(states === null ? {} : { states }) });
}

async function start(wish: Omit<Start, 'pipelineId'>): Promise<string | null> {
  const { id } = useProject.getState();
  const { asking } = useDeployment.getState();
  if (id === null || asking !== null) return null;
  dismissFailures();
  useDeployment.setState({ asking: wish.replaces === null ? 'start' : 'replace' });
  const isSaved = await saveNow();
  const answer = isSaved ? await startDeployment({ pipelineId: id, ...wish }) : null;
  const migration = answer === null || answer.ok ? null : migrationFaultIn(answer.error, wish.states ?? {});
  if (answer === null) notSaved();
  else if (migration === null) settle(answer);
  useDeployment.setState({ asking: null });
  if (migration !== null) return migration;
  return answer === null ? 'the pipeline could not be saved' : answer.ok ? null : faultOf(answer.error);
}

const migrationFaultIn = (failure: Failure, states: StateWishes): string | null =>
  migrationFault(reportIn(failure)?.diagnostics ?? [], states);

const faultOf = (failure: Failure): string =>
  reportIn(failure)?.diagnostics.find(({ severity }) => severity === 'error')?.message ?? failure.message;

export async function stop(): Promise<void> {
  if (useDeployment.getState().asking !== null) return;
  useDeployment.setState({ asking: 'stop' });
  settle(await stopDeployment());
  useDeployment.setState({ asking: null });
}

type Answer = Awaited<ReturnType<typeof startDeployment>>;

function settle(answer: Answer): void {
  if (answer.ok) return takeAnswer(answer.value);
  const report = answer.error.status === 422 ? reportIn(answer.error) : null;
  if (report === null) return notify({ tone: 'bad', message: answer.error.message, remedy: answer.error.remedy });
  takeOver(report.diagnostics);
  openProblems();
  announce('The pipeline has errors, so it was not started.');
}

const reportIn = ({ body }: Failure): CheckReport | null =>
  typeof body === 'object' && body !== null && 'diagnostics' in body && 'edgeTypes' in body
    ? (body as CheckReport)
    : null;

const notSaved = (): void =>
  notify({
    tone: 'bad',
    message: 'The pipeline could not be saved, so it was not started.',
    remedy: 'The status bar at the bottom says why.',
  });

/** Answers and events travel on two connections: an answer may arrive after the event that overtook it. */
function takeAnswer(status: DeploymentStatus): void {
  if (!isOvertaken(status, useDeployment.getState().status)) takeStatus(status);
}

/** What was told of the run while this window did not hear it. */
async function lookBack(): Promise<void> {
  const { id } = useDeployment.getState().status;
  if (id === null) return;
  const missed = await readRecording();
  if (useDeployment.getState().status.id === id) takeMissed(missed);
}

/** News of another project's run belongs on its own screen. */
function hearMovement(movement: Movement): void {
  const known = useMovements.getState().entries.find(({ id }) => id === movement.id) ?? null;
  takeMovement(movement);
  if (useDeployment.getState().status.pipelineId === useProject.getState().id) tellNews(known, movement);
}

function takeStatus(status: DeploymentStatus): void {
  const { status: before } = useDeployment.getState();
  if (status.id !== before.id) {
    forgetRun();
    forgetMovements();
  }
  useDeployment.setState({ status });
  if (status.id !== before.id) void lookBack();
  if (!runStateOf(status).active) endRun();
  if (status.phase === before.phase && status.id === before.id) return;
  if (status.pipelineId !== useProject.getState().id) return;
  announce(runStateOf(status).text);
  if (status.phase === 'failed' && before.id === status.id && status.summary?.error && !isRuntimeShown())
    notify({ tone: 'bad', message: sentenceByName(status.summary.error), remedy: '' });
}

/** The runtime pane and the Cluster screen say themselves why a run has failed. */
function isRuntimeShown(): boolean {
  const { screen } = useScreen.getState();
  return screen === 'cluster' || (isBuildShown() && useLayout.getState().runtimeOpen);
}

function storedWorkers(): number {
  const stored = Number(recall(storageKey));
  return Number.isInteger(stored) && stored >= 1 && stored <= limits.workersMax ? stored : workersDefault;
}
