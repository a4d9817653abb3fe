/** The right end of the top bar: what the run is doing, how fast, how many workers the next one has, Run and Stop. */
import { useEffect, useState } from 'react';
import { limits } from '@potoroo/shared/limits';
import { useCheck } from '../designer/code/check-store.ts';
import { openProject } from '../designer/document/opening.ts';
import { useProject } from '../designer/document/project-store.ts';
import { errorsIn } from '../designer/problems/problems-view.ts';
import { openProblems, showOverlay } from '../studio/layout-store.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { announce, notify } from '../ui/notices.tsx';
import { count, counted, microseconds } from '../ui/numbers.ts';
import { AddWorkerButton } from './add-worker-button.tsx';
import { bucketText } from './bucket-text.ts';
import { deployObstacleNow, useDeployChanges } from './deploy-changes.ts';
import { chooseWorkers, run, stop, useDeployment } from './deployment-store.ts';
import { acceptedRate, goesBackTo, recentLatency } from './frames.ts';
import { LiveText, useLive } from './live-parts.tsx';
import { disturbanceText } from './movement-text.ts';
import { unnamed, useOtherName } from './other-project.ts';
import { otherRunText, runObstacle, type RunState, type Tone } from './run-state.ts';
import { useRunView } from './shown-run.ts';
import { agoText, useSilence } from './silence.ts';
import { useIsWaiting } from './troubles.tsx';

export function RunControls() {
  const view = useRunView();
  return (
    <div className="run-controls" role="group" aria-label="Run">
      {view.type === 'other' ? (
        <OtherRun pipelineId={view.pipelineId} />
      ) : view.type === 'unknown' ? (
        <>
          <StatePill text={view.text} tone="unknown" />
          <RunButton />
        </>
      ) : view.state.active ? (
        <>
          <ActivePill state={view.state} />
          <Rates />
          <AddWorkerButton />
          <StopButton text="Stop" />
          <DeployButton />
        </>
      ) : (
        <>
          <StatePill {...view.state} />
          <WorkerStepper />
          <RunButton />
        </>
      )}
    </div>
  );
}

/** Workers come and go while a run is on: the newest frame knows better than its beginning. */
function ActivePill({ state }: { readonly state: RunState }) {
  const isRunning = useDeployment(({ status }) => status.phase === 'running');
  const workers = useLive(({ span }) => span?.newest.workers.filter(({ phase }) => phase === 'running').length ?? 0);
  const checkpoint = useLive(({ span }) => (span === null ? null : goesBackTo(span.newest)));
  const silent = useSilence(({ seconds }) => seconds);
  if (silent !== null) return <StatePill text={`Nothing heard for ${silent} s`} tone="bad" />;
  if (isRunning && checkpoint !== null) return <StatePill text={`Recovering from ${checkpoint}`} tone="busy" />;
  return (
    <StatePill {...state} text={isRunning && workers > 0 ? `Running on ${counted(workers, 'worker')}` : state.text} />
  );
}

const StatePill = ({ text, tone }: { readonly text: string; readonly tone: Tone | 'unknown' }) => (
  <span className="pill run-state" data-tone={tone}>
    <i className="run-dot" aria-hidden="true" />
    {text}
  </span>
);

/** Another project's run: it is named, leads there, and shows nothing that could be taken for this project's. */
function OtherRun({ pipelineId }: { readonly pipelineId: string }) {
  const name = useOtherName(pipelineId);
  const status = useDeployment((state) => state.status);
  return (
    <>
      <button
        type="button"
        className="pill run-state run-other"
        data-tone="busy"
        title={`Open ${name}`}
        onClick={() => void openProject(pipelineId)}
      >
        <i className="run-dot" aria-hidden="true" />
        <span>{otherRunText(name, status)}</span>
      </button>
      <StopButton text={name === unnamed ? 'Stop that run' : `Stop ${name}`} />
    </>
  );
}

