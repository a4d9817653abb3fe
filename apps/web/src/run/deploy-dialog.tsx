/** Before changes are deployed: what the run loses, and everything that differs from what runs. */
import type { StateWish } from '@potoroo/shared/control';
import { limits } from '@potoroo/shared/limits';
import { useEffect, useMemo, useState } from 'react';
import { useCheck } from '../designer/code/check-store.ts';
import { errorsIn } from '../designer/problems/problems-view.ts';
import { nameOf } from '../designer/versions/difference-rows.ts';
import { DifferenceView } from '../designer/versions/difference-view.tsx';
import { readCluster } from '../link/deployment-api.ts';
import { openProblems } from '../studio/layout-store.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { AreaField, ChoiceField } from '../ui/field.tsx';
import { counted } from '../ui/numbers.ts';
import { type DeployChanges, deployObstacleNow, useDeployChanges } from './deploy-changes.ts';
import { type Consequence, deployPlan, policyText, type StatePolicy } from './deploy-plan.ts';
import { deploy, useDeployment } from './deployment-store.ts';
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

type Choices = Readonly<Record<string, StateWish>>;

function Deploy({ changes: { running, present, diff, count }, onClose }: DeployProps) {
  const keeps = useKeepsCheckpoints();
  const plan = useMemo(() => deployPlan({ running, present, objects: objectsNow(), keeps }), [running, present, keeps]);
  const errors = useCheck(({ diagnostics }) => errorsIn(diagnostics));
  const [choices, setChoices] = useState<Choices>({});
  const [fault, setFault] = useState<string | null>(null);
  const isAsking = useDeployment((state) => state.asking !== null);
  const goesOn = plan?.goesOn ?? false;
  const act = async () => {
    setFault(null);
    if (!goesOn) onClose();
    const why = await deploy(goesOn ? choices : null);
    if (why === null) onClose();
    else setFault(why);
  };
  return (
    <Dialog
      title={`Deploy ${counted(count, 'change')}?`}
      description={
        goesOn
          ? 'The run goes on with what is on screen. What was taken before a barrier is finished as it is now, and everything behind it is met by the changes.'
          : 'A source of this run cannot be read again: a pipe, or a TCP source without a journal. So the run ends, and a new one starts with what is on screen. State does not go along.'
      }
      size="large"
      onClose={onClose}
    >
      <div className="dialog-body deploy">
        <section>
          <h3>What happens</h3>
          <ul className="consequences" aria-label="What happens">
            {plan?.consequences.map((each) => (
              <ConsequenceRow
                key={each.node.id}
                consequence={each}
                wish={choices[each.node.id] ?? { policy: each.policies[0] === 'reset' ? 'reset' : 'keep' }}
                onWish={(wish) => setChoices({ ...choices, [each.node.id]: wish })}
              />
            ))}
          </ul>
        </section>
        <section>
          <h3>From what runs to what is drawn</h3>
          <DifferenceView before={running} after={present} diff={diff} />
        </section>
      </div>
      {errors === 0 ? null : (
        <div className="deploy-fault">
          <p className="status-bad" role="alert">
            What is drawn does not compile: {counted(errors, 'error')}. Nothing can be deployed until{' '}
            {errors === 1 ? 'it is' : 'they are'} mended; the run goes on.
          </p>
          <Button
            onClick={() => {
              onClose();
              openProblems();
            }}
          >
            Show the problems
          </Button>
        </div>
      )}
      {fault === null ? null : (
        <p className="deploy-fault status-bad" role="alert">
          {fault}
        </p>
      )}
      <div className="dialog-actions">
        <Button onClick={onClose}>Let it run on</Button>
        <Button
          look="primary"
          icon="play"
          reason={isAsking ? 'It is being deployed.' : deployObstacleNow()}
          onClick={() => void act()}
        >
          {goesOn ? 'Deploy' : 'End the run and deploy'}
        </Button>
      </div>
    </Dialog>
  );
}

/** Null until the server has answered. */
function useKeepsCheckpoints(): boolean | null {
  const [keeps, setKeeps] = useState<boolean | null>(null);
  useEffect(() => {
    let isShown = true;
    void readCluster().then((answer) => {
      if (isShown && answer.ok) setKeeps(answer.value.cluster?.recoverable ?? null);
    });
    return () => {
      isShown = false;
    };
  }, []);
  return keeps;
}

type RowProps = {
  readonly consequence: Consequence;
  readonly wish: StateWish;
  readonly onWish: (wish: StateWish) => void;
};

/** A state that stays has a choice: what becomes of its objects. */
function ConsequenceRow({ consequence, wish, onWish }: RowProps) {
  const { node, policies, text, isLoss } = consequence;
  const name = nameOf(node);
  if (policies.length < 2)
    return (
      <li data-loss={isLoss || undefined}>
        <b>{name}</b> <span>{text}</span>
      </li>
    );
  const { policy } = wish;
  return (
    <li data-loss={policy === 'reset' || undefined}>
      <b>{name}</b> <span>{policyText(policy, consequence.objects)}</span>
      <ChoiceField
        label={`State of ${name}`}
        value={policy}
        choices={policies.map((each) => ({ value: each, label: policyLabels[each] }))}
        onChange={(chosen) => onWish(wishOf(chosen))}
      />
      {wish.policy === 'migrate' ? (
        <AreaField
          label={`Migration of ${name}`}
          hint="TypeScript: (old, key) => the object as the state holds it now. It is checked, and tried on every object of the last checkpoint, before anything is changed."
          value={wish.code}
          rows={4}
          maxLength={limits.snippetCharsMax}
          onChange={(code) => onWish({ policy: 'migrate', code })}
        />
      ) : null}
    </li>
  );
}

const wishOf = (policy: StatePolicy): StateWish =>
  policy === 'migrate' ? { policy, code: '(old, key) => ({ ...old })' } : { policy };

const policyLabels: Readonly<Record<StatePolicy, string>> = {
  keep: 'Keep',
  migrate: 'Migrate by a function',
  reset: 'Reset',
};

const objectsNow = () =>
  new Map(
    readLive().span?.newest.stages.flatMap(({ state, objects }) =>
      state === null ? [] : [[state, objects.reduce((sum, each) => sum + each, 0)] as const],
    ),
  );
