/** What the runtime pane says before a run: what Run will do, with a place for each worker that it will start. */
import { limits } from '@potoroo/shared/limits';
import { useDocument } from '../designer/document/document-store.ts';
import { workerIdentity } from '../theme/worker-identity.ts';
import { counted } from '../ui/numbers.ts';
import { useDeployment } from './deployment-store.ts';
import { RunFailure } from './run-failure.tsx';
import { runStateOf } from './run-state.ts';
import { useOtherRun, useShownRun } from './shown-run.ts';
import { WorkerBadge } from './worker-badge.tsx';

const drawnMax = 8;

export function IdlePane() {
  const workers = useDeployment((state) => state.workers);
  const isStarting = useDeployment(({ status }) => runStateOf(status).active);
  const isShown = useShownRun();
  const isOther = useOtherRun();
  const states = useDocument(({ pipeline }) => pipeline?.nodes.filter(({ kind }) => kind === 'state').length ?? 0);
  const shares = slotShares(workers);
  return (
    <>
      <div className="runtime-head">
        <p className="layer-text">
          <b>Runtime</b> scale-aware: {isOther ? 'busy with another project' : isShown && isStarting ? 'the workers are starting' : 'nothing is running'}
        </p>
      </div>
      {isShown && <RunFailure />}
      <ul className="workers workers-idle" aria-label="Workers that Run will start">
        {shares.slice(0, drawnMax).map((slots, index) => (
          <li key={index} className="worker worker-idle">
            <header>
              <WorkerBadge index={index} />
              <b>Worker {workerIdentity(index).letter}</b>
            </header>
            <p>{states === 0 ? 'runs your computations' : `will own ${slots} of ${limits.slotsPerStage} slots`}</p>
          </li>
        ))}
      </ul>
      <p className="idle-lesson">
        <b>Run</b> starts {counted(workers, 'worker process', 'worker processes')}
        {workers > drawnMax ? ` (the first ${drawnMax} are drawn)` : ''}.{' '}
        {states === 0
          ? 'Records are spread over them; how busy each is and how fast it works appears here.'
          : 'The hash of a record’s key decides its slot, and the slot its worker: there it meets its state object. You will see every object appear in the box of its owner.'}
      </p>
    </>
  );
}

/** Slots in contiguous runs, as the first placement deals them. */
const slotShares = (workers: number): readonly number[] =>
  Array.from({ length: workers }, (_, worker) => Math.ceil(((worker + 1) * limits.slotsPerStage) / workers) - Math.ceil((worker * limits.slotsPerStage) / workers));
