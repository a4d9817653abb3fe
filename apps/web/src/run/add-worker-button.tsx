/** `+ Worker`, while a run is on. Pointed at or focused, it shows what would move; pressed, it moves. */
import { foretell } from '../cluster/foretell.ts';
import { showPreview } from '../cluster/view-store.ts';
import { Button } from '../ui/button.tsx';
import { actionObstacle, addWorker } from './actions.ts';
import { useDeployment } from './deployment-store.ts';

export function AddWorkerButton() {
  useDeployment();
  const look = () => showPreview({ type: 'add' });
  const leave = () => showPreview(null);
  return (
    <Button
      className="add-worker"
      icon="plus"
      reason={actionObstacle()}
      title="Add a worker process to the run"
      onPointerEnter={look}
      onPointerLeave={leave}
      onFocus={() => foretell({ type: 'add' })}
      onBlur={leave}
      onClick={() => {
        leave();
        void addWorker();
      }}
    >
      Worker
    </Button>
  );
}
