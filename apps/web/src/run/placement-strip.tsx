/** The slot space of one state, coloured and lettered by owner. Drawn again only when a slot changes its owner. */
import type { NodeId } from '@potoroo/shared/ids';
import { workerIdentity } from '../theme/worker-identity.ts';
import { counted } from '../ui/numbers.ts';
import { useLive } from './live-parts.tsx';
import { type Stretch, stageIn, stretchesOf } from './stages.ts';

export function PlacementStrip({ state }: { readonly state: NodeId }) {
  const owners = useLive(({ span }) => stageIn(span, state)?.placement.join(' ') ?? '');
  return <SlotSpace placement={owners === '' ? [] : owners.split(' ').map(Number)} />;
}

/** `isPlanned`: what the first placement of the next run will be. */
export function SlotSpace({
  placement,
  isPlanned = false,
}: {
  readonly placement: readonly number[];
  readonly isPlanned?: boolean;
}) {
  return (
    <div className={isPlanned ? 'placement placement-planned' : 'placement'}>
      <SlotStrip placement={placement} isPlanned={isPlanned} />
      <p className="placement-scale">
        <span>slot 0</span>
        <span>the hash of a key is its slot; the placement gives each slot to a worker</span>
        <span>slot {Math.max(0, placement.length - 1)}</span>
      </p>
    </div>
  );
}

type SlotStripProps = {
  readonly placement: readonly number[];
  readonly isPlanned?: boolean;
  /** Slot -> who would own it after a change that is only looked at. */
  readonly promised?: readonly number[] | null;
};

export function SlotStrip({ placement, isPlanned = false, promised = null }: SlotStripProps) {
  return (
    <ol
      className="placement-strip"
      aria-label={`${isPlanned ? 'Planned placement' : 'Placement'}: ${placement.length} slots and their owners`}
    >
      {stretchesOf(placement, promised).map((stretch) => (
        <SlotStretch key={stretch.first} {...stretch} />
      ))}
    </ol>
  );
}

function SlotStretch({ worker, first, slots, promisedTo }: Stretch) {
  const { name, letter, colour, pattern } = workerIdentity(worker);
  const isNarrow = slots < 8;
  return (
    <li
      className={promisedTo === null ? `pattern-${pattern}` : 'slot-promised'}
      style={{
        flexGrow: slots,
        ['--worker' as string]: colour,
        ['--promised' as string]: promisedTo === null ? undefined : workerIdentity(promisedTo).colour,
      }}
      title={`Worker ${name}: slots ${first} to ${first + slots - 1}, ${counted(slots, 'slot')}${promisedTo === null ? '' : `, would go to ${workerIdentity(promisedTo).name}`}`}
    >
      <span className={isNarrow ? 'visually-hidden' : undefined}>{letter}</span>
    </li>
  );
}
