/** The right end of the top bar: what the run is doing, how fast, how many workers the next one has, Run and Stop. */
import { limits } from '@potoroo/shared/limits';
import { useCheck } from '../designer/code/check-store.ts';
import { useProject } from '../designer/document/project-store.ts';
import { errorsIn } from '../designer/problems/problems-view.ts';
import { openProblems } from '../studio/layout-store.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { notify } from '../ui/notices.tsx';
import { count, microseconds } from '../ui/numbers.ts';
import { chooseWorkers, run, stop, useDeployment } from './deployment-store.ts';
import { acceptedRate } from './frames.ts';
import { LiveText, useLive } from './live-parts.tsx';
import { runObstacle, runStateOf } from './run-state.ts';

export function RunControls() {
  const { status, link, asking } = useDeployment();
  const hasProject = useProject(({ id }) => id !== null);
  const errors = useCheck(({ diagnostics }) => errorsIn(diagnostics));
  const state = runStateOf(status);
  const hasFrame = useLive(({ span }) => span !== null);
  const obstacle = runObstacle({ hasProject, errors, isLinked: link === 'connected', isAsking: asking === 'start' });
  const explain = (reason: string) =>
    errors > 0 ? openProblems() : notify({ tone: 'bad', message: reason, remedy: '' });
  return (
    <div className="run-controls" role="group" aria-label="Run">
      <span className="pill run-state" data-tone={state.tone}>
        <i className="run-dot" aria-hidden="true" />
        {state.text}
      </span>
      {hasFrame && state.active && (
        <>
          <span className="pill mono pill-throughput" title="Records accepted from sources a second">
            <LiveText of={({ span }) => (span === null ? '' : `${count(acceptedRate(span))} records/s`)} />
          </span>
          <span
            className="pill mono pill-latency"
            title="Time from the source to the release or application of a record: 99 of 100 records are faster"
          >
            <LiveText
              of={({ span }) =>
                span?.newest.latency == null ? 'p99 –' : `p99 ${microseconds(span.newest.latency.p99)}`
              }
            />
          </span>
        </>
      )}
      {!state.active && <WorkerStepper />}
      {state.active ? (
        <Button
          look="danger"
          icon="stop"
          reason={status.phase === 'stopping' || asking === 'stop' ? 'The run is stopping.' : null}
          onClick={() => void stop()}
        >
          Stop
        </Button>
      ) : (
        <Button look="primary" icon="play" reason={obstacle} onClick={() => void run()} onRefused={explain}>
          Run
        </Button>
      )}
    </div>
  );
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
