/** The slot space of one state, coloured and lettered by owner. Drawn again only when a slot changes its owner. */
import type { NodeId } from '@potoroo/shared/ids';
import { workerIdentity } from '../theme/worker-identity.ts';
import { counted } from '../ui/numbers.ts';
import { useLive } from './live-parts.tsx';
import { stageIn, stretchesOf } from './stages.ts';

export function PlacementStrip({ state }: { readonly state: NodeId }) {
  const owners = useLive(({ span }) => stageIn(span, state)?.placement.join(' ') ?? '');
  const stretches = stretchesOf(owners === '' ? [] : owners.split(' ').map(Number));
  const slots = stretches.reduce((sum, stretch) => sum + stretch.slots, 0);
  return (
    <div className="placement">
      <ol className="placement-strip" aria-label={`Placement: ${slots} slots and their owners`}>
        {stretches.map(({ worker, first, slots: length }) => {
          const { letter, colour, pattern } = workerIdentity(worker);
          const last = first + length - 1;
          return (
            <li
              key={first}
              className={`pattern-${pattern}`}
              style={{ flexGrow: length, ['--worker' as string]: colour }}
              title={`Worker ${letter}: slots ${first} to ${last}, ${counted(length, 'slot')}`}
            >
              <span aria-hidden={length < 8}>{length < 8 ? '' : letter}</span>
            </li>
          );
        })}
      </ol>
      <p className="placement-scale" aria-hidden="true">
        <span>slot 0</span>
        <span>hash of the key decides the slot, placement decides its worker</span>
        <span>slot {Math.max(0, slots - 1)}</span>
      </p>
    </div>
  );
}