function Rates() {
  const hasFrame = useLive(({ span }) => span !== null);
  const disturbed = useLive(({ span }) => (span?.newest.disturbances ?? []).map(disturbanceText).join('; '));
  const hasLatency = useLive(({ span }) => span !== null && span.newest.latency !== null);
  const silent = useSilence(({ seconds }) => seconds);
  return (
    <>
      {hasFrame && (
        <span className="pill mono pill-throughput" title="Records accepted from sources a second">
          <LiveText
            of={({ span }) => (span === null ? '' : `${count(acceptedRate(span))} records/s${agoText(silent)}`)}
          />
        </span>
      )}
      {hasLatency && silent === null && (
        <span
          className="pill mono pill-latency"
          title={`Time from the source to the release or application of a record, of the last second: 99 of 100 records are faster. ${bucketText}${disturbed === '' ? '' : `. Now: ${disturbed}`}`}
        >
          <LiveText
            of={({ span }) => {
              const p99 = span === null ? null : recentLatency(span, 0.99);
              return p99 === null ? 'p99 –' : `p99 ${microseconds(p99)}`;
            }}
          />
        </span>
      )}
    </>
  );
}

function StopButton({ text }: { readonly text: string }) {
  const isStopping = useDeployment(({ status, asking }) => status.phase === 'stopping' || asking === 'stop');
  const isWaiting = useIsWaiting();
  const isLate = useIsLate(isStopping && isWaiting);
  if (isLate) return <EndNowButton />;
  return (
    <Button
      look="danger"
      icon="stop"
      className="stop-button"
      reason={isStopping ? 'The run is stopping.' : null}
      title={text}
      // The second click of a double one on Run, in whose place this button has come.
      onClick={({ detail }) => void (detail < 2 && stop())}
    >
      <span>{text}</span>
    </Button>
  );
}

/** It has been so for as long as a stop may take: no second click of a double one. */
function useIsLate(isSo: boolean): boolean {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    if (!isSo) return setLate(false);
    const timer = setTimeout(() => setLate(true), limits.stopTimeoutMs + 500);
    return () => clearTimeout(timer);
  }, [isSo]);
  return isLate;
}

/** A stop waits for what the sinks wait for. */
const EndNowButton = () => (
  <Button
    look="danger"
    icon="stop"
    className="stop-button"
    title="The run stops when its outputs have left. End it now, and those that have not leave only when it goes on: with the next start of the server, unless another run is started."
    onClick={() => void stop()}
  >
    <span>End now</span>
  </Button>
);

/** There while the drawing has gone on since the run began. */
function DeployButton() {
  const changes = useDeployChanges();
  useCheck();
  useDeployment();
  if (changes === null) return null;
  return (
    <Button
      look="primary"
      className="deploy-button"
      reason={deployObstacleNow()}
      title={`${counted(changes.count, 'change')} since the run began`}
      onClick={() => showOverlay('deploy')}
      onRefused={explain}
    >
      Deploy changes
    </Button>
  );
}

function RunButton() {
  const { link, asking } = useDeployment();
  const hasProject = useProject(({ id }) => id !== null);
  const errors = useCheck(({ diagnostics }) => errorsIn(diagnostics));
  const obstacle = runObstacle({ hasProject, errors, link, isAsking: asking === 'start' });
  return (
    <Button look="primary" icon="play" reason={obstacle} onClick={() => void run()} onRefused={explain}>
      Run
    </Button>
  );
}

/** Problems say themselves what holds Run or Deploy back; all else is a notice. */
function explain(reason: string): void {
  // The second click of two is no mistake.
  if (useDeployment.getState().asking !== null) return announce(reason);
  if (errorsIn(useCheck.getState().diagnostics) === 0) return notify({ tone: 'bad', message: reason, remedy: '' });
  openProblems();
  announce(reason);
}

function WorkerStepper() {
  const workers = useDeployment((state) => state.workers);
  return (
    <div className="stepper" role="group" aria-label="Workers of the next run">
      <IconButton
        icon="minus"
        label="One worker less"
        reason={workers <= 1 ? 'one is the least' : null}
        onClick={() => chooseWorkers(workers - 1)}
      />
      <label>
        <input
          type="text"
          inputMode="numeric"
          className="mono"
          aria-label="Number of workers"
          value={workers}
          size={2}
          onChange={(event) => {
            const typed = Number(event.target.value);
            if (Number.isInteger(typed) && typed >= 1) chooseWorkers(typed);
          }}
          onFocus={(event) => event.target.select()}
        />
        {workers === 1 ? 'worker' : 'workers'}
      </label>
      <IconButton
        icon="plus"
        label="One worker more"
        reason={workers >= limits.workersMax ? `${limits.workersMax} are the most` : null}
        onClick={() => chooseWorkers(workers + 1)}
      />
    </div>
  );
}
