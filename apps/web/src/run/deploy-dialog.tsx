/** Before changes are deployed: what the run loses, and everything that differs from what runs. */
import { useEffect, useMemo } from 'react';
import { nameOf } from '../designer/versions/difference-rows.ts';
import { DifferenceView } from '../designer/versions/difference-view.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { counted } from '../ui/numbers.ts';
import { type DeployChanges, deployObstacleNow, useDeployChanges } from './deploy-changes.ts';
import { type Consequence, deployPlan } from './deploy-plan.ts';
import { deploy } from './deployment-store.ts';
import { readLive } from './live-store.ts';

export function DeployDialog({ onClose }: { readonly onClose: () => void }) {
  const changes = useDeployChanges();
  const isOver = changes === null;
  useEffect(() => {
    if (isOver) onClose();
  }, [isOver, onClose]);
  return changes === null ? null : <Deploy changes={changes} onClose={onClose} />;
}

type DeployProps = { readonly changes: DeployChanges; readonly onClose: () => void };

function Deploy({ changes: { running, present, diff, count }, onClose }: DeployProps) {
  const plan = useMemo(() => deployPlan({ running, present, objects: objectsNow() }), [running, present]);
  return (
    <Dialog
      title={`Deploy ${counted(count, 'change')}?`}
      description="The run ends, and a new one starts with what is on screen. State does not go along yet."
      size="large"
      onClose={onClose}
    >
      <div className="dialog-body deploy">
        <section>
          <h3>What happens</h3>
          <ul className="consequences" aria-label="What happens">
            {plan?.consequences.map((each) => (
              <ConsequenceRow key={each.node.id} consequence={each} />
            ))}
          </ul>
        </section>
        <section>
          <h3>From what runs to what is drawn</h3>
          <DifferenceView before={running} after={present} diff={diff} />
        </section>
      </div>
      <div className="dialog-actions">
        <Button onClick={onClose}>Let it run on</Button>
        <Button
          look="primary"
          icon="play"
          reason={deployObstacleNow()}
          onClick={() => {
            onClose();
            void deploy();
          }}
        >
          End the run and deploy
        </Button>
      </div>
    </Dialog>
  );
}

/** A state with more than one policy gets a choice here; for now every state is reset. */
const ConsequenceRow = ({ consequence: { node, text, policies } }: { readonly consequence: Consequence }) => (
  <li data-loss={policies.includes('reset') || undefined}>
    <b>{nameOf(node)}</b> <span>{text}</span>
  </li>
);

const objectsNow = () =>
  new Map(
    readLive().span?.newest.stages.flatMap(({ state, objects }) =>
      state === null ? [] : [[state, objects.reduce((sum, each) => sum + each, 0)] as const],
    ),
  );
