/** What can be done with one object: it is moved by itself to another worker, and back to where its key belongs. */
import type { StateObjectReport } from '@potoroo/shared/control';
import { type FormEvent, useState } from 'react';
import { actionObstacle, ask } from '../run/actions.ts';
import { useDeployment } from '../run/deployment-store.ts';
import { useLive } from '../run/live-parts.tsx';
import { useMovements } from '../run/movement-store.ts';
import { Button } from '../ui/button.tsx';

type Of = { readonly of: Pick<StateObjectReport, 'state' | 'key' | 'owner' | 'hasOwnSlot'> };

export function ObjectMove({ of }: Of) {
  const isRunning = useDeployment(({ status }) => status.phase === 'running');
  if (!isRunning) return null;
  return (
    <div className="object-move">
      <MoveForm of={of} />
      {of.hasOwnSlot && <Release of={of} />}
    </div>
  );
}

function MoveForm({ of: { state, key, owner } }: Of) {
  const names = useLive(({ span }) => span?.newest.workers.map(({ name }) => name).join(' ') ?? '');
  const [chosen, choose] = useState('');
  const others = names.split(' ').filter((name) => name !== '' && name !== owner);
  const worker = others.includes(chosen) ? chosen : others[0];
  const isUnderWay = useIsUnderWay({ state, key });
  const move = (event: FormEvent) => {
    event.preventDefault();
    if (worker !== undefined && !isUnderWay) void ask({ type: 'move', state, key, worker });
  };
  return (
    <form className="key-search" aria-label={`Move ${key}`} onSubmit={move}>
      <select
        className="input"
        aria-label="Worker to move it to"
        value={worker ?? ''}
        disabled={worker === undefined}
        onChange={(event) => choose(event.target.value)}
      >
        {others.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <Button
        type="submit"
        title="This object alone gets a slot of its own there, and stays there; nothing stops"
        reason={
          actionObstacle() ??
          (worker === undefined ? 'There is no other worker: add one first.' : isUnderWay ? 'It is under way.' : null)
        }
      >
        Move
      </Button>
    </form>
  );
}

function Release({ of: { state, key } }: Of) {
  const isUnderWay = useIsUnderWay({ state, key });
  return (
    <Button
      title="It goes back to the slot that its key belongs to, wherever that is"
      reason={actionObstacle() ?? (isUnderWay ? 'It is under way.' : null)}
      onClick={() => void ask({ type: 'release', state, key })}
    >
      Release
    </Button>
  );
}

/** Somebody has asked for this object, and it is not over. */
const useIsUnderWay = ({ state, key }: { readonly state: string; readonly key: string }): boolean =>
  useMovements(({ entries }) =>
    entries.some(
      ({ cause, phase }) =>
        (cause.type === 'move' || cause.type === 'release') &&
        cause.state === state &&
        cause.key === key &&
        (phase === 'asked' || phase === 'queued' || phase === 'preparing' || phase === 'moving'),
    ),
  );
