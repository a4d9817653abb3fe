/** What can be done to one worker of the run: it is drained, or killed after a question. Shown while its box has the pointer or the focus. */
import { workerIdentity } from '../theme/worker-identity.ts';
import { Button } from '../ui/button.tsx';
import { actionObstacle, drainWorker, killProcess, lastWorker } from './actions.ts';
import { useDeployment } from './deployment-store.ts';
import { useLive } from './live-parts.tsx';
import { useMovements } from './movement-store.ts';

export function WorkerActions({ index }: { readonly index: number }) {
  const { name } = workerIdentity(index);
  const isOnly = useLive(({ span }) => (span?.newest.workers.length ?? 0) <= 1);
  const isLeaving = useMovements(({ entries }) =>
    entries.some(
      ({ cause, phase }) =>
        cause.type === 'drain' &&
        cause.worker === name &&
        (phase === 'queued' || phase === 'preparing' || phase === 'moving'),
    ),
  );
  const isRunning = useDeployment(({ status }) => status.phase === 'running');
  if (!isRunning) return null;
  const obstacle = actionObstacle();
  return (
    <div className="box-actions">
      <Button
        reason={obstacle ?? (isLeaving ? `${name} is leaving already.` : isOnly ? lastWorker : null)}
        title="Its slots go to the others, then it leaves; nothing stops"
        aria-label={`Drain ${name}`}
        onClick={() => void drainWorker(name)}
      >
        Drain
      </Button>
      <Button
        look="danger"
        reason={obstacle}
        title="SIGKILL, as a crash would end it; asks first"
        aria-label={`Kill -9 ${name}`}
        onClick={() => killProcess(name)}
      >
        Kill -9
      </Button>
    </div>
  );
}
