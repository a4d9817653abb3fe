/** The slot space as one strip, coloured, patterned and lettered by owner; what a change would move is hatched in the colour of its new owner. */
import { SlotStrip } from '../run/placement-strip.tsx';
import { workerIdentity } from '../theme/worker-identity.ts';
import { counted } from '../ui/numbers.ts';
import { previewNow, stageViewNow } from './moment.ts';
import { useShown } from './shown-parts.tsx';
import { useView } from './view-store.ts';

export function ClusterStrip() {
  useView((view) => view.preview);
  const owners = useShown(() => stageViewNow()?.stage.placement.join(' ') ?? '');
  const placement = owners === '' ? [] : owners.split(' ').map(Number);
  if (placement.length === 0) return null;
  const preview = previewNow();
  return (
    <div className="placement">
      <SlotStrip placement={placement} promised={preview?.moving.size === 0 ? null : (preview?.table ?? null)} />
      <p className="placement-scale">
        <span>slot 0</span>
        <span>
          {preview === null
            ? 'the hash of a key is its slot; the placement gives each slot to a worker'
            : `hatched: the ${counted(preview.moving.size, 'slot')} that would move, with ${counted(preview.rows[0]?.objects ?? 0, 'object')}, in the colour of ${ownersText(preview)}`}
        </span>
        <span>slot {placement.length - 1}</span>
      </p>
    </div>
  );
}

function ownersText({ table, moving }: NonNullable<ReturnType<typeof previewNow>>): string {
  const takers = [...new Set([...moving].map((slot) => table[slot] ?? 0))];
  return takers.length === 1 ? `worker ${workerIdentity(takers[0] ?? 0).name}` : 'their new owners';
}
